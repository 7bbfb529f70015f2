// The program's queries, and which of the attached terminals still owes a report for each. Every
// terminal is shown all queries and answers them in order, but only the report of the terminal that
// led is for the program. Invariant: each query is answered at most once, even if another client
// leads by the time a report comes.
import { kindOfQuery, kindOfReport } from './report-kinds.ts';

/**
 * Owners of queries other than clients: the host itself, which has answered, and the creator that
 * will attach.
 */
export const HOST = 0;
export const CREATOR = -1;

export interface LedgerLimits {
  /** Queries that are remembered. */
  readonly maxQueries: number;
  /** No program waits any longer for the answer to an older query. */
  readonly openMs: number;
  /** How long after a query, or after its client was stopped, a terminal may still answer it. */
  readonly lateMs: number;
}

export interface OpenQuery {
  readonly query: string;
  /** The host's answer at the moment of the query: '' for nothing. */
  readonly answer: string;
}

interface Entry extends OpenQuery {
  readonly number: number;
  readonly kind: string;
  readonly at: number;
  owner: number;
  open: boolean;
}

/** A client whose terminal is shown the queries. */
interface Terminal {
  /**
   * Number of the last query that its terminal has answered, or will never answer. Queries up to it
   * are settled.
   */
  settled: number;
  /** Since when it takes its output, in ms. */
  since: number;
  /** Queries that it was shown before this time are passed over, in ms. */
  passed: number;
}

export class QueryLedger {
  readonly #limits: LedgerLimits;
  readonly #now: () => number;
  readonly #terminals = new Map<number, Terminal>();
  #entries: Entry[] = [];
  #last = 0;
  /** Reports of queries that the screen model may not have reached yet. */
  #deferred: { readonly number: number; readonly client: number; readonly report: string }[] = [];
  #lastReport = 0;

  /** @param now a clock, in ms */
  constructor(limits: LedgerLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** A terminal is shown the queries from now on. */
  join(client: number): void {
    if (!this.#terminals.has(client))
      this.#terminals.set(client, { settled: this.#last, since: this.#now(), passed: 0 });
  }

  /** The creator has attached: its terminal is shown the earlier queries, too. */
  joinAsCreator(client: number): void {
    this.#terminals.set(client, { settled: 0, since: this.#now(), passed: 0 });
    for (const entry of this.#entries) if (entry.owner === CREATOR) entry.owner = client;
  }

  leave(client: number): void {
    this.#terminals.delete(client);
    this.#deferred = this.#deferred.filter((one) => one.client !== client);
  }

  /**
   * A client that was stopped takes output again. Its terminal now answers the queries of the
   * meantime.
   */
  resumed(client: number): void {
    const terminal = this.#terminals.get(client);
    if (terminal) terminal.since = this.#now();
  }

  /**
   * The client's terminal has sent something. Terminals answer in order and at once, so it will
   * never answer queries from long before, which it does not know.
   * @param before queries from before this time, in ms: by default those that a link's delay does
   *   not explain; for the host's own query that was answered now the time at which it was asked
   */
  passOver(client: number, before = this.#now() - this.#limits.lateMs + 1): void {
    const terminal = this.#terminals.get(client);
    if (terminal) terminal.passed = Math.max(terminal.passed, before);
  }

  /** Returns true if this client's terminal has passed the query over. */
  #isPassed({ at }: Entry, terminal: Terminal | undefined): boolean {
    return terminal !== undefined && Math.max(at, terminal.since) < terminal.passed;
  }

  /** Returns true if the query waits for this owner's answer. */
  #isOpen(entry: Entry, owner: number): boolean {
    return entry.open && entry.owner === owner && !this.#isPassed(entry, this.#terminals.get(owner));
  }

  /** Output was dropped for the client: its terminal will not answer the queries in it. */
  skip(client: number): void {
    const terminal = this.#terminals.get(client);
    if (terminal) terminal.settled = this.#last;
  }

  /**
   * The program has asked something.
   * @param owner whose report is for the program; HOST if it was answered already
   */
  asked({ query, answer }: OpenQuery, owner: number): void {
    if (owner === HOST && this.#terminals.size === 0) return;
    const number = ++this.#last;
    const open = owner !== HOST;
    this.#entries.push({ number, query, answer, kind: kindOfQuery(query), at: this.#now(), owner, open });
    if (this.#entries.length > this.#limits.maxQueries) this.#entries.shift();
  }

  /**
   * The query of another owner is asked of this client's terminal. If the terminal still owes a
   * report for it, it will report twice: the first one is for the program.
   */
  askedAgain(open: OpenQuery, client: number): void {
    const terminal = this.#terminals.get(client);
    const owed = this.#entries.find(
      (entry) => entry.query === open.query && !entry.open && this.#owes(entry, terminal),
    );
    if (owed) {
      owed.owner = client;
      owed.open = true;
    }
    this.asked(open, owed ? HOST : client);
  }

  /**
   * Returns true if a report of this client may be one that the program is not to be given,
   * although the client leads.
   */
  isDoubtful(client: number): boolean {
    const terminal = this.#terminals.get(client);
    return this.#entries.some((entry) => !this.#isOpen(entry, client) && this.#owes(entry, terminal));
  }

  #owes(entry: Entry, terminal: Terminal | undefined): boolean {
    if (!terminal || entry.number <= terminal.settled || this.#isPassed(entry, terminal)) return false;
    return this.#now() - Math.max(entry.at, terminal.since) < this.#limits.lateMs;
  }

  /** Keeps a report whose query may not have been noted yet. */
  defer(client: number, report: string): void {
    if (!this.#terminals.has(client)) return;
    this.#deferred.push({ number: ++this.#lastReport, client, report });
    if (this.#deferred.length > this.#limits.maxQueries) this.#deferred.shift();
  }

  /** Number of the last report that was deferred. */
  get lastReport(): number {
    return this.#lastReport;
  }

  /**
   * Closes the queries that were answered before the screen model had reached them: all queries in
   * the output up to the moment of a report have been noted.
   * @param report number of the last such report
   */
  settle(report = Infinity): void {
    const due = this.#deferred.filter(({ number }) => number <= report);
    this.#deferred = this.#deferred.slice(due.length);
    for (const one of due) this.takes(one.client, one.report);
  }

  /**
   * Finds the query that a report answers, and closes it with the earlier ones that its terminal
   * has passed over. All queries so far have to be noted.
   * @returns true if the report is for the program; undefined if it answers no known query
   */
  takes(client: number, report: string): boolean | undefined {
    const terminal = this.#terminals.get(client);
    const kind = kindOfReport(report);
    const answered = this.#entries.find(
      (entry) => entry.kind === kind && (this.#isOpen(entry, client) || this.#owes(entry, terminal)),
    );
    if (!terminal || kind === '' || !answered) return undefined;
    const taken = answered.open && answered.owner === client;
    terminal.settled = Math.max(terminal.settled, answered.number);
    for (const entry of this.#entries)
      if (entry.owner === client && entry.number <= answered.number) entry.open = false;
    return taken;
  }

  /**
   * The age of the newest query that waits for this owner's answer, in ms; undefined if none waits.
   */
  waitsFor(owner: number): number | undefined {
    const newest = this.#entries.findLast((entry) => this.#isOpen(entry, owner));
    return newest && this.#now() - newest.at;
  }

  /** Closes the queries that wait for this owner's answer, for another terminal to answer them. */
  takeOver(owner: number): OpenQuery[] {
    const open = this.#entries.filter((entry) => this.#isOpen(entry, owner));
    for (const entry of open) entry.open = false;
    return open.filter(({ at }) => this.#now() - at < this.#limits.openMs);
  }
}

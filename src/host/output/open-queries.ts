// Answers the program's queries when the terminal that was asked leaves, or its client is stopped.
// If the host cannot answer a query, it asks the next leader. Invariant: without a young open query
// no timer runs.
import { now } from '../../base/clock.ts';
import {
  LATE_REPORT_MS,
  MAX_OPEN_QUERIES,
  OPEN_QUERY_MS,
  QUERY_PING_MS,
  QUERY_WATCH_MS,
  QUERY_PONG_MS,
} from '../../base/limits/input-limits.ts';
import { IN_BAND_SIZE_QUERY, querySequence } from '../../screen/model/queries.ts';
import { CREATOR, HOST, QueryLedger } from '../../session/query-ledger.ts';
import type { OpenQuery } from '../../session/query-ledger.ts';
import type { Connection } from '../clients/connection.ts';
import type { Follower } from '../clients/followers.ts';

export interface QueriesPort {
  /** Types a terminal's report. */
  answer(report: string): void;
  /**
   * Has the screen model parse the output so far, if that takes no time. Returns true if all
   * queries in it were noted.
   */
  catchUp(): boolean;
  /** Calls back when the queries in the output so far were noted, and none that came later. */
  afterOutput(call: () => void): void;
  /** Makes the screen model answer for the program's terminal, or stops that. */
  answerByModel(on: boolean): void;
  /** Returns the screen model's present answer. */
  answerNow(query: string): string;
  /** Returns true if the output ends within a control function, so that nothing can be printed. */
  isMidSequence(): boolean;
}

/**
 * Answers that are of the moment in which they are given, not of that in which they were asked for.
 */
const SIZE_QUERY = /^1[4689]t$/;

export class OpenQueries implements Follower {
  readonly #port: QueriesPort;
  readonly #ledger = new QueryLedger(
    { maxQueries: MAX_OPEN_QUERIES, openMs: OPEN_QUERY_MS, lateMs: LATE_REPORT_MS },
    now,
  );
  #waitsForCreator: boolean;
  /** The client whose terminal answers queries. */
  #leader: Connection | undefined;
  /** The client that led at the place of the output up to which queries were noted. */
  #asked: Connection | undefined;
  /** True if the leader's client is stopped, so that the model answers for its terminal. */
  #away = false;
  #over = false;
  #watch: NodeJS.Timeout | undefined;
  /** When the leader was asked for a sign of life that it has not given yet. */
  #pingedAt: number | undefined;

  constructor(port: QueriesPort, creatorAttaches: boolean) {
    this.#port = port;
    this.#waitsForCreator = creatorAttaches;
  }

  /** The model has answered a query, as it is the terminal. */
  answered(query: string, answer: string): void {
    if (query === IN_BAND_SIZE_QUERY) return this.#port.answer(answer);
    if (this.#waitsForCreator) return this.#ledger.asked({ query, answer }, CREATOR);
    this.#ledger.asked({ query, answer }, HOST);
    this.#port.answer(answer);
  }

  /** The leader's terminal was asked. */
  passedOn(query: string, answer: string): void {
    this.#ledger.asked({ query, answer }, this.#asked?.id ?? HOST);
  }

  /** All queries so far were noted. */
  caughtUp(): void {
    this.#ledger.settle();
    this.#look();
  }

  /** The creator has attached and leads. Its terminal is shown all earlier output, and answers. */
  creatorLeads(creator: Connection): void {
    this.#waitsForCreator = false;
    this.#leader = this.#asked = creator;
    this.#ledger.joinAsCreator(creator.id);
  }

  /** The creator has not come. */
  creatorIsLate(): void {
    this.#waitsForCreator = false;
    this.#handOver(CREATOR);
  }

  /** This client's terminal answers from now on; undefined for none. */
  lead(leader: Connection | undefined): void {
    if (leader === this.#leader) return;
    this.#leader = leader;
    clearTimeout(this.#watch);
    this.#watch = this.#pingedAt = undefined;
    this.#away = false;
    this.#port.answerByModel(!leader);
    this.#afterOutput(() => {
      const before = this.#asked;
      this.#asked = leader;
      if (leader) this.#ledger.join(leader.id);
      if (before) this.#handOver(before.id);
      this.#look();
    });
  }

  /** Calls back when the queries so far, and the reports that answer them, were noted. */
  #afterOutput(call: () => void): void {
    const { lastReport } = this.#ledger;
    this.#port.afterOutput(() => {
      this.#ledger.settle(lastReport);
      call();
    });
  }

  /** Its terminal's reports count until another client leads, which follows at once. */
  detached(client: Connection): void {
    queueMicrotask(() => this.#afterOutput(() => this.#ledger.leave(client.id)));
  }

  /** Output was dropped for this client, so its terminal did not get the queries in it. */
  dropped(client: Connection): void {
    this.#afterOutput(() => {
      this.#ledger.skip(client.id);
      if (client === this.#asked) this.#handOver(client.id);
    });
  }

  /** Returns true if a report of this client's terminal is for the program. */
  takes(client: Connection, report: string): boolean {
    const leads = client === this.#leader;
    if (!leads || !this.#ledger.isDoubtful(client.id)) {
      this.#ledger.defer(client.id, report);
      return leads;
    }
    if (this.#port.catchUp()) this.#ledger.settle();
    return this.#ledger.takes(client.id, report) ?? leads;
  }

  /**
   * This client has sent something, so it is not stopped.
   * @param isInput true if its terminal has sent that
   */
  heard(client: Connection, isInput: boolean): void {
    if (client !== this.#leader) return;
    if (isInput) this.#ledger.passOver(client.id);
    this.#pingedAt = undefined;
    if (!this.#away) return;
    this.#away = false;
    this.#ledger.resumed(client.id);
    this.#port.answerByModel(false);
  }

  /** This client's terminal has answered a query of the host itself, asked at this time. */
  passedOver(client: Connection, askedAt: number): void {
    this.#ledger.passOver(client.id, askedAt);
  }

  ended(): void {
    clearTimeout(this.#watch);
    this.#over = true;
  }

  /** Answers this owner's open queries as the model would have answered at that moment. */
  #handOver(owner: number): void {
    if (this.#over) return;
    const unanswered: OpenQuery[] = [];
    for (const open of this.#ledger.takeOver(owner)) {
      const answer = SIZE_QUERY.test(open.query) ? this.#port.answerNow(open.query) : open.answer;
      if (answer !== '') this.#port.answer(answer);
      else unanswered.push(open);
    }
    const leader = this.#leader;
    // A leader that has just attached is shown the screen first.
    if (leader && leader.id !== owner && unanswered.length > 0)
      queueMicrotask(() => this.#ask(leader, unanswered));
  }

  #ask(leader: Connection, queries: readonly OpenQuery[]): void {
    if (leader !== this.#leader || this.#port.isMidSequence()) return;
    for (const open of queries) {
      this.#ledger.askedAgain(open, leader.id);
      leader.sendBytes(querySequence(open.query));
    }
  }

  /** Looks after the leader while it owes the program an answer. */
  #look(): void {
    if (this.#watch || !this.#isWatched()) return;
    this.#ping();
    this.#watch = setTimeout(() => this.#tick(), QUERY_PING_MS);
  }

  #isWatched(): boolean {
    const leader = this.#leader;
    if (!leader?.attached?.echoes || this.#away || this.#over) return false;
    return (this.#ledger.waitsFor(leader.id) ?? Infinity) < QUERY_WATCH_MS;
  }

  #ping(): void {
    if (this.#pingedAt !== undefined) return;
    this.#pingedAt = now();
    this.#leader?.send({ type: 'progress' });
  }

  #tick(): void {
    this.#watch = undefined;
    if (!this.#isWatched()) return;
    if (this.#pingedAt === undefined || now() - this.#pingedAt < QUERY_PONG_MS) return this.#look();
    // A host that did not run for a while first reads what has arrived in the meantime.
    setImmediate(() => {
      if (this.#pingedAt !== undefined && this.#isWatched()) this.#leaderIsAway();
      else this.#look();
    });
  }

  #leaderIsAway(): void {
    const leader = this.#leader;
    if (!leader) return;
    this.#away = true;
    this.#handOver(leader.id);
    this.#port.answerByModel(true);
  }
}

// What the session's program has asked the terminal and was not answered yet: an answer that comes after the detach
// must not be left on the terminal, where the next program to read would take it for keys.
import { LATE_ANSWER_MS, QUESTION_MS } from '../base/limits.ts';
import { singleQueries } from '../screen/queries.ts';
import { kindOfQuery, kindOfReport } from '../session/report-kinds.ts';
import { reportsIn } from '../session/reports.ts';

/** DA1: every terminal answers it, after all that it was asked before. */
const DA1_QUERY = '\x1b[c';
const DA1 = 'c';

/** A report that was cut by a read is waited for up to this length: OSC 52 may be longer, and ends with its DA1 all the same. */
const MAX_CUT_REPORT_CHARACTERS = 4_096;

export class Questions {
  /** Kinds of the reports that are still to come, in their order. */
  #open: string[] = [];
  #at = 0;
  /** The end of the input so far, which may be the beginning of a report. */
  #cut = '';
  #answered: () => void = () => undefined;

  /**
   * The program has asked something. A terminal may not know the question: it does not stay open for ever.
   * @param query as src/screen/queries.ts spells it
   */
  asked(query: string): void {
    if (!this.isOpen) this.#open = [];
    this.#at = Date.now();
    this.#open.push(...singleQueries(query).map(kindOfQuery));
  }

  /** Whether an answer may still come. */
  get isOpen(): boolean {
    return this.#open.length > 0 && Date.now() - this.#at <= QUESTION_MS;
  }

  /** Takes note of the answers in what the terminal sends: each ends the questions before it, too. */
  input(bytes: Buffer): void {
    if (this.#open.length === 0) return;
    const text = this.#cut + bytes.toString('latin1');
    let end = 0;
    for (const report of reportsIn(Buffer.from(text, 'latin1'))) {
      const at = this.#open.indexOf(kindOfReport(report));
      if (at >= 0) this.#open.splice(0, at + 1);
      end = text.indexOf(report, end) + report.length;
    }
    const escape = text.indexOf('\x1b', end);
    this.#cut = escape < 0 ? '' : text.slice(escape).slice(-MAX_CUT_REPORT_CHARACTERS);
    if (this.#open.length === 0) this.#answered();
  }

  /** What the terminal is to be asked last, so that its answer ends all questions: '' where it was asked that already. */
  fence(): string {
    if (this.#open.at(-1) === DA1) return '';
    this.#open.push(DA1);
    return DA1_QUERY;
  }

  /** Resolves when nothing is open any more, or too late for an answer. */
  settled(): Promise<void> {
    if (this.#open.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LATE_ANSWER_MS);
      this.#answered = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Waits no longer. */
  abandon(): void {
    this.#answered();
  }
}

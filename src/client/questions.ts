// The program's queries that the terminal has not answered yet. An answer after the detach must not
// be left on the terminal, as the next program to read would take it for keys.
import { LATE_ANSWER_MS } from '../base/limits/client-limits.ts';
import { QUESTION_MS } from '../base/limits/input-limits.ts';
import { singleQueries } from '../screen/model/queries.ts';
import { kindOfQuery, kindOfReport } from '../session/report-kinds.ts';
import { ReportReader } from '../session/reports.ts';

/** DA1: every terminal answers it, after all that it was asked before. */
const DA1_QUERY = '\x1b[c';
const DA1 = 'c';

export class Questions {
  /** Kinds of the reports that are still to come, in their order. */
  #open: string[] = [];
  #at = 0;
  #answered: () => void = () => undefined;
  readonly #reports = new ReportReader();

  /**
   * The program has asked something. A terminal may not know the question: it does not stay open
   * for ever.
   * @param query as src/screen/model/queries.ts spells it
   */
  asked(query: string): void {
    if (!this.isOpen) this.#open = [];
    this.#at = Date.now();
    this.#open.push(...singleQueries(query).map(kindOfQuery));
  }

  /** Returns true if an answer may still come. */
  get isOpen(): boolean {
    return this.#open.length > 0 && Date.now() - this.#at <= QUESTION_MS;
  }

  /** Notes the answers in the terminal's input: each also ends the questions before it. */
  input(bytes: Buffer): void {
    const reports = this.#reports.read(bytes);
    if (this.#open.length === 0 || reports.length === 0) return;
    for (const report of reports) {
      const at = this.#open.indexOf(kindOfReport(report));
      if (at >= 0) this.#open.splice(0, at + 1);
    }
    if (this.#open.length === 0) this.#answered();
  }

  /**
   * The last question to the terminal, whose answer ends all questions: '' if it was asked already.
   */
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

// What the session's program has asked the terminal and was not answered yet: an answer that comes after the detach
// must not be left on the terminal, where the next program to read would take it for keys.
import { ReportReader } from '../session/reports.ts';
import { LATE_ANSWER_MS, QUESTION_MS } from '../base/limits.ts';

/** Every terminal answers DA1, and in the order in which it was asked. */
const DA1 = /^\x1b\[\?[\d;]*c$/;

export class Questions {
  #open = 0;
  #at = 0;
  #answered: () => void = () => undefined;
  readonly #reports = new ReportReader();

  /** The program has asked something. A terminal may not know the question: it does not stay open for ever. */
  asked(): void {
    const now = Date.now();
    if (now - this.#at > QUESTION_MS) this.#open = 0;
    this.#at = now;
    this.#open++;
  }

  /** Takes note of the answers in what the terminal sends. */
  input(bytes: Buffer): void {
    const reports = this.#reports.read(bytes);
    if (this.#open === 0 || reports.length === 0) return;
    const last = reports.some((report) => DA1.test(report));
    this.#open = last ? 0 : Math.max(0, this.#open - reports.length);
    if (this.#open === 0) this.#answered();
  }

  /** Resolves when nothing is open any more, or too late for an answer. */
  settled(): Promise<void> {
    if (this.#open === 0 || Date.now() - this.#at > QUESTION_MS) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LATE_ANSWER_MS);
      this.#answered = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

// What a session remembers of its life. Invariant: `output` counts every byte of the program's, whoever was sent it:
// it is the sequence number of the output so far.
export class SessionRecord {
  readonly #now: () => number;
  /** When it began, in ms since 1970. */
  readonly created: number;
  #activity: number;
  #output = 0;
  #printedAt: number;

  /** @param now a clock, in ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
    this.created = this.#activity = this.#printedAt = now();
  }

  /** When there was output or input last, in ms since 1970. */
  get activity(): number {
    return this.#activity;
  }

  /** Bytes of output so far. */
  get output(): number {
    return this.#output;
  }

  /** For how long there was no output, in ms. */
  get quietMs(): number {
    return this.#now() - this.#printedAt;
  }

  printed(bytes: number): void {
    this.#output += bytes;
    this.#activity = this.#printedAt = this.#now();
  }

  typed(): void {
    this.#activity = this.#now();
  }
}

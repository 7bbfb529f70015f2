// Counts the session's bytes that the terminal was given, and reports the count once it has taken
// all of them. Invariant: reported bytes were taken; waiting bytes are never reported.

/** The number that the protocol has room for is begun again. */
const MODULUS = 2 ** 32;

export class ShownBytes {
  readonly #send: (bytes: number) => void;
  #bytes = 0;
  #asked = false;

  constructor(send: (bytes: number) => void) {
    this.#send = send;
  }

  add(bytes: number): void {
    this.#bytes = (this.#bytes + bytes) % MODULUS;
  }

  /** Output was dropped: the host counts from here. */
  restart(): void {
    this.#bytes = 0;
    this.#asked = false;
  }

  /**
   * @param idle true if the terminal has taken all of its bytes; otherwise they are reported once
   *   it has
   */
  tell(idle: boolean): void {
    this.#asked = !idle;
    if (idle) this.#send(this.#bytes);
  }

  /** The terminal has taken all. */
  taken(): void {
    if (this.#asked) this.tell(true);
  }
}

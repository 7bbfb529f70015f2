// Counts the bytes of the session that the terminal was given, and says how many it has taken once
// that is all of them. Invariant: what is said was taken; nothing is said of bytes that still wait.

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
   * @param idle whether the terminal has taken all that it was given; otherwise it is said when it
   * has
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

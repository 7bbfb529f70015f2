// The client's side of lending its terminal to the host, which then writes to it by itself.
// Invariant: the client writes nothing from the moment in which it lets the host begin until the
// host has said that its descriptor is closed.
import type { Lend, LentDevice } from '../../protocol/message.ts';
import { LEND_AGAIN_MS, LEND_BACK_WAIT_MS } from '../base/limits/lend-limits.ts';

export interface LendingPort {
  send(message: Lend): void;
  /** Returns true if the terminal has taken all that it was given. */
  isIdle(): boolean;
  /**
   * The terminal to offer; undefined if the client has to write to it, or the host could not open
   * it.
   */
  terminal(): LentDevice | undefined;
  /** From now on the host writes to the terminal. */
  onLent(): void;
}

export class Lending {
  readonly #port: LendingPort;
  /** `refused`: the host cannot open the terminal. */
  #state: 'own' | 'offered' | 'taken' | 'lent' | 'refused' = 'own';
  /** Callbacks that wait until the host has given the terminal back. */
  #waiting: (() => void)[] = [];
  #again: NodeJS.Timeout | undefined;

  constructor(port: LendingPort) {
    this.#port = port;
  }

  /** Offers the terminal to the host, which takes it if it can open that very terminal. */
  offer(): void {
    clearTimeout(this.#again);
    this.#again = undefined;
    if (this.#state !== 'own' || this.#waiting.length > 0) return;
    const terminal = this.#port.terminal();
    if (!terminal) return;
    this.#state = 'offered';
    this.#port.send({ type: 'lend', step: 'offered', terminal });
  }

  /** Returns true if the host may write to the terminal. */
  get isLent(): boolean {
    return this.#state === 'lent';
  }

  receive({ step }: Lend): void {
    if (step === 'taken' && this.#state === 'offered') {
      this.#state = 'taken';
      this.taken();
    } else if (step === 'ended') {
      const isRefused = this.#state === 'offered' && this.#waiting.length === 0;
      // The host has ended it as the terminal took too little: a flood is shown by the client.
      if (this.isLent && this.#waiting.length === 0)
        this.#again = setTimeout(() => this.offer(), LEND_AGAIN_MS);
      this.over();
      if (isRefused) this.#state = 'refused';
    }
  }

  /** Output has arrived. */
  output(): void {
    this.#again?.refresh();
  }

  /** The terminal may have taken all that it was given. */
  taken(): void {
    if (this.#state !== 'taken' || this.#waiting.length > 0 || !this.#port.isIdle()) return;
    this.#state = 'lent';
    this.#port.onLent();
    this.#port.send({ type: 'lend', step: 'begun' });
  }

  /**
   * Resolves when the terminal is the client's again, or the host has not given it back in time.
   */
  end(): Promise<void> {
    clearTimeout(this.#again);
    this.#again = undefined;
    if (this.#state === 'own' || this.#state === 'refused') return Promise.resolve();
    if (this.#waiting.length === 0) this.#port.send({ type: 'lend', step: 'ended' });
    return new Promise((resolve) => {
      const late = setTimeout(resolve, LEND_BACK_WAIT_MS);
      this.#waiting.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  /** The client has its terminal again, or the connection to the host is over. */
  over(): void {
    this.#state = 'own';
    for (const call of this.#waiting.splice(0)) call();
  }
}

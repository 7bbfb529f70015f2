// How a session ends, in order: the program ends, its files and every client get all of its output,
// clients get the status, and the host exits. If a creator is to attach, the host waits for it
// first. Invariant: the name is free before any client learns of the end.
import type { Exit } from '../../../protocol/message.ts';
import { CREATOR_WAIT_MS, END_STALL_MS } from '../../base/limits/flow-limits.ts';
import type { Connection } from '../clients/connection.ts';
import type { OutputPath } from '../output/output-path.ts';
import type { OwnSocket } from './socket.ts';

export interface LifePort {
  readonly connections: ReadonlyMap<number, Connection>;
  readonly socket: OwnSocket;
  readonly output: Pick<OutputPath, 'putBack' | 'creatorIsLate'>;
}

export class Shutdown {
  /** The end of the session, once every client has it or was given up. */
  readonly ended: Promise<Exit>;
  /** How the program ended, once the name of the session is free. */
  readonly exited: Promise<Exit>;
  readonly #port: LifePort;
  #exit: Exit | undefined;
  /** Until the remaining processes of the session have ended, if their end was requested. */
  #leftBehind: Promise<void> | undefined;
  /**
   * True if the end of the output is still being written to the session's files: whoever hears of
   * the end may read them.
   */
  #writing = false;
  /** Runs while the creator is waited for. */
  #creator: NodeJS.Timeout | undefined;
  /** Runs at the end, while clients take the rest of the output. */
  #lastCall: NodeJS.Timeout | undefined;
  #gone: (exit: Exit) => void = () => undefined;
  #nameIsFree: (exit: Exit) => void = () => undefined;

  /** @param creatorAttaches true if the host waits for its creator */
  constructor(port: LifePort, creatorAttaches: boolean) {
    this.#port = port;
    this.ended = new Promise((resolve) => (this.#gone = resolve));
    this.exited = new Promise((resolve) => (this.#nameIsFree = resolve));
    if (creatorAttaches) this.#creator = setTimeout(() => this.#creatorIsLate(), CREATOR_WAIT_MS);
  }

  /** Returns true if the program has ended. */
  get over(): boolean {
    return this.#exit !== undefined;
  }

  /** A client has attached, and was sent all that is for it. */
  attached(): void {
    clearTimeout(this.#creator);
    this.#creator = undefined;
    this.finish();
  }

  #creatorIsLate(): void {
    this.#creator = undefined;
    if (this.#exit) this.finish();
    else this.#port.output.creatorIsLate();
  }

  /**
   * The program has ended.
   * @param leftBehind until no process of the session is left that has to end
   * @param written until the session's files have all of the output, or were waited for long enough
   */
  programEnded(exit: Exit, leftBehind: Promise<void>, written?: Promise<void>): void {
    this.#exit = exit;
    this.#leftBehind = leftBehind;
    this.#writing = written !== undefined;
    void written?.then(() => {
      this.#writing = false;
      this.finish();
    });
  }

  /** All of its output is in the outboxes, or held for a creator that will attach. */
  finish(): void {
    if (this.#exit && !this.#creator && !this.#writing) this.#close(this.#exit);
  }

  /** The name is free again; whoever is connected gets the rest of the output and the status. */
  #close(exit: Exit): void {
    if (this.#lastCall) return;
    const { connections, socket } = this.#port;
    socket.close();
    this.#nameIsFree(exit);
    for (const connection of connections.values()) {
      connection.sendLast({ ...exit, below: this.#port.output.putBack(connection) });
    }
    this.#lastCall = setTimeout(() => void this.#go(exit), END_STALL_MS);
    this.left();
  }

  /** A client has taken something. */
  progress(): void {
    this.#lastCall?.refresh();
  }

  /** A client has left. The host exits after the last one. */
  left(): void {
    if (!this.#exit || this.#port.connections.size > 0 || this.#creator || this.#writing) return;
    clearTimeout(this.#lastCall);
    void this.#go(this.#exit);
  }

  async #go(exit: Exit): Promise<void> {
    await this.#leftBehind;
    this.#gone(exit);
  }
}

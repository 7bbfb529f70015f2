// Shows the screen to a client whose terminal is to have it, as soon as the screen model has come to the moment at which
// that was asked for. Invariant: its terminal is sent the screen of one place of the output, and then all output from there.
import { PACE_BYTES } from '../base/limits.ts';
import { PICTURE_WAIT_MS } from '../base/model-limits.ts';
import type { ScreenModel } from '../screen/screen-model.ts';
import type { Flow } from '../session/flow.ts';
import type { KeptOutput } from '../session/kept-output.ts';
import type { Connection } from './connection.ts';

export class Pictures {
  readonly #screen: ScreenModel;
  readonly #kept: KeptOutput;
  readonly #flow: Flow<Connection>;
  /** Clients that wait for a picture, and the places in the output of which they are to have it. */
  readonly #waiting = new Map<Connection, number>();

  constructor(screen: ScreenModel, kept: KeptOutput, flow: Flow<Connection>) {
    this.#screen = screen;
    this.#kept = kept;
    this.#flow = flow;
  }

  /**
   * Shows the screen to a client; output waits for it meanwhile, in what is kept.
   * @param done told whether it was: otherwise the client has the modes in force, and its screen has to be drawn again
   */
  show(client: Connection, done: (shown: boolean) => void): void {
    const at = this.#kept.end;
    this.#waiting.set(client, at);
    client.outbox.hold();
    this.#screen.whenParsed((parsed) => {
      this.#waiting.delete(client);
      this.#holdProgram();
      if (client.gone || !client.attached) return;
      const screen = parsed ? this.#screen.restore(client.attached.history) : undefined;
      client.sendBytes(screen ?? this.#screen.enter());
      // Where the screen could not be followed so far, what it gets are the modes of now.
      if (parsed) client.sendBytes(this.#kept.read(at));
      client.hasPicture = screen !== undefined && at >= this.#kept.start;
      client.outbox.release();
      done(client.hasPicture);
    }, PICTURE_WAIT_MS);
  }

  /** There is more output: where much of it waits for a picture, the program does too. */
  output(): void {
    if (this.#waiting.size > 0) this.#holdProgram();
  }

  #holdProgram(): void {
    const [first = Infinity] = this.#waiting.values();
    this.#flow.hold('picture', this.#kept.end - first > PACE_BYTES);
  }
}

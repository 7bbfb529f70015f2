// Sends a client the screen of one place in the output, as soon as the screen model has reached
// that place. Invariant: after the screen of a place the client is sent all output from that place
// on, in order and once. Before that it is sent any sequence that the output is within at the
// place, so that the rest of it is not taken for text.
import type { Message } from '../../../protocol/message.ts';
import { PACE_BYTES } from '../../base/limits/flow-limits.ts';
import { SNAPSHOT_WAIT_MS } from '../../base/limits/model-limits.ts';
import type { ScreenModel } from '../../screen/model/screen-model.ts';
import type { Flow } from '../../session/flow.ts';
import type { KeptOutput } from '../../session/kept-output.ts';
import { safePlace } from '../../session/safe-end.ts';
import type { Connection } from '../clients/connection.ts';
import { TerminalHistory } from '../clients/terminal-history.ts';

/** A client that waits for the screen of this place, while its output is kept. */
interface Wait {
  readonly client: Connection;
  readonly at: number;
}

export class Snapshots {
  readonly #screen: ScreenModel;
  readonly #kept: KeptOutput;
  readonly #flow: Flow<Connection>;
  readonly #terminals = new TerminalHistory();
  /** In the order of their places. */
  readonly #waits = new Set<Wait>();

  constructor(screen: ScreenModel, kept: KeptOutput, flow: Flow<Connection>) {
    this.#screen = screen;
    this.#kept = kept;
    this.#flow = flow;
  }

  /**
   * Shows the screen to a client.
   * @param first sent together with it
   * @param done receives true if the client shows the screen; otherwise the client has the modes in
   *   force, and needs a redraw
   */
  show(client: Connection, first: readonly Message[], done: (shown: boolean) => void): void {
    const shown = (parsed: boolean, place: number): void => {
      for (const message of first) client.send(message);
      const { history } = client.attached ?? {};
      const screen = parsed ? this.#screen.restore(history, this.#terminals.of(client)) : undefined;
      client.sendBytes(screen ?? this.#screen.enter());
      client.hasSnapshot = screen !== undefined && place >= this.#kept.start;
      this.given(client, client.hasSnapshot && history === undefined);
      done(client.hasSnapshot);
    };
    this.holdOutput(client, SNAPSHOT_WAIT_MS, shown, true);
  }

  /**
   * Puts a client's terminal into the modes in force, and into an unfinished sequence of the
   * output.
   */
  enter(client: Connection): void {
    const modes = Buffer.from(this.#screen.enter());
    const from = safePlace(this.#kept, this.#kept.end, this.#screen.isMidSequence);
    client.sendBytes(Buffer.concat([modes, this.#kept.read(from)]));
  }

  /**
   * A client was sent all lines up to this place, as far as its terminal did not have them, or
   * others.
   */
  given(client: Connection, all: boolean): void {
    this.#terminals.given(client, all ? this.#screen.seen() : undefined);
    if (all && client.attached?.echoes && client.attached.display !== undefined)
      client.send({ type: 'progress' });
  }

  /** Records how many bytes a client's terminal has taken since the last resync. */
  shown(client: Connection, bytes: number): void {
    this.#terminals.shown(client, bytes);
  }

  /** A client detaches that has been sent all output, or not. */
  leaving(client: Connection): void {
    if (!this.#terminals.hasAll(client)) return;
    const remember = this.#terminals.leaving(client);
    this.#screen.afterOutput(() => remember(this.#screen.seen()));
  }

  /**
   * Calls back at the present place in the output, and sends the client no output from there until
   * then.
   * @param waitMs how long that may take
   * @param call receives true if the screen is that of the place, or of the start of an open update
   *   there, and that place; otherwise the client's output continues from the call
   * @param redraws true if the client continues from the screen that the call shows, and not from
   *   its earlier output
   */
  holdOutput(
    client: Connection,
    waitMs: number,
    call: (parsed: boolean, place: number) => void,
    redraws: boolean,
  ): void {
    const wait = { client, at: this.#kept.end };
    this.#waits.add(wait);
    client.outbox.hold(true);
    this.#screen.whenShown((parsed, place) => {
      this.#waits.delete(wait);
      this.output();
      if (client.gone || !client.attached) return;
      call(parsed, place);
      const next = [...this.#waits].find((other) => other.client === client);
      const shown = redraws ? place : wait.at;
      const start = parsed ? shown : this.#kept.end;
      const from = redraws ? safePlace(this.#kept, start, this.#screen.isMidSequence) : start;
      const to = next?.at ?? this.#kept.end;
      if (to > from) client.sendBytes(this.#kept.read(from, to - Math.max(from, this.#kept.start)));
      if (!next) client.outbox.hold(false);
    }, waitMs);
  }

  /**
   * There is more output, or a client no longer waits. If much output waits, the program waits too.
   */
  output(): void {
    const [first] = this.#waits;
    this.#flow.hold('snapshot', first !== undefined && this.#kept.end - first.at > PACE_BYTES);
  }
}

// The person's terminal while it is attached: raw, with the modes of the session's output followed, so that
// whatever ends the client puts back exactly what the session had switched on. Nothing but the session's bytes
// goes into an output that is not a terminal.
import { RESTORE_WAIT_MS } from '../base/limits.ts';
import { Modes } from '../screen/modes.ts';
import { Questions } from './questions.ts';
import { Output } from './output.ts';
import type { OutputEvents } from './output.ts';
import { RawMode, terminalSize } from './raw-mode.ts';
import type { Size } from '../../protocol/message.ts';

/** XTWINOPS 22: pushes the icon's and the window's title on the terminal's stack (xterm's ctlseqs). */
const PUSH_TITLE = '\x1b[22;0t';
const POP_TITLE = '\x1b[23;0t';

/** A title's sequence, cut before its number is known. */
const OPEN_TITLE = /^\x1b(?:\][012]?)?$/;

export class AttachedTerminal {
  readonly #input: number;
  readonly #raw: RawMode;
  readonly #output: Output;
  #modes: Modes;
  readonly #questions = new Questions();
  #titlePushed = false;
  /** Where in the bytes being fed the title is set for the first time: -1 for before them. */
  #titleAt: number | undefined;
  /** The end of what was fed that is not written yet: it may open the first title. */
  #tail: Buffer = Buffer.alloc(0);
  #drained: () => void = () => undefined;

  /**
   * @param input descriptor of the terminal that is typed on
   * @param output descriptor that the session's output goes to
   */
  constructor(input: number, output: number, events: OutputEvents) {
    this.#input = input;
    this.#modes = this.#freshModes();
    this.#raw = new RawMode(input);
    this.#output = new Output(output, {
      onProgress: () => events.onProgress(),
      onError: (error) => events.onError(error),
      onDrain: () => {
        this.#drained();
        events.onDrain();
      },
    });
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  /** Whether it has taken all that it was given. */
  get idle(): boolean {
    return this.#output.idle;
  }

  get size(): Size {
    return terminalSize(this.#input);
  }

  /** The terminal's size has changed. */
  resized(): void {
    this.#modes.resized();
  }

  /** Whether the session has asked for keys in another encoding than the legacy one. */
  get extendedKeys(): boolean {
    return this.#modes.extendedKeys;
  }

  /** What the session's program has asked this terminal. */
  get questions(): Questions {
    return this.#questions;
  }

  /** @throws TdetachError no-terminal */
  enter(): Promise<void> {
    return this.#raw.enter();
  }

  #freshModes(): Modes {
    return new Modes({
      onTitle: (at) => {
        if (!this.#titlePushed) this.#titleAt ??= at;
      },
      onQuery: () => this.#questions.asked(),
    });
  }

  /**
   * Shows the session's output.
   * @returns whether all of it was taken; if not, `bytes` must stay as they are until onDrain
   */
  show(bytes: Buffer): boolean {
    if (!this.isTerminal) return this.#output.write(bytes);
    this.#modes.feed(bytes);
    if (this.#titlePushed) return this.#output.write(bytes);
    return this.#output.write(this.#withTitlePushed(bytes));
  }

  /** The bytes with a push of the title in front of the sequence that first changes it. */
  #withTitlePushed(bytes: Buffer): Buffer {
    const all = this.#tail.length > 0 ? Buffer.concat([this.#tail, bytes]) : bytes;
    const before = this.#tail.length;
    this.#tail = Buffer.alloc(0);
    if (this.#titleAt !== undefined) {
      const at = this.#titleAt < 0 ? 0 : before + this.#titleAt;
      this.#titlePushed = true;
      return Buffer.concat([all.subarray(0, at), Buffer.from(PUSH_TITLE), all.subarray(at)]);
    }
    const escape = all.lastIndexOf(0x1b);
    if (escape < 0 || !OPEN_TITLE.test(all.toString('latin1', escape, escape + 4))) return all;
    this.#tail = Buffer.from(all.subarray(escape));
    return all.subarray(0, escape);
  }

  /** Undoes what the output so far has set: output was dropped, and the session's state follows afresh. */
  resync(): void {
    if (!this.isTerminal) return;
    this.#output.write(Buffer.from(this.#modes.undo()));
    this.#modes = this.#freshModes();
    this.#tail = Buffer.alloc(0);
  }

  /**
   * Puts everything back, once the terminal has taken what it was given or does not take it in time.
   * @param below lines from the cursor down to the first free one, where the host knows
   * @returns whether the terminal still takes anything: a write to one that does not would never end
   */
  async leave(below: number | undefined): Promise<boolean> {
    await this.#settled();
    if (this.isTerminal) {
      this.#output.write(Buffer.from(this.#modes.undo(below) + (this.#titlePushed ? POP_TITLE : '')));
      await this.#settled();
    }
    const responds = this.#output.idle;
    this.#output.close();
    this.#raw.restore();
    return responds;
  }

  #settled(): Promise<void> {
    if (this.#output.idle) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RESTORE_WAIT_MS);
      this.#drained = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

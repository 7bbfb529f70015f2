// The person's terminal while it is attached: raw, with the modes of the session's output followed, so that
// whatever ends the client puts back exactly what the session had switched on. Nothing but the session's bytes
// goes into an output that is not a terminal.
import { DEFAULT_SIZE, RESTORE_WAIT_MS } from '../base/limits.ts';
import { FollowedOutput } from './followed-output.ts';
import { Questions } from './questions.ts';
import { Output } from './output.ts';
import type { OutputEvents } from './output.ts';
import { Keyboard, terminalSize } from './keyboard.ts';
import type { KeyboardEvents } from './keyboard.ts';
import type { Size } from '../../protocol/message.ts';

/** Where keys come from, and output goes to. */
export interface Devices {
  /** Descriptor of the terminal that is typed on, and how it is set (RAW by default); undefined for no keys. */
  readonly input: number | undefined;
  readonly settings?: string;
  /** Descriptor that the session's output goes to. */
  readonly output: number;
  /** The size of the session where neither of them is a terminal. */
  readonly size?: Size;
}

export type TerminalEvents = OutputEvents & KeyboardEvents;

const [TAB, LF, CR] = [0x09, 0x0a, 0x0d];

/** Whether output processing leaves the bytes as they are, or as they look: a picture of the host's has LF only behind CR. */
function isUnprocessed(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1))
    if (bytes[at - 1] !== CR) return false;
  return !bytes.includes(TAB); // which some terminals' settings make spaces
}

export class AttachedTerminal {
  readonly #input: number | undefined;
  readonly #keyboard: Keyboard | undefined;
  readonly #descriptor: number;
  readonly #size: Size;
  readonly #output: Output;
  #followed: FollowedOutput;
  /** The columns when last asked: a terminal that has gone away cannot be asked any more. */
  #cols: number = DEFAULT_SIZE.cols;
  readonly #questions = new Questions();
  /** Whether the terminal still processes output: it is raw for keys only. */
  #processed = false;
  /** Whether what the session has set was undone, as the process is about to stop. */
  #undone = false;
  #drained: () => void = () => undefined;

  constructor({ input, settings, output, size = DEFAULT_SIZE }: Devices, events: TerminalEvents) {
    this.#input = input;
    this.#descriptor = output;
    this.#size = size;
    this.#keyboard = input === undefined ? undefined : new Keyboard(input, events, settings);
    this.#output = new Output(output, {
      onProgress: () => events.onProgress(),
      onWait: () => events.onWait?.(),
      onError: (error) => events.onError(error),
      onDrain: () => {
        this.#drained();
        events.onDrain();
      },
    });
    this.#followed = this.#fresh();
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  /** Whether it has taken all that it was given. */
  get idle(): boolean {
    return this.#output.idle;
  }

  /** Whether what the program asks its terminal can be passed on to this one, and the answer back. */
  get answers(): boolean {
    return this.isTerminal && this.#input !== undefined;
  }

  get size(): Size {
    const asked = this.#input ?? (this.isTerminal ? this.#descriptor : undefined);
    const size = asked === undefined ? this.#size : terminalSize(asked);
    this.#cols = size.cols;
    return size;
  }

  /** The terminal's size has changed. */
  resized(): void {
    this.#followed.resized();
  }

  /** Whether the session has asked for keys in another encoding than the legacy one. */
  get extendedKeys(): boolean {
    return this.#followed.extendedKeys;
  }

  /** What the session's program has asked this terminal. */
  get questions(): Questions {
    return this.#questions;
  }

  /**
   * Makes the terminal raw.
   * @throws TdetachError no-terminal
   */
  async enter(): Promise<void> {
    await this.#becomeRaw((keyboard) => keyboard.enter());
  }

  async #becomeRaw(enter: (keyboard: Keyboard) => Promise<void>): Promise<void> {
    if (!this.#keyboard) return;
    this.#processed = this.isTerminal;
    await enter(this.#keyboard);
    this.#processed = false;
    this.#output.uncork();
  }

  /** Reads keys from now on. */
  read(): void {
    this.#keyboard?.read();
  }

  /** Reads no more keys. */
  stop(): void {
    this.#keyboard?.stop();
  }

  #fresh(): FollowedOutput {
    return new FollowedOutput((query) => this.#questions.asked(query), this.answers);
  }

  /**
   * Shows the session's output.
   * @returns whether all of it was taken; if not, `bytes` must stay as they are until onDrain
   */
  show(bytes: Buffer): boolean {
    if (this.#processed && !isUnprocessed(bytes)) this.#output.cork();
    return this.#output.write(this.isTerminal ? this.#followed.feed(bytes) : bytes);
  }

  /** Undoes what the output so far has set: output was dropped, and the session's state follows afresh. */
  resync(): void {
    if (!this.isTerminal) return;
    this.#undo(undefined);
    this.#followed = this.#fresh();
    this.#undone = false;
  }

  #undo(below: number | undefined): void {
    if (!this.#undone) this.#output.write(Buffer.from(this.#followed.undo(below, this.#cols)));
    this.#undone = true;
  }

  /** Puts the terminal back for the time for which the process is stopped. */
  async suspend(): Promise<void> {
    this.#output.uncork();
    await this.#settled();
    if (this.isTerminal) this.#undo(undefined);
    await this.#settled();
    await this.#keyboard?.suspend();
  }

  /** Whether a picture is to be drawn after a stop, as the session shows more than lines that flow in. */
  get isFullScreen(): boolean {
    return this.#followed.isAlternate;
  }

  /**
   * Makes the terminal raw again after the process was stopped, and reads keys.
   * @throws TdetachError no-terminal
   */
  async resume(): Promise<void> {
    const raw = this.#becomeRaw((keyboard) => keyboard.reenter());
    this.read();
    await raw;
  }

  /** Undoes what the output so far has set. Returns what sets it again: the session's state follows, or that. */
  startAfresh(): Buffer {
    const modes = Buffer.from(this.isTerminal ? this.#followed.enter() : '');
    this.resync();
    return modes;
  }

  /**
   * Puts everything back, once the terminal has taken what it was given or does not take it in time.
   * @param below lines from the cursor down to the first free one, where the host knows
   * @param answers whether answers are waited for that the terminal still owes: they are for nobody
   * @returns whether the terminal still takes anything: a write to one that does not would never end
   */
  async leave(below: number | undefined, answers: boolean): Promise<boolean> {
    this.#output.uncork();
    const owed = answers && this.#questions.isOpen;
    if (!owed) this.stop();
    await this.#settled();
    if (this.isTerminal) {
      this.#undo(below);
      if (owed) this.#output.write(Buffer.from(this.#questions.fence()));
      await this.#settled();
    }
    const responds = this.#output.idle && !this.#output.failed;
    if (owed && responds) await this.#questions.settled();
    this.stop();
    await this.restore();
    return responds;
  }

  /** Puts the settings back as they were before `enter`; that is all there is to do where nothing was shown. */
  async restore(): Promise<void> {
    await this.#keyboard?.restore();
    this.#output.close();
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

// The person's terminal while it is attached. It is raw, with the modes of the session's output
// followed, so that the client restores exactly what the session had switched on, however it ends.
// An output that is not a terminal gets only the session's bytes.
import { DEFAULT_SIZE, RESTORE_WAIT_MS } from '../base/limits/client-limits.ts';
import { Questions } from './questions.ts';
import { Output } from './standard-output.ts';
import type { OutputEvents } from './standard-output.ts';
import { Keyboard, terminalSize } from './keyboard.ts';
import type { KeyboardEvents } from './keyboard.ts';
import { ToldOutput } from './told-output.ts';
import type { Followed } from './told-output.ts';
import { lentDevice } from '../base/terminal/device.ts';
import type { LentDevice, Size } from '../../protocol/message.ts';

/** The devices that keys come from and output is written to. */
export interface Devices {
  /**
   * Descriptor of the terminal that is typed on, and how it is set (RAW by default); undefined for
   * no keys.
   */
  readonly input: number | undefined;
  readonly settings?: string;
  /** Descriptor for the session's output. */
  readonly output: number;
  /** The size of the session if neither of them is a terminal. */
  readonly size?: Size;
}

export type TerminalEvents = OutputEvents & KeyboardEvents;

const ignore = (): void => undefined;

/** Until it is entered, nothing is read and nothing shown. */
const NO_EVENTS: TerminalEvents = {
  onKeys: ignore,
  onHangup: ignore,
  onProgress: ignore,
  onDrain: ignore,
  onError: ignore,
};

const [TAB, LF, CR] = [0x09, 0x0a, 0x0d];

/**
 * Returns true if output processing leaves the bytes, or their look, unchanged: the host's
 * snapshots have LF only after CR.
 */
function isUnprocessed(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1))
    if (bytes[at - 1] !== CR) return false;
  return !bytes.includes(TAB); // which some terminals' settings make spaces
}

export class AttachedTerminal {
  #events = NO_EVENTS;
  readonly #input: number | undefined;
  readonly #keyboard: Keyboard | undefined;
  readonly #descriptor: number;
  readonly #size: Size;
  readonly #output: Output;
  readonly #told = new ToldOutput((query) => this.#questions.asked(query));
  /** Follows output afresh if the host does not compose it; undefined if it does. */
  #follow: (() => Followed) | undefined;
  #followed: Followed = this.#told;
  /** The columns when last read: a terminal that was closed can no longer be asked. */
  #cols: number = DEFAULT_SIZE.cols;
  readonly #questions = new Questions();
  /** True if the terminal still processes output: it is raw for keys only. */
  #processed = false;
  /** True if the session's settings were undone, as the process is about to stop. */
  #undone = false;
  #drained: () => void = () => undefined;

  constructor({ input, settings, output, size = DEFAULT_SIZE }: Devices) {
    this.#input = input;
    this.#descriptor = output;
    this.#size = size;
    const keys = {
      onKeys: (bytes: Buffer): void => this.#events.onKeys(bytes),
      onHangup: (): void => this.#events.onHangup(),
    };
    this.#keyboard = input === undefined ? undefined : new Keyboard(input, keys, settings);
    this.#output = new Output(output, {
      onProgress: () => this.#events.onProgress(),
      onWait: () => this.#events.onWait?.(),
      onError: (error) => this.#events.onError(error),
      onDrain: () => {
        this.#drained();
        this.#events.onDrain();
      },
    });
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  /** What the host needs to write to the terminal itself; undefined if it cannot. */
  get lentDevice(): LentDevice | undefined {
    return this.isTerminal ? lentDevice(this.#descriptor) : undefined;
  }

  /** Returns true if it has taken all that it was given. */
  get idle(): boolean {
    return this.#output.idle;
  }

  /**
   * Returns true if the program's queries can be passed on to this terminal, and its answers back.
   */
  get answers(): boolean {
    return this.isTerminal && this.#input !== undefined;
  }

  get size(): Size {
    // To open the terminal anew for that, and close it, would take Node a millisecond.
    const size = this.#keyboard?.size ?? (this.isTerminal ? terminalSize(this.#descriptor) : this.#size);
    this.#cols = size.cols;
    return size;
  }

  /** The terminal's size has changed. */
  resized(): void {
    this.#followed.resized();
  }

  /** Returns true if the session has asked for keys in another encoding than the legacy one. */
  get extendedKeys(): boolean {
    return this.#followed.extendedKeys;
  }

  /** The open queries of the session's program to this terminal. */
  get questions(): Questions {
    return this.#questions;
  }

  /**
   * Makes the terminal raw.
   * @param events receives its keys and the events of its output
   * @throws TdetachError no-terminal
   */
  async enter(events: TerminalEvents): Promise<void> {
    this.#events = events;
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

  /** The host does not compose, so its output is followed here. */
  follow(follow: (onQuery: (query: string) => void, answers: boolean) => Followed): void {
    this.#follow = () => follow((query) => this.#questions.asked(query), this.answers);
    this.#followed = this.#follow();
  }

  /** The output as the host describes it, if the host composes it. */
  get told(): ToldOutput {
    return this.#told;
  }

  /**
   * Shows the session's output.
   * @returns true if all of it was taken; if not, `bytes` must not be changed until onDrain
   */
  show(bytes: Buffer): boolean {
    if (this.#processed && !isUnprocessed(bytes)) this.#output.cork();
    return this.#output.write(this.isTerminal ? this.#followed.feed(bytes) : bytes);
  }

  /**
   * Output was dropped, and the session's state follows anew: earlier settings are undone, unless
   * the host does so.
   */
  resync(): void {
    if (this.isTerminal && this.#follow) this.#restart();
  }

  /** Undoes the settings of the output so far, and follows afresh. */
  #restart(): void {
    this.#undo(undefined);
    if (this.#follow) this.#followed = this.#follow();
    else this.#told.forget();
    this.#undone = false;
  }

  #undo(below: number | undefined): void {
    const undo = this.#undone ? '' : this.#followed.undo(below, this.#cols);
    this.#output.write(Buffer.from(undo as string));
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

  /**
   * Returns true if a snapshot is to be drawn after a stop, as the session shows more than lines
   * that flow in.
   */
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

  /**
   * Undoes the settings of the output so far. Returns what sets them again: that, or the session's
   * state, is sent next.
   */
  startAfresh(): Buffer {
    const modes = Buffer.from(this.isTerminal ? (this.#followed.enter() as string) : '');
    if (this.isTerminal) this.#restart();
    return modes;
  }

  /**
   * Restores everything, once the terminal has taken its output or has failed to do so in time.
   * @param below lines from the cursor down to the first free one, if the host reports it
   * @param answers true to wait for answers that the terminal still owes, which are not for a
   *   program
   * @returns true if the terminal still takes output: a write to one that does not would never end
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

  /** Restores the settings from before `enter`. Nothing else is needed if nothing was shown. */
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

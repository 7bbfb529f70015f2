// A person's terminal on a session: keys up, output down, until the detach key, the session's end, or
// something worse. Whatever it is, the terminal is put back first, and then the outcome is returned.
import type { Message, RedrawMethod, Size, Sizing } from '../../protocol/message.ts';
import { TdetachError, reason, systemCode, unexpected } from '../base/error.ts';
import { DETACH_WAIT_MS, KEY_PREFIX_HOLD_MS, LONE_ESC_HOLD_MS, PASTE_PAUSE_MS } from '../base/limits.ts';
import type { Link } from '../base/link.ts';
import { AttachedTerminal } from './attached-terminal.ts';
import type { Devices } from './attached-terminal.ts';
import type { Key } from './detach-key.ts';
import { KeyFilter } from './key-filter.ts';
import { Redraw } from './redraw.ts';
import { ShownBytes } from './shown-bytes.ts';
import { watchProcess } from './watch-process.ts';
import type { SignalName } from './watch-process.ts';

export interface AttachOptions {
  /** The detach key, none for no detach key. */
  readonly keys: readonly Key[];
  readonly redraw: RedrawMethod;
  /** The most lines of the session's history that are shown; undefined for all that the host keeps. */
  readonly history: number | undefined;
  /** Whether it only looks on; the host sees to it that it does. */
  readonly readonly: boolean;
  /** What the session's size is to follow from now on; undefined to leave that as it is. */
  readonly sizing: Sizing | undefined;
  /** Socket path of the session that this process runs in, '' for none. */
  readonly within: string;
  /** The terminals of this process that the session is typed and shown on. */
  readonly devices: readonly string[];
  /** What the terminal is known by that it is shown on; undefined where that is not known. */
  readonly display?: string | undefined;
  /** Which terminal emulator that is, as far as it is known. */
  readonly emulator?: string | undefined;
  /** Whether nothing of the output may be lost: while it leads, the program waits for it however long it takes. */
  readonly whole?: boolean;
  /** Socket path of the ssh agent here; undefined for none. */
  readonly agent: string | undefined;
}

export type Outcome =
  | { readonly kind: 'detached' }
  | { readonly kind: 'ended'; readonly status: number; readonly signal: number }
  /** A signal ended the client, or its terminal went away (SIGHUP). */
  | { readonly kind: 'signalled'; readonly signal: SignalName }
  | { readonly kind: 'failed'; readonly error: TdetachError };

class Attachment {
  readonly outcome: Promise<Outcome>;
  /** The connection to the host, once it is there. */
  #link: Link | undefined;
  readonly #options: AttachOptions;
  readonly #terminal: AttachedTerminal;
  readonly #filter: KeyFilter;
  #resolve: (outcome: Outcome) => void = () => undefined;
  /** Whether the terminal was not shown all that the host has sent. */
  #missed = false;
  /** Lines from the cursor down to the first free one, where the host knows. */
  below: number | undefined;
  #leaving = false;
  /** What the host's last word leads to, once the terminal has taken what came before. */
  #conclusion: (() => void) | undefined;
  #hold: NodeJS.Timeout | undefined;
  /** Whether the process is about to stop, or has not gone on yet: nothing is shown. */
  #suspended = false;
  readonly #redraw: Redraw;
  /** The terminal's size that the host was told last. */
  #told: Size | undefined;
  readonly #shown: ShownBytes;

  constructor(options: AttachOptions, terminal: (events: Attachment) => AttachedTerminal) {
    this.#options = options;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    this.#terminal = terminal(this);
    this.#redraw = new Redraw({ terminal: this.#terminal, options, show: (bytes) => this.#show(bytes) });
    this.#shown = new ShownBytes((bytes) => {
      if (options.display !== undefined) this.#link?.send({ type: 'shown', bytes });
    });
    this.#filter = new KeyFilter(options.keys, (bytes) => {
      if (!options.readonly) this.#link?.send({ type: 'data', bytes });
    });
  }

  /** Nothing is shown or sent any more. */
  #settle(outcome: Outcome, below?: number): void {
    this.#leaving = true;
    if (!this.#missed) this.below ??= below;
    this.#resolve(outcome);
  }

  begin(link: Link): void {
    if (this.#leaving) return;
    this.#link = link;
    const { redraw, history, within, readonly, sizing, agent, devices, display, emulator } = this.#options;
    const { size, answers } = this.#terminal;
    link.onMessage = (message): void => this.#receive(message);
    const closed = (error: TdetachError | undefined): void => {
      if (this.#conclusion) return;
      if (this.#leaving) return this.#settle({ kind: 'detached' });
      const gone = new TdetachError('host-gone', 'the host is gone', error);
      this.#settle({ kind: 'failed', error: error?.code === 'protocol' ? error : gone });
    };
    link.onClose = closed;
    if (link.closed) return closed(undefined);
    if (this.#suspended) link.pause();
    else this.#terminal.read();
    this.#told = size;
    link.send({
      type: 'attach',
      size,
      terminal: answers,
      redraw,
      within,
      history,
      readonly,
      sizing,
      agent,
      devices,
      echoes: true,
      display,
      emulator,
    });
  }

  #receive(message: Message): void {
    if (message.type === 'detach') return this.#settle({ kind: 'detached' }, message.below);
    if (this.#leaving) {
      // What comes after the detach key was pressed is not shown any more.
      if (message.type === 'data') this.#missed = true;
      return;
    }
    if (message.type === 'data') {
      if (this.#redraw.isAwaited) return;
      this.#shown.add(message.bytes.length);
      this.#show(message.bytes);
    } else if (message.type === 'reply') {
      this.#redraw.take(message);
    } else if (message.type === 'resync') {
      this.#shown.restart();
      this.#terminal.resync();
    } else if (message.type === 'progress') {
      this.#link?.send(message);
      this.#shown.tell(this.#terminal.idle);
    } else if (message.type === 'exit') {
      const { status, signal, below } = message;
      this.#conclude({ kind: 'ended', status, signal }, below);
    } else if (message.type === 'error') {
      this.#conclude({ kind: 'failed', error: new TdetachError('protocol', message.message) });
    }
  }

  #show(bytes: Uint8Array): void {
    if (!this.#terminal.show(bytes as Buffer)) this.#link?.pause();
  }

  #conclude(outcome: Outcome, below?: number): void {
    this.#conclusion = (): void => this.#settle(outcome, below);
    if (this.#terminal.idle) this.#conclusion();
  }

  // --- the terminal's output

  onDrain(): void {
    if (!this.#suspended) this.#link?.resume();
    this.#shown.taken();
    this.#conclusion?.();
  }

  onProgress(): void {
    this.#link?.send({ type: 'progress' });
  }

  onWait(): void {
    if (this.#options.whole) this.onProgress();
  }

  onError(error: Error): void {
    // Of a terminal: its window was closed, or the connection to it is lost.
    if (this.#terminal.isTerminal && systemCode(error) === 'EIO') return this.onSignal('SIGHUP');
    const what = `the session's output cannot be written (${reason(error)})`;
    this.#settle({ kind: 'failed', error: new TdetachError('output-failed', what, error) });
  }

  // --- the terminal's input

  onHangup(): void {
    this.onSignal('SIGHUP');
  }

  onKeys(bytes: Buffer): void {
    this.#terminal.questions.input(bytes);
    if (this.#leaving) return;
    clearTimeout(this.#hold);
    if (this.#filter.feed(bytes)) return this.#detach();
    const { held, isInside } = this.#filter;
    if (isInside) this.#hold = setTimeout(() => this.#filter.leave(), PASTE_PAUSE_MS);
    if (held === 'nothing' || isInside) return;
    const brief = held === 'escape' && !this.#terminal.extendedKeys;
    this.#hold = setTimeout(() => this.#filter.release(), brief ? LONE_ESC_HOLD_MS : KEY_PREFIX_HOLD_MS);
  }

  onResize(): void {
    if (this.#leaving) return;
    this.#terminal.resized();
    this.#told = this.#terminal.size;
    this.#link?.send({ type: 'resize', size: this.#told });
  }

  // --- the process is stopped, and continued

  readonly isLeaving = (): boolean => this.#leaving;

  async onStop(): Promise<boolean> {
    if (this.#leaving || this.#suspended) return false;
    this.#suspended = true;
    this.#link?.pause();
    await this.#terminal.suspend();
    return !this.#leaving;
  }

  /** The terminal may be in any state: it is made raw again, and shown the session as if it were attached anew. */
  onContinue(): void {
    if (this.#leaving) return;
    this.#suspended = false;
    this.#terminal.resume().catch((error: unknown) => this.onFailure(error));
    const link = this.#link;
    if (!link) return;
    const { cols, rows } = this.#terminal.size;
    const isResized = cols !== this.#told?.cols || rows !== this.#told.rows;
    if (isResized) this.onResize();
    if (this.#terminal.isTerminal) this.#redraw.begin(link, isResized);
    if (this.#terminal.idle) link.resume();
  }

  onSignal(signal: SignalName): void {
    this.#terminal.questions.abandon();
    this.#settle({ kind: 'signalled', signal });
  }

  onFailure(error: unknown): void {
    if (error instanceof TdetachError) this.#settle({ kind: 'failed', error });
    else this.onFault(error);
  }

  /** An exception that nobody caught: the terminal is put back before it is reported. */
  onFault(cause: unknown): void {
    this.#settle({
      kind: 'failed',
      error: new TdetachError('internal', unexpected(cause), cause),
    });
  }

  /** Leaves once the host has taken the keys before the detach key, or does not answer in time. */
  #detach(): void {
    if (this.#conclusion) return this.#conclusion();
    this.#leaving = true;
    this.#link?.resume();
    this.#shown.tell(this.#terminal.idle);
    this.#link?.send({ type: 'detach' });
    setTimeout(() => this.#settle({ kind: 'detached' }), DETACH_WAIT_MS);
  }
}

/**
 * Attaches a terminal, or other devices, to a session. The terminal is prepared while the connection is made.
 * @param connecting the connection to a host that speaks this protocol
 * @returns how it ended, with the terminal put back, and whether the terminal still takes anything
 * @throws TdetachError of the connection, no-terminal
 */
export async function attach(
  connecting: Promise<{ readonly link: Link }>,
  options: AttachOptions,
  devices: Devices,
): Promise<{ outcome: Outcome; responds: boolean }> {
  let terminal!: AttachedTerminal;
  let link: Link | undefined;
  const attachment = new Attachment(options, (events) => (terminal = new AttachedTerminal(devices, events)));
  const unwatch = watchProcess(attachment, devices.input !== undefined);
  const close = (): void => {
    if (!link) return;
    link.onMessage = link.onClose = (): void => undefined;
    link.close();
  };
  try {
    terminal.enter().catch((error: unknown) => attachment.onFailure(error));
    const begun = connecting.then((connected) => attachment.begin((link = connected.link)));
    await Promise.race([begun, attachment.outcome]);
    const outcome = await attachment.outcome;
    if (!link) {
      if (outcome.kind === 'failed') throw outcome.error;
      return { outcome, responds: false }; // nothing was shown, and there is nothing to say
    }
    close(); // the host need not wait until the terminal is put back
    const gone = outcome.kind === 'signalled' && outcome.signal === 'SIGHUP';
    return { outcome, responds: await terminal.leave(attachment.below, !gone) };
  } finally {
    close();
    await terminal.restore();
    unwatch();
  }
}

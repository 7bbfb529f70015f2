// Handles an attached client's keys, output, signals and the host's messages, until one of them
// leads to an outcome. Invariant: once there is an outcome nothing more is shown or sent.
import type { Message, Size } from '../../protocol/message.ts';
import { TdetachError, reason, systemCode, unexpected } from '../base/error.ts';
import { DETACH_WAIT_MS, KEY_PREFIX_HOLD_MS, LONE_ESC_HOLD_MS } from '../base/limits/client-limits.ts';
import { PASTE_PAUSE_MS } from '../base/limits/input-limits.ts';
import type { Link } from '../base/sockets/link.ts';
import type { AttachedTerminal } from './attached-terminal.ts';
import type { AttachOptions, Outcome } from './attach-options.ts';
import { KeyFilter } from './detach-key-filter.ts';
import { Lending } from './lend-terminal.ts';
import { Redraw } from './redraw-after-stop.ts';
import { ShownBytes } from './shown-bytes.ts';
import type { SignalName } from './watch-process.ts';

export class Attachment {
  readonly outcome: Promise<Outcome>;
  /** The connection to the host, once it is there. */
  #link: Link | undefined;
  readonly #options: AttachOptions;
  readonly #terminal: AttachedTerminal;
  readonly #filter: KeyFilter;
  #resolve: (outcome: Outcome) => void = () => undefined;
  /** True if the terminal was not shown all that the host has sent. */
  #missed = false;
  /** Lines from the cursor down to the first free one, if the host reports it. */
  below: number | undefined;
  #leaving = false;
  /** The action for the host's last message, once the terminal has taken the output before it. */
  #conclusion: (() => void) | undefined;
  #hold: NodeJS.Timeout | undefined;
  /** True if the process is about to stop, or has not continued yet: nothing is shown. */
  #suspended = false;
  readonly #redraw: Redraw;
  /** The terminal's size that was last reported to the host. */
  #told: Size | undefined;
  readonly #shown: ShownBytes;
  readonly #lending: Lending;
  /** True if output processing is off, or of no effect. */
  #isRaw = false;
  #composes = false;

  constructor(options: AttachOptions, terminal: AttachedTerminal) {
    this.#options = options;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    this.#terminal = terminal;
    this.#redraw = new Redraw({ terminal: this.#terminal, options, show: (bytes) => this.#show(bytes) });
    this.#shown = new ShownBytes((bytes) => {
      if (options.display !== undefined) this.#link?.send({ type: 'shown', bytes });
    });
    this.#lending = new Lending({
      send: (message) => this.#link?.send(message),
      isIdle: () => this.#terminal.idle,
      terminal: () => (this.#mayLend ? this.#terminal.lentDevice : undefined),
      onLent: () => this.#terminal.told.shownByHost(),
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

  /** The terminal is raw. */
  onRaw(): void {
    this.#isRaw = true;
    this.#lending.offer();
  }

  /** Returns true if nothing but the host's output is to be shown for now. */
  get #mayLend(): boolean {
    if (!this.#link || !this.#isRaw || !this.#composes) return false;
    return !this.#leaving && !this.#suspended && !this.#redraw.isAwaited;
  }

  /** The terminal is the client's alone when this resolves, unless the host hangs. */
  async takeBack(): Promise<void> {
    if (!this.#link || this.#link.closed) return;
    this.#link.resume();
    await this.#lending.end();
  }

  begin(link: Link, composes: boolean): void {
    if (this.#leaving) return;
    this.#link = link;
    this.#composes = composes && this.#terminal.isTerminal;
    const { redraw, history, within, readonly, sizing, agent, devices, display, emulator } = this.#options;
    const { size, answers } = this.#terminal;
    const closed = (error: TdetachError | undefined): void => {
      this.#lending.over();
      if (this.#conclusion) return;
      if (this.#leaving) return this.#settle({ kind: 'detached' });
      const gone = new TdetachError('host-gone', 'the host is gone', error);
      this.#settle({ kind: 'failed', error: error?.code === 'protocol' ? error : gone });
    };
    link.listen({ onMessage: (message) => this.#receive(message), onClose: closed });
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
      composed: this.#composes || undefined,
    });
    this.#lending.offer();
  }

  #receive(message: Message): void {
    const { told } = this.#terminal;
    if (message.type === 'lend') return this.#lending.receive(message);
    if (message.type === 'detach' || message.type === 'exit') told.end();
    if (message.type === 'detach') return this.#settle({ kind: 'detached' }, message.below);
    if (this.#leaving) {
      if (message.type !== 'data') return;
      // Output after the detach key is not shown any more, except for the end.
      this.#missed = true;
      told.late(message.bytes);
    } else if (message.type === 'undo') {
      told.tell(message);
      if (this.#lending.isLent) told.shownByHost();
    } else if (message.type === 'data') {
      if (this.#redraw.isAwaited) return;
      this.#shown.add(message.bytes.length);
      this.#lending.output();
      this.#show(message.bytes);
    } else if (message.type === 'reply') {
      this.#redraw.take(message);
      this.#lending.offer();
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
    this.#lending.taken();
    this.#conclusion?.();
  }

  onProgress(): void {
    this.#link?.send({ type: 'progress' });
  }

  onWait(): void {
    if (this.#options.whole) this.onProgress();
  }

  onError(error: Error): void {
    // For a terminal: its window was closed, or the connection to it is lost.
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
    await this.takeBack();
    this.#link?.pause();
    await this.#terminal.suspend();
    return !this.#leaving;
  }

  /**
   * The terminal may be in any state: it is made raw again, and shown the session as if it were
   * attached anew.
   */
  onContinue(): void {
    if (this.#leaving) return;
    this.#isRaw = false;
    const raw = this.#terminal.resume().then(() => this.onRaw());
    raw.catch((error: unknown) => this.onFailure(error));
    this.takeBack()
      .then(() => this.#goOn())
      .catch((error: unknown) => this.onFailure(error));
  }

  /** Shows the session as if the terminal were attached anew. */
  #goOn(): void {
    if (this.#leaving) return;
    this.#suspended = false;
    const link = this.#link;
    if (!link) return;
    const { cols, rows } = this.#terminal.size;
    const isResized = cols !== this.#told?.cols || rows !== this.#told.rows;
    if (isResized) this.onResize();
    if (this.#terminal.isTerminal) this.#redraw.begin(link, isResized);
    if (this.#terminal.idle) link.resume();
    this.#lending.offer();
  }

  onSignal(signal: SignalName): void {
    this.#terminal.questions.abandon();
    this.#settle({ kind: 'signalled', signal });
  }

  onFailure(error: unknown): void {
    if (error instanceof TdetachError) this.#settle({ kind: 'failed', error });
    else this.onFault(error);
  }

  /** An uncaught exception: the terminal is put back before it is reported. */
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

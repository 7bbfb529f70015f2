// An attached client without a terminal of its own, with the program's output as a stream, and
// methods for input and size. To the host, an attachment whose output is not read is like a stopped
// terminal: it never delays the program for more than a moment.
import { now } from '../base/clock.ts';
import { Readable } from 'node:stream';
import type { Message, RedrawMethod } from '../../protocol/message.ts';
import { locate } from '../base/address/address.ts';
import { devicesOf } from '../base/terminal/device.ts';
import { TdetachError } from '../base/error.ts';
import { isMap } from '../base/fields.ts';
import { DETACH_WAIT_MS, PROGRESS_INTERVAL_MS } from '../base/limits/client-limits.ts';
import { connect } from '../base/sockets/link.ts';
import type { Link } from '../base/sockets/link.ts';
import { ToldOutput } from '../client/told-output.ts';
import type { Followed } from '../client/told-output.ts';
import { checkNesting } from '../control/sessions/nesting.ts';
import { within } from '../control/waiting/patience.ts';
import { readStatus } from '../control/sessions/status.ts';
import { fromCaller, showCallers } from './caller-stack.ts';
import { environment } from './place.ts';
import type { Place } from './place.ts';
import { Session } from './session.ts';
import { checkSize } from './terminal-size.ts';
import type { TerminalSize } from './terminal-size.ts';

/** How an attachment ended. */
export type AttachmentEnd =
  | { readonly kind: 'detached' }
  /**
   * The program ended: by the signal of this number if it is not 0, otherwise with this exit
   * status.
   */
  | { readonly kind: 'exit'; readonly status: number; readonly signal: number }
  | { readonly kind: 'failed'; readonly error: TdetachError };

export interface AttachmentOptions extends Place {
  /**
   * Size of the client's display, which the session follows while this client leads; by default the
   * session's current size.
   */
  readonly size?: TerminalSize;
  /**
   * True if the output goes to a terminal emulator. It then begins with the screen, which is sent
   * again when the client has fallen behind, and ends with the sequences that undo the modes.
   * Otherwise the output is every byte from now on, exactly once; if that is impossible, the
   * attachment fails. False by default.
   */
  readonly terminal?: boolean;
  /** True to only watch: input and size of this client have no effect. */
  readonly readonly?: boolean;
  /** For a terminal: how its screen is drawn at first; `restore` by default. */
  readonly redraw?: RedrawMethod;
  /** For a terminal: maximum number of history lines to show; all that are kept by default. */
  readonly history?: number;
  /** Aborts the call, which fails with the code `aborted`. Once attached, detaches. */
  readonly signal?: AbortSignal;
}

/**
 * An attached client. Read its `output`, or the attachment itself with `for await`, to the end.
 * @example
 * await using attachment = await attach('work'); // detaches with the block
 * for await (const bytes of attachment) process.stdout.write(bytes);
 */
export class Attachment implements AsyncIterable<Buffer>, AsyncDisposable {
  /**
   * The output, in Buffers. While it is not read, nothing more is taken from the session. It ends
   * with the attachment. Destroying it, or leaving a `for await` loop, detaches.
   */
  readonly output: Readable;
  /**
   * How the attachment ended. After the program's end this is known once the output has been read.
   * Never rejects.
   */
  readonly ended: Promise<AttachmentEnd>;
  readonly #link: Link;
  readonly #followed: Followed | undefined;
  /** Set if the host composes the output and reports the undo with it. */
  readonly #told: ToldOutput | undefined;
  #cols: number;
  #settle: (end: AttachmentEnd) => void = () => undefined;
  #leaving = false;
  #over = false;
  #paused = false;
  #progressAt = 0;

  /** @internal */
  constructor(link: Link, name: string, followed: Followed | undefined, cols: number) {
    this.#link = link;
    this.#cols = cols;
    this.#followed = followed;
    this.#told = followed instanceof ToldOutput ? followed : undefined;
    this.ended = new Promise((resolve) => (this.#settle = resolve));
    this.output = new Readable({
      read: () => this.#goOn(),
      destroy: (error, done) => {
        void this.detach();
        done(error);
      },
    });
    link.listen({
      onMessage: (message) => this.#receive(message),
      onClose: (error = new TdetachError('host-gone', `the host of ${name} is gone`)) =>
        this.#end(this.#leaving ? { kind: 'detached' } : { kind: 'failed', error }),
    });
  }

  /** Iterates over the output as it arrives. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this.output[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  #receive(message: Message): void {
    if (message.type === 'exit' || message.type === 'detach') this.#told?.end();
    if (message.type === 'data') {
      if (this.#leaving) this.#told?.late(message.bytes);
      else this.#show(this.#followed?.feed(message.bytes as Buffer) ?? message.bytes);
    } else if (message.type === 'undo') {
      this.#told?.tell(message);
    } else if (message.type === 'resync') {
      if (!this.#told) this.#undo(undefined);
    } else if (message.type === 'exit') {
      this.#undo(message.below);
      this.#end({ kind: 'exit', status: message.status, signal: message.signal });
    } else if (message.type === 'detach') {
      this.#undo(message.below);
      this.#end({ kind: 'detached' });
    } else if (message.type === 'error') {
      this.#end({ kind: 'failed', error: new TdetachError('protocol', message.message) });
    }
  }

  /** Delivers a copy of bytes that belong to the link's buffer. */
  #show(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.output.destroyed || this.#over) return;
    if (this.output.push(Buffer.from(bytes)) || this.#leaving) return;
    this.#paused = true;
    this.#link.pause();
  }

  /**
   * For a terminal, undoes the modes that the output has set so far, because output was dropped or
   * has ended.
   */
  #undo(below: number | undefined): void {
    if (this.#followed) this.#show(Buffer.from(this.#followed.undo(below, this.#cols) as string));
  }

  /**
   * Runs when the output is read again. The host is told, because the kernel's buffer hides this
   * from it for a while.
   */
  #goOn(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#link.resume();
    if (now() - this.#progressAt < PROGRESS_INTERVAL_MS) return;
    this.#progressAt = now();
    this.#link.send({ type: 'progress' });
  }

  #end(end: AttachmentEnd): void {
    if (this.#over) return;
    this.#over = this.#leaving = true;
    this.#link.ignore();
    this.#link.close();
    if (!this.output.destroyed) this.output.push(null);
    this.#settle(end);
  }

  /**
   * Types like a person at this terminal. That makes the client the leader, unless it is read-only.
   * @example
   * await attachment.write('make test\r');
   * @returns when the kernel has taken the bytes; to wait until the program's terminal has, use
   *   `Session.send`
   * @throws TdetachError session-ended after the end of the attachment
   */
  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.#leaving)
      throw new TdetachError('session-ended', 'this attachment is over: nothing can be written');
    const whole = Buffer.from(bytes as string);
    if (whole.length === 0) return;
    const taken = new Promise<void>((resolve) => this.#link.send({ type: 'data', bytes: whole }, resolve));
    await Promise.race([taken, this.ended]);
  }

  /**
   * Reports a new size of the client's display.
   * @example
   * attachment.resize({ cols: 100, rows: 30 });
   * @throws TdetachError bad-argument
   */
  resize(size: TerminalSize): void {
    const to = checkSize(size);
    this.#cols = to.cols;
    this.#followed?.resized();
    if (!this.#leaving) this.#link.send({ type: 'resize', size: to });
  }

  /**
   * Detaches; the session keeps running. Output that was not read is dropped.
   * @example
   * const { kind } = await attachment.detach();
   */
  async detach(): Promise<AttachmentEnd> {
    if (!this.#leaving) {
      this.#leaving = true;
      this.#link.resume();
      this.#link.send({ type: 'detach' });
      const late = setTimeout(() => this.#end({ kind: 'detached' }), DETACH_WAIT_MS);
      void this.ended.then(() => clearTimeout(late));
    }
    return this.ended;
  }

  /** Detaches; for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.detach();
  }
}
showCallers(Attachment.prototype);

/**
 * Attaches to a session.
 * @example
 * const attachment = await attach('work', { terminal: true, size: { cols: 100, rows: 30 } });
 * @throws TdetachError as `connect`; inside-itself, from a process on that session's terminal;
 *   bad-argument; aborted
 */
export function attach(name: string, options: AttachmentOptions = {}): Promise<Attachment> {
  return fromCaller(attach, attachTo(name, options));
}

async function attachTo(name: string, options: AttachmentOptions): Promise<Attachment> {
  const { terminal = false, readonly = false, redraw = terminal ? 'restore' : 'none', history } = options;
  const given = options.size && checkSize(options.size);
  const address = locate(name, environment(options), false);
  const devices = devicesOf([0, 1]);
  const { signal } = options;
  const { link, hello } = await within(name, { signal }, connect(address, signal));
  try {
    await within(name, { signal }, checkNesting(address, hello, devices));
  } catch (error) {
    link.close();
    throw error;
  }
  const size =
    given ??
    (isMap(hello.status) ? readStatus(hello.status) : await Session.named(name, options).status()).size;
  const composed = terminal && hello.composes;
  const followed = terminal ? await follow(composed) : undefined;
  const attachment = new Attachment(link, name, followed, size.cols);
  const leave = (): void => void attachment.detach();
  signal?.addEventListener('abort', leave);
  void attachment.ended.then(() => signal?.removeEventListener('abort', leave));
  link.send({
    type: 'attach',
    size,
    terminal,
    redraw,
    within: process.env['TDETACH_SOCKET'] ?? '',
    history,
    readonly,
    devices,
    composed,
  });
  return attachment;
}

/** Returns the source of the undo: the host, or, with an older host, the output itself. */
async function follow(composed: boolean | undefined): Promise<Followed> {
  if (composed) return new ToldOutput(() => undefined);
  const { FollowedOutput } = await import('../screen/modes/followed-output.ts');
  return new FollowedOutput();
}

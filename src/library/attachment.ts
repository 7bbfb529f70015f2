// An attached client without a terminal of its own: the program's output as a stream, input and
// size as calls. One whose output is not read is to the host what a stopped terminal is: it holds
// up nothing for more than a moment.
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
   * The program has ended: with an exit status, or by the signal of this number where it is not 0.
   */
  | { readonly kind: 'exit'; readonly status: number; readonly signal: number }
  | { readonly kind: 'failed'; readonly error: TdetachError };

export interface AttachmentOptions extends Place {
  /**
   * The size of what it is shown on, which the session follows while this client leads; the
   * session's own by default.
   */
  readonly size?: TerminalSize;
  /**
   * True if the output goes to a terminal (an emulator): it is given the screen at first, and again
   * when it has fallen behind, and at the end what undoes the modes that were set. Otherwise it is
   * all bytes from now on, none of them twice, or it fails. False by default.
   */
  readonly terminal?: boolean;
  /** True if it only looks on: what it writes, and its size, have no effect. */
  readonly readonly?: boolean;
  /** For a terminal: how it gets the screen at first; `restore` by default. */
  readonly redraw?: RedrawMethod;
  /**
   * For a terminal: the most lines above the screen that it is shown; all that are kept by default.
   */
  readonly history?: number;
  /** Gives up, with the code `aborted`; once it is attached, detaches. */
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
   * The output, in Buffers. As long as it is not read nothing more is taken from the session. It
   * ends with the attachment; to destroy it, or to leave a `for await` loop, detaches.
   */
  readonly output: Readable;
  /**
   * How it ended. After the program's end that is known once the output has been read. Never
   * rejects.
   */
  readonly ended: Promise<AttachmentEnd>;
  readonly #link: Link;
  readonly #followed: Followed | undefined;
  /** The output of a host that composes it, as that tells of it. */
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

  /** The bytes of the output as they come. */
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

  /** Hands out bytes, which are not ours to keep. */
  #show(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.output.destroyed || this.#over) return;
    if (this.output.push(Buffer.from(bytes)) || this.#leaving) return;
    this.#paused = true;
    this.#link.pause();
  }

  /** Of a terminal, undoes what the output so far has set: output was dropped, or no more comes. */
  #undo(below: number | undefined): void {
    if (this.#followed) this.#show(Buffer.from(this.#followed.undo(below, this.#cols) as string));
  }

  /**
   * The output is read again. The host does not see that at once, as the kernel's buffer is
   * between.
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
   * Types, as a person at this terminal would; that makes it the leader, if it is not read-only.
   * @example
   * await attachment.write('make test\r');
   * @returns when the kernel has taken it. For when the program has, see `Session.send`
   * @throws TdetachError session-ended, once it is over
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
   * Tells of another size of what it is shown on.
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
   * Leaves; the session lives on. What was not read of the output is dropped.
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
 * @throws TdetachError as `connect`; inside-itself, in a process on that session's terminal;
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

/**
 * What tells how a terminal is put back: the host, or, where that is an older one, the output
 * itself.
 */
async function follow(composed: boolean | undefined): Promise<Followed> {
  if (composed) return new ToldOutput(() => undefined);
  const { FollowedOutput } = await import('../screen/modes/followed-output.ts');
  return new FollowedOutput();
}

// A client's end of a connection to a host, with complete messages in both directions. The host
// sends the first one.
import fs from 'node:fs';
import net from 'node:net';
import { Decoder } from '../../../protocol/decoder.ts';
import { OLDEST_HOST_VERSION, PROTOCOL_VERSION } from '../../../protocol/wire-limits.ts';
import { encode } from '../../../protocol/encode.ts';
import type { Hello, Message } from '../../../protocol/message.ts';
import type { Address } from '../address/address.ts';
import { noSession, occupant } from '../address/address.ts';
import { TdetachError, about, reason, systemCode } from '../error.ts';
import { endedError } from '../endings/has-ended.ts';
import { HELLO_WAIT_MS } from '../limits/verb-limits.ts';
import { withOwnSocket } from './own-socket.ts';

/** Size of the read buffer: a frame of 64 KiB, and more frames beside it. */
const READ_BYTES = 128 * 1024;

/** Receives the events of a connection. */
export interface LinkListener {
  /** The bytes of a data message are valid until this returns, or as long as the link is paused. */
  onMessage(message: Message): void;
  /** Called once when the connection is closed, with the error that closed it, if any. */
  onClose?(error: TdetachError | undefined): void;
}

const NO_LISTENER: LinkListener = { onMessage: () => undefined };

export class Link {
  readonly #socket: net.Socket;
  readonly #decoder = new Decoder();
  #listener = NO_LISTENER;
  /** Messages that came while there was no listener. */
  readonly #early: Message[] = [];
  #error: TdetachError | undefined;

  /** @throws TdetachError bad-owner, and errors of the path that are known at once */
  constructor(address: Address) {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const onread = {
      buffer,
      callback: (count: number): boolean => {
        this.#read(address, buffer.subarray(0, count));
        return true;
      },
    };
    try {
      this.#socket = withOwnSocket(address.folder, address.file, (path) => net.connect({ path, onread }));
    } catch (error) {
      throw error instanceof TdetachError ? error : connectError(address, error);
    }
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#error ??= connectError(address, error);
    });
    this.#socket.on('close', () => this.#listener.onClose?.(this.#error));
  }

  /** Replaces the listener, and delivers the messages that were kept for it. */
  listen(listener: LinkListener): void {
    this.#listener = listener;
    for (const message of this.#early.splice(0)) listener.onMessage(message);
  }

  /** Removes the listener. */
  ignore(): void {
    this.#listener = NO_LISTENER;
  }

  /** Keeps messages for the next listener. It must not be used for data, whose bytes are reused. */
  hold(): void {
    this.#listener = { onMessage: (message) => void this.#early.push(message) };
  }

  #read(address: Address, bytes: Buffer): void {
    const broken = this.#decoder.push(bytes, (message) => this.#listener.onMessage(message));
    if (broken !== undefined && !this.#error) {
      this.#error = new TdetachError(
        'protocol',
        `the host of ${address.session} broke the protocol (${broken})`,
      );
      this.#socket.destroy();
    }
  }

  /** Sends a message; `written`, if given, is called once the kernel has taken it. */
  send(message: Message, written?: () => void): void {
    if (!this.#socket.destroyed) this.#socket.write(encode(message), written);
  }

  /** Number of bytes that the kernel has not yet taken. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  /** Returns true if the connection is closed. An earlier listener may have received `onClose`. */
  get closed(): boolean {
    return this.#socket.destroyed;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Closes the connection. onClose follows. */
  close(): void {
    this.#socket.destroy();
  }
}

function connectError(address: Address, error: unknown): TdetachError {
  const { session } = address;
  switch (systemCode(error)) {
    case 'ENOENT':
      return endedError(address) ?? noSession(session, address.folder);
    case 'ECONNREFUSED':
      const isGone = !fs.existsSync(address.path); // it has been removed since it was opened
      if (isGone) return endedError(address) ?? noSession(session, address.folder);
      return about(
        session,
        new TdetachError('session-dead', `the host of ${session} is dead, only its socket is left`, error),
      );
    case 'EPROTOTYPE': // a datagram socket
      return new TdetachError('not-tdetach', `${address.path} is not a session of tdetach's`, error);
    case 'EACCES':
      return new TdetachError('bad-folder', `${address.path} is not accessible to you`, error);
    case 'ECONNRESET':
    case 'EPIPE':
      return new TdetachError('host-gone', `the host of ${session} is gone`, error);
    default:
      return new TdetachError('no-session', `cannot connect to ${address.path} (${reason(error)})`, error);
  }
}

/** Errors that mean there is no socket, or no host that answers. */
const NO_HOST: readonly TdetachError['code'][] = ['no-session', 'session-ended', 'session-dead'];

/**
 * Connects to a host and waits for its hello.
 * @param abandon closes the connection, whatever it is used for by then
 * @param mends true to ask a host that has lost its socket to create it again
 * @throws TdetachError no-session, session-ended, session-dead, session-lost, not-a-socket,
 *   bad-owner, not-tdetach, no-answer, version, bad-folder
 */
export async function connect(
  address: Address,
  abandon?: AbortSignal,
  mends = true,
): Promise<{ link: Link; hello: Hello }> {
  try {
    return await connectOnce(address, abandon);
  } catch (error) {
    if (!(error instanceof TdetachError) || !NO_HOST.includes(error.code)) throw error;
    if (error.code === 'session-dead') {
      // A socket that does not listen yet looks dead too.
      const { nameSettles } = await import('./name-lock.ts');
      await nameSettles(address);
    } else if (!mends) throw error;
    const { mendLost } = await import('./lost-host.ts');
    const mended = mends && (await mendLost(address));
    if (!mended && error.code !== 'session-dead') throw error;
    return connectOnce(address, abandon);
  }
}

async function connectOnce(address: Address, abandon?: AbortSignal): Promise<{ link: Link; hello: Hello }> {
  occupant(address);
  return new Promise((resolve, reject) => {
    const link = new Link(address);
    abandon?.addEventListener('abort', () => link.close());
    if (abandon?.aborted) link.close();
    const fail = (error: TdetachError): void => {
      clearTimeout(timer);
      link.ignore();
      link.close();
      reject(error);
    };
    const not = (what: string): TdetachError =>
      new TdetachError('not-tdetach', `${address.path} is not a session of tdetach's: ${what}`);
    const timer = setTimeout(() => {
      const waited = `its host said nothing for ${HELLO_WAIT_MS / 1000} s`;
      fail(new TdetachError('no-answer', `${address.session} does not answer: ${waited}`));
    }, HELLO_WAIT_MS);
    const onClose = (error: TdetachError | undefined): void => {
      if (error?.code === 'protocol') return fail(not('it speaks another language'));
      const { session } = address;
      const why = `its host has no room for another client (ulimit -n), or is none of tdetach's`;
      const what = `${session} closed the connection without a word: ${why}`;
      if (error && error.code !== 'host-gone') return fail(error);
      fail(endedError(address) ?? new TdetachError('no-answer', what)); // it may just have ended
    };
    const onMessage = (message: Message): void => {
      if (message.type === 'error') return fail(new TdetachError('protocol', message.message));
      if (message.type !== 'hello') return fail(not(`its first message is ${message.type}`));
      if (message.protocol > PROTOCOL_VERSION || message.protocol < OLDEST_HOST_VERSION) {
        const { protocol, version } = message;
        const theirs = `the host of ${address.session} is of tdetach ${version}, protocol ${protocol}`;
        const mend = `this one speaks ${OLDEST_HOST_VERSION} to ${PROTOCOL_VERSION}: use the version of the host`;
        return fail(new TdetachError('version', `${theirs}; ${mend}`));
      }
      clearTimeout(timer);
      link.hold();
      resolve({ link, hello: message });
    };
    link.listen({ onMessage, onClose });
  });
}

// Questions to a host and its answers.
import type { Hello, Message } from '../../../protocol/message.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { isMap } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { REPLY_WAIT_MS } from '../../base/limits/verb-limits.ts';
import { connect } from '../../base/sockets/link.ts';
import type { Link } from '../../base/sockets/link.ts';

interface Waiting {
  /** Takes a part of the answer. */
  readonly part: (result: unknown) => void;
  readonly fail: (error: TdetachError) => void;
}

/** Refusals of hosts in words, to follow the session's name. */
const REFUSALS: Readonly<Record<string, string>> = {
  busy: 'its program prints what takes longer to draw than was waited for: try again when it prints less',
  'too-many': 'too many of its requests are waiting for their answers',
  'follows-already': 'its output is followed on this connection already',
  'bad-params': 'its host is of another version, and does not take that',
  'read-only': 'this client only looks on',
  'session-exists': 'there is a session of that name already',
  'no-shell': 'its shell does not mark its prompts (OSC 133): make the session with shell integration',
  'shell-busy': 'its shell does not wait at its prompt: wait for that first',
  'no-screen':
    'its screen is not known: it is larger than a million cells, or the emulator has failed (its log says so) and the ' +
    'program has not drawn all of it again',
};

/** A connection that does not attach: it asks, and is answered. */
export class Conversation {
  readonly hello: Hello;
  readonly #address: Address;
  readonly #link: Link;
  #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #over: TdetachError | undefined;
  #ended: () => void = () => undefined;
  /** The session has ended, and its name is free; or the connection is over for another reason. */
  readonly ended = new Promise<void>((resolve) => (this.#ended = resolve));

  private constructor(address: Address, link: Link, hello: Hello) {
    this.#address = address;
    this.#link = link;
    this.hello = hello;
    link.listen({
      onMessage: (message) => this.#receive(message),
      onClose: (error) => {
        if (error?.code === 'protocol' && this.#waiting.size > 0) return this.#end(this.#tooOld(error));
        const gone = new TdetachError('host-gone', `the host of ${address.session} is gone`, error);
        this.#end(error ?? gone);
      },
    });
  }

  /**
   * Connects, talks, and closes.
   * @param mends true if a host that has lost its socket should make it anew
   * @throws TdetachError of the connection, and what `talk` throws
   */
  static async with<T>(
    address: Address,
    talk: (host: Conversation) => Promise<T>,
    abandon?: AbortSignal,
    mends = true,
  ): Promise<T> {
    const { link, hello } = await connect(address, abandon, mends);
    const conversation = new Conversation(address, link, hello);
    try {
      return await talk(conversation);
    } finally {
      link.ignore();
      link.close();
    }
  }

  /** Why the conversation is over, if it is. */
  get over(): TdetachError | undefined {
    return this.#over;
  }

  #receive(message: Message): void {
    if (message.type === 'exit') {
      this.#end(new TdetachError('session-ended', `${this.#address.session} has just ended`, message));
    } else if (message.type === 'error') {
      this.#end(new TdetachError('protocol', message.message));
    } else if (message.type === 'reply') {
      const waiting = this.#waiting.get(message.id);
      if (message.error === '') waiting?.part(message.result);
      else waiting?.fail(this.refusal(message.error));
    }
  }

  /** The error for a code with which the host refuses, or would refuse. */
  refusal(code: string): TdetachError {
    const { session } = this.#address;
    if (code !== 'unknown-method')
      return new TdetachError('refused', `${session}: ${REFUSALS[code] ?? code}`, code);
    return this.#tooOld();
  }

  /** Hosts from before there were requests answer them with an invalid message. */
  #tooOld(cause?: unknown): TdetachError {
    const what = `the host of ${this.#address.session} is older (tdetach ${this.hello.version}), and cannot do that yet`;
    return new TdetachError('unknown-method', `${what}: end its session to have a new one`, cause);
  }

  #end(error: TdetachError): void {
    this.#over ??= error;
    this.#ended();
    for (const { fail } of this.#waiting.values()) fail(this.#over);
  }

  /**
   * Asks, and waits for the end of the answer, which may have several parts.
   * @param onPart receives the result of each, in order, which is valid until it returns
   * @param waitMs how long the host has for each part; Infinity if that depends on the program
   * @throws TdetachError refused (with the reply's code as its cause), unknown-method, no-answer,
   *   session-ended, host-gone
   */
  async each(
    method: string,
    params: unknown,
    onPart: (result: unknown) => void,
    waitMs = REPLY_WAIT_MS,
  ): Promise<void> {
    const id = this.#nextId++;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const late = (): void => {
          const what = `${this.#address.session} does not answer ${method} within ${waitMs / 1000} s`;
          reject(new TdetachError('no-answer', what));
        };
        if (Number.isFinite(waitMs)) timer = setTimeout(late, waitMs);
        const part = (result: unknown): void => {
          onPart(result);
          if (isMap(result) && result['more'] === true) timer?.refresh();
          else resolve();
        };
        this.#waiting.set(id, { part, fail: reject });
        if (this.#over) reject(this.#over);
        else this.#link.send({ type: 'request', id, method, params });
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** The results of all parts of an answer, in order; throws as `each`. */
  async parts(method: string, params: unknown = {}, waitMs = REPLY_WAIT_MS): Promise<unknown[]> {
    const results: unknown[] = [];
    await this.each(method, params, (result) => results.push(result), waitMs);
    return results;
  }

  /** Pauses or resumes reading from the host. */
  listen(on: boolean): void {
    if (on) this.#link.resume();
    else this.#link.pause();
  }

  /** Asks for an answer of one map. */
  async ask(method: string, params: unknown = {}, waitMs = REPLY_WAIT_MS): Promise<Fields> {
    const [result] = await this.parts(method, params, waitMs);
    if (isMap(result)) return result;
    throw new TdetachError('protocol', `the host of ${this.#address.session} gave no answer to ${method}`);
  }
}

/**
 * Sends one request and waits for its reply.
 * @returns the reply's result, not validated
 * @throws TdetachError of the connection, and as Conversation.parts
 */
export async function request(address: Address, method: string, params: unknown = {}): Promise<unknown> {
  const [result] = await Conversation.with(address, (host) => host.parts(method, params));
  return result;
}

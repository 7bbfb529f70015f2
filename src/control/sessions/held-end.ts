// The end of a session as its host reports it to the process that started it, on the conversation
// in which it was started. It is known even if no record is kept, or the session was renamed.
import type { Readable } from 'node:stream';
import type { LaunchEnd } from '../../base/launch/launch-messages.ts';
import { TdetachError } from '../../base/error.ts';

/** A socket or a pipe, which keeps its process or does not. */
type Conversation = Readable & { ref(): void; unref(): void };

export class HeldEnd {
  /** Rejects with `host-gone` if the host was killed. */
  readonly told: Promise<LaunchEnd>;
  #end: LaunchEnd | undefined;
  readonly #conversation: Conversation;

  /** @param conversation does not keep this process until `keep` */
  constructor(session: string, conversation: Readable) {
    this.#conversation = conversation as Conversation;
    this.#conversation.unref();
    const chunks: Buffer[] = [];
    this.told = new Promise((resolve, reject) => {
      conversation.on('data', (chunk: Buffer) => chunks.push(chunk));
      conversation.on('error', () => conversation.destroy());
      conversation.on('close', () => {
        const text = Buffer.concat(chunks).toString();
        if (!text.endsWith('\n'))
          return reject(new TdetachError('host-gone', `the host of ${session} is gone`));
        this.#end = JSON.parse(text) as LaunchEnd;
        resolve(this.#end);
      });
      conversation.resume();
    });
    this.told.catch(() => undefined); // a caller that asks for it gets the error
  }

  /** Undefined until the session has ended. */
  get end(): LaunchEnd | undefined {
    return this.#end;
  }

  /** Keeps this process running until the end is reported. */
  keep(): Promise<LaunchEnd> {
    this.#conversation.ref();
    return this.told;
  }
}

// Ends sessions, or signals all of their processes, and waits for their end on request.
import type { Message, SignalName } from '../../../protocol/message.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { KILL_AFTER_MS, REPLY_WAIT_MS } from '../../base/limits/verb-limits.ts';
import { TERMINATE_GRACE_MS } from '../../base/limits/limits.ts';
import { connect } from '../../base/sockets/link.ts';
import type { Link } from '../../base/sockets/link.ts';

/** Signals that ask a process to end: a stopped one would not hear them. */
const ENDS: readonly SignalName[] = ['TERM', 'HUP'];

/** Number of the only request on such a connection. */
const END_REQUEST = 1;

function send(link: Link, signal: SignalName): void {
  link.send({ type: 'signal', signal, target: 'session' });
  if (ENDS.includes(signal)) link.send({ type: 'signal', signal: 'CONT', target: 'session' });
}

/** One call of `kill`, on a connection of its own. */
class Killing {
  readonly #session: string;
  readonly #link: Link;
  readonly #wait: boolean;
  #timer: NodeJS.Timeout | undefined;
  #done: () => void = () => undefined;
  #fail: (error: TdetachError) => void = () => undefined;

  constructor(session: string, link: Link, wait: boolean) {
    this.#session = session;
    this.#link = link;
    this.#wait = wait;
  }

  /** @param signal undefined to end the session */
  async run(signal: SignalName | undefined): Promise<void> {
    const gone = new TdetachError('host-gone', `the host of ${this.#session} is gone`);
    if (this.#link.closed) throw gone;
    try {
      await new Promise<void>((resolve, reject) => {
        [this.#done, this.#fail] = [resolve, reject];
        this.#link.listen({
          onMessage: (message) => this.#receive(message),
          onClose: (error) => reject(error ?? gone),
        });
        if (signal === undefined) this.#end();
        else this.#signal(signal, KILL_AFTER_MS);
      });
    } finally {
      clearTimeout(this.#timer);
    }
  }

  #end(): void {
    this.#link.send({ type: 'request', id: END_REQUEST, method: 'end', params: {} });
    this.#expectAnswer();
  }

  /** @param killAfterMs when SIGKILL follows, if the end is waited for */
  #signal(signal: SignalName, killAfterMs: number): void {
    send(this.#link, signal);
    if (this.#wait) {
      this.#timer = setTimeout(() => send(this.#link, 'KILL'), killAfterMs);
    } else {
      this.#link.send({ type: 'detach' }); // it is answered after the signal was passed on
      this.#expectAnswer();
    }
  }

  #expectAnswer(): void {
    const late = `the host of ${this.#session} does not take the signal`;
    this.#timer = setTimeout(() => this.#fail(new TdetachError('no-answer', late)), REPLY_WAIT_MS);
  }

  #receive(message: Message): void {
    if (message.type === 'exit' || message.type === 'detach') this.#done();
    if (message.type !== 'reply') return;
    clearTimeout(this.#timer);
    // An older host only passes on signals.
    if (message.error === 'unknown-method') this.#signal('HUP', TERMINATE_GRACE_MS);
    else if (message.error !== '')
      this.#fail(new TdetachError('refused', `${this.#session}: ${message.error}`, message.error));
    else if (!this.#wait) this.#done();
  }
}

/** A session that is connected to, and to which nothing was done yet. */
export interface Target {
  /**
   * Returns when the host has passed the signal on, or, to wait, when the session has ended: by
   * itself, or by the SIGKILL that follows after KILL_AFTER_MS.
   * @param signal undefined to end the session: SIGHUP, and SIGKILL after TERMINATE_GRACE_MS,
   *   waited for or not
   * @throws TdetachError host-gone if the host dies meanwhile; no-answer if it does not take the
   *   signal
   */
  kill(signal: SignalName | undefined, wait: boolean): Promise<void>;
  close(): void;
}

/** @throws TdetachError of the connection */
export async function reach(address: Address): Promise<Target> {
  const { link } = await connect(address);
  const close = (): void => {
    link.ignore();
    link.close();
  };
  return {
    kill: (signal, wait) => new Killing(address.session, link, wait).run(signal).finally(close),
    close,
  };
}

/** Calls `Target.kill` on a new connection; throws its errors, and those of the connection. */
export async function kill(address: Address, signal: SignalName | undefined, wait: boolean): Promise<void> {
  await (await reach(address)).kill(signal, wait);
}

// One client that receives the session's events as they happen. Invariants: what waits for it is
// bounded; if it stops reading, it alone misses events, and is told how many before the next one;
// it never misses the end.
import { given } from '../../../protocol/message.ts';
import type { Exit } from '../../../protocol/message.ts';
import { EVENTS_BYTES, OUTPUT_EVENT_MS, SIGNS_AT_ONCE } from '../../base/limits/flow-limits.ts';
import type { Connection } from './connection.ts';
import type { HostContext } from '../requests/host-context.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The sources of the events. */
type Followed = Pick<HostContext, 'stats' | 'output' | 'followers'>;

export class Subscription {
  readonly #session: Followed;
  readonly #client: Connection;
  readonly #reply: (result: unknown) => void;
  readonly #endings: (() => void)[];
  #missed = 0;
  /**
   * Runs after an event of output, a title or a bell. Output in the meantime is reported at its
   * end.
   */
  #rest: NodeJS.Timeout | undefined;
  /** Bytes of output that were reported. */
  #told: number;
  /** Titles and bells since the rest began. */
  #signs = 0;
  /** The last title of a flood of titles, which is reported when `#rest` ends. */
  #title: string | undefined;

  constructor(session: Followed, client: Connection, reply: (result: unknown) => void) {
    this.#session = session;
    this.#client = client;
    this.#reply = reply;
    const { followers, output, stats } = session;
    this.#told = stats.output;
    // The screen is brought up to date first, so that earlier output is not reported.
    const unwatch = output.screen.listen({
      onTitle: (title) => this.#titled(title),
      onBell: () => {
        if (this.#sign()) this.#tell('bell');
      },
    });
    const unfollow = followers.add({
      output: () => this.#output(),
      resized: ({ cols, rows }) => this.#tell('resized', { cols, rows }),
      attached: ({ id }) => this.#tell('attached', { client: id }),
      detached: ({ id }) => this.#tell('detached', { client: id }),
      leader: (leader) => this.#tell('leader', { client: leader?.id ?? null }),
      ended: (exit) => this.#ended(exit),
    });
    const unlisten = stats.shell.listen({
      started: (line) => this.#tell('command-started', given({ line })),
      ended: (status, line) => this.#tell('command-ended', { status: status ?? null, ...given({ line }) }),
    });
    this.#endings = [unwatch, unfollow, unlisten];
    const title = output.screen.modes.titles.get(2) ?? '';
    this.#send('following', { created: stats.created, output: stats.output, title });
    client.whenTaken(() => this.#tellMissed());
    client.whenGone(() => this.#stop());
  }

  #stop(): void {
    clearTimeout(this.#rest);
    for (const end of this.#endings.splice(0)) end();
  }

  #send(event: string, fields: Fields, more = true): void {
    this.#reply({ event, time: Date.now(), ...fields, more });
  }

  #tell(event: string, fields: Fields = {}): void {
    if (this.#missed > 0 || this.#client.outbox.controlBytes > EVENTS_BYTES) this.#missed++;
    else this.#send(event, fields);
  }

  /** Once the client has taken what waited, it is told what it missed, and then of new events. */
  #tellMissed(): void {
    if (this.#missed === 0 || this.#client.outbox.controlBytes > 0) return;
    this.#send('missed', { count: this.#missed });
    this.#missed = 0;
  }

  #output(): void {
    if (this.#rest) return;
    this.#tellOutput();
    this.#startRest();
  }

  #startRest(): void {
    this.#rest ??= setTimeout(() => this.#rested(), OUTPUT_EVENT_MS);
  }

  #rested(): void {
    this.#rest = undefined;
    this.#signs = 0;
    if (this.#session.stats.output > this.#told) this.#output();
    if (this.#title !== undefined) this.#titled(this.#title);
  }

  /** Returns true if a title or a bell is reported at once. In a flood it is not. */
  #sign(): boolean {
    this.#startRest();
    return ++this.#signs <= SIGNS_AT_ONCE;
  }

  #titled(title: string): void {
    this.#title = undefined;
    if (this.#sign()) this.#tell('title', { title });
    else this.#title = title;
  }

  #tellOutput(): void {
    this.#told = this.#session.stats.output;
    this.#tell('output', { output: this.#told });
  }

  #ended({ status, signal }: Exit): void {
    this.#session.output.screen.flush(); // titles and bells of the last output
    if (this.#title !== undefined) this.#tell('title', { title: this.#title });
    if (this.#session.stats.output > this.#told) this.#tellOutput();
    this.#stop();
    if (this.#missed > 0) this.#send('missed', { count: this.#missed });
    this.#missed = 0;
    this.#send('exited', { status, signal }, false);
  }
}

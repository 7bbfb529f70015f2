// The processes of the program's session: signals to them, and their orderly end on request. They
// get SIGHUP, time to end, and then SIGKILL.
import { now } from '../../base/clock.ts';
import { TERMINATE_GRACE_MS, TERMINATE_LOOK_MS } from '../../base/limits/limits.ts';
import { foregroundGroup, sessionGroups } from '../../base/platform.ts';
import type { Signal, SignalName } from '../../../protocol/message.ts';
import type { DescriptorReserve } from './descriptor-reserve.ts';

/** @param target a process, or, negative, a process group */
function send(target: number, name: SignalName): void {
  try {
    process.kill(target, `SIG${name}`);
  } catch {
    // ESRCH: it has ended. EPERM: it runs as another user, and is not ours to end.
  }
}

export class SessionProcesses {
  readonly #leader: number;
  readonly #reserve: DescriptorReserve;
  #deadline: number | undefined;
  #kill: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param leader process id of the program, which leads its session */
  constructor(leader: number, reserve: DescriptorReserve) {
    this.#leader = leader;
    this.#reserve = reserve;
  }

  get #groups(): number[] {
    return this.#reserve.use(() => sessionGroups(this.#leader));
  }

  /**
   * Sends a signal to the foreground process group of the terminal, or once to every process of the
   * session.
   */
  signal({ signal, target }: Omit<Signal, 'type'>): void {
    if (this.#ended) return; // another process may have the program's process id already
    if (target === 'session') return this.#toAll(signal);
    const group = this.#reserve.use(() => foregroundGroup(this.#leader));
    if (group !== undefined) send(-group, signal);
  }

  #toAll(signal: SignalName): void {
    const groups = this.#groups;
    // A program that has just been forked does not have a session of its own yet.
    if (groups.length === 0 && !this.#ended) send(this.#leader, signal);
    for (const group of groups) send(-group, signal);
  }

  /** Asks all of them to end, and makes sure that they do. */
  terminate(): void {
    if (this.#ended || this.#deadline !== undefined) return;
    this.#deadline = now() + TERMINATE_GRACE_MS;
    this.#kill = setTimeout(() => this.#toAll('KILL'), TERMINATE_GRACE_MS);
    this.#toAll('HUP');
    this.#toAll('CONT'); // a stopped process would not hear it
  }

  /**
   * The program has ended. If that was requested, its remaining processes get the rest of the time.
   * @returns when no process of the session is left that has to end
   */
  async programEnded(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#kill);
    while (this.#deadline !== undefined && this.#groups.length > 0) {
      if (now() >= this.#deadline) return this.#toAll('KILL');
      await new Promise((resolve) => setTimeout(resolve, TERMINATE_LOOK_MS));
    }
  }
}

// Signals to the program and its session, and the end of a session in order: SIGHUP to everything in it, time to end,
// then SIGKILL to what is left.
import { TERMINATE_GRACE_MS, TERMINATE_LOOK_MS } from '../base/limits.ts';
import { foregroundGroup, sessionGroups } from '../base/platform.ts';
import type { SignalName } from '../../protocol/message.ts';

function signal(target: number, name: NodeJS.Signals): void {
  try {
    process.kill(target, name);
  } catch {
    // ESRCH: it has ended. EPERM: it runs as somebody else, and is not ours to end.
  }
}

/** Sends a signal to the foreground process group of the program's terminal. */
export function signalForeground(leader: number, name: SignalName): void {
  const group = foregroundGroup(leader);
  if (group !== undefined) signal(-group, `SIG${name}`);
}

/** Sends a signal to every process of the program's session, once to each. */
export function signalSession(leader: number, name: SignalName): void {
  for (const group of sessionGroups(leader)) signal(-group, `SIG${name}`);
}

/** The end of a session that was asked for. */
export class Ending {
  readonly #leader: number;
  readonly #deadline = performance.now() + TERMINATE_GRACE_MS;
  readonly #kill: NodeJS.Timeout;

  /** Asks all processes of the session to end, and sees to it that they do. */
  constructor(leader: number) {
    this.#leader = leader;
    signalSession(leader, 'HUP');
    signalSession(leader, 'CONT'); // a stopped process would not hear it
    this.#kill = setTimeout(() => signalSession(leader, 'KILL'), TERMINATE_GRACE_MS);
  }

  /**
   * The program has ended: gives what it has left in its session the rest of the time, too.
   * @returns when nothing of the session is left
   */
  async programEnded(): Promise<void> {
    clearTimeout(this.#kill);
    while (sessionGroups(this.#leader).length > 0) {
      if (performance.now() >= this.#deadline) return signalSession(this.#leader, 'KILL');
      await new Promise((resolve) => setTimeout(resolve, TERMINATE_LOOK_MS));
    }
  }
}

// Ends the program of a session in order: SIGHUP to everything in it, time to end, then SIGKILL.
import { TERMINATE_GRACE_MS } from '../base/limits.ts';
import { foregroundGroup, sessionProcesses } from '../base/platform.ts';
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

/** Asks all processes of the session to end, and sees to it that they do. */
export function terminate(leader: number): void {
  for (const pid of sessionProcesses(leader)) {
    signal(pid, 'SIGHUP');
    signal(pid, 'SIGCONT'); // a stopped process would not hear it
  }
  const kill = (): void => {
    for (const pid of sessionProcesses(leader)) signal(pid, 'SIGKILL');
  };
  setTimeout(kill, TERMINATE_GRACE_MS);
}

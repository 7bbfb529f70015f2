// What a shell with job control does with a client: it is stopped, continued in the foreground, or in the background,
// where the terminal is somebody else's. SIGSTOP is not told beforehand: the terminal is as it was left, in raw mode.
// Nothing handles SIGTTOU and SIGTTIN: a handler would make libuv try the same call again, for ever.
import { LONGEST_TIMER_MS } from '../base/limits.ts';
import { isInForeground } from '../base/platform.ts';

export interface JobEvents {
  /** SIGTSTP: the terminal is to be put back. Resolves to whether the process is to stop then. */
  onStop(): Promise<boolean>;
  /** Whether it is about to end, and only puts the terminal back. */
  isLeaving(): boolean;
  /** The process runs on, with the terminal. */
  onContinue(): void;
}

/** SIGTSTP alone would not stop a process whose parents have gone, or are in another session (an orphaned group). */
function stop(): void {
  process.kill(process.pid, 'SIGSTOP');
}

/**
 * Tells of stops and continuations.
 * @param needsTerminal whether there is nothing to do in the background but to stop again
 * @returns what ends that
 */
export function watchJob(events: JobEvents, needsTerminal: boolean): () => void {
  let watching = true;
  /** While nothing is read Node has nothing to wait for, and would end. */
  let stay: NodeJS.Timeout | undefined;
  const stopped = (): void => {
    stay ??= setInterval(() => undefined, LONGEST_TIMER_MS);
    void events.onStop().then((really) => {
      if (really && watching) stop();
    });
  };
  const continued = (): void => {
    // A signal that came with SIGCONT (a shell's kill, SIGHUP at its end) may be told after it, and goes first.
    setImmediate(() => {
      if (!watching || events.isLeaving()) return;
      if (needsTerminal && !isInForeground()) process.kill(process.pid, 'SIGTTOU');
      else {
        clearInterval(stay);
        stay = undefined;
        events.onContinue();
      }
    });
  };
  process.on('SIGTSTP', stopped).on('SIGCONT', continued);
  return () => {
    watching = false;
    clearInterval(stay);
    process.off('SIGTSTP', stopped).off('SIGCONT', continued);
  };
}

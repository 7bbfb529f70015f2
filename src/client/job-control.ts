// What a shell with job control does with a client: it is stopped, continued in the foreground, or
// in the background, where the terminal is another job's. SIGSTOP is not told beforehand: the
// terminal is as it was left, in raw mode. Nothing handles SIGTTOU and SIGTTIN: a handler would
// make libuv try the same call again, for ever.
import { MAX_TIMER_MS } from '../base/limits/limits.ts';
import { STOP_AGAIN_MS } from '../base/limits/client-limits.ts';
import { isInForeground } from '../base/platform.ts';

export interface JobEvents {
  /** SIGTSTP: the terminal is to be put back. Resolves to whether the process is to stop then. */
  onStop(): Promise<boolean>;
  /** Returns true if it is about to end, and only puts the terminal back. */
  isLeaving(): boolean;
  /** The process runs on, with the terminal. */
  onContinue(): void;
}

/**
 * SIGTSTP alone would not stop a process whose parents have gone, or are in another session (an
 * orphaned group).
 */
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
    stay ??= setInterval(() => undefined, MAX_TIMER_MS);
    void events.onStop().then((really) => {
      if (really && watching) stop();
    });
  };
  const goOn = (): void => {
    clearInterval(stay);
    stay = undefined;
    events.onContinue();
  };
  /** Returns true if it stays as it is, as it ends. */
  const isOver = (): boolean => !watching || events.isLeaving();
  const isInBackground = (): boolean => needsTerminal && !isInForeground();
  const continued = (): void => {
    setImmediate(() => {
      if (isOver()) return;
      if (!isInBackground()) return goOn();
      // A signal that a shell sends with SIGCONT (its kill, SIGHUP at its end) may be told after
      // it, as each may reach another thread. Stopped before that, the process would not end.
      setTimeout(() => {
        if (isOver()) return;
        if (isInBackground()) process.kill(process.pid, 'SIGTTOU');
        else goOn();
      }, STOP_AGAIN_MS);
    });
  };
  process.on('SIGTSTP', stopped).on('SIGCONT', continued);
  return () => {
    watching = false;
    clearInterval(stay);
    process.off('SIGTSTP', stopped).off('SIGCONT', continued);
  };
}

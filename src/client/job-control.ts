// What a shell with job control does with a client: it stops it, and continues it in the
// foreground, or in the background while another job has the terminal. SIGSTOP gives no notice and
// leaves the terminal in raw mode. SIGTTOU and SIGTTIN have no handlers: with one, libuv would
// repeat the same call for ever.
import { MAX_TIMER_MS } from '../base/limits/limits.ts';
import { STOP_AGAIN_MS } from '../base/limits/client-limits.ts';
import { isInForeground } from '../base/platform.ts';

export interface JobEvents {
  /** SIGTSTP: restore the terminal. Resolves to true if the process should stop then. */
  onStop(): Promise<boolean>;
  /** Returns true if it is about to end, and only puts the terminal back. */
  isLeaving(): boolean;
  /** The process runs on, with the terminal. */
  onContinue(): void;
}

/**
 * SIGTSTP alone would not stop a process whose parents have exited, or are in another session (an
 * orphaned group).
 */
function stop(): void {
  process.kill(process.pid, 'SIGSTOP');
}

/**
 * Reports stops and continuations.
 * @param needsTerminal true if the client can only stop again in the background
 * @returns a function that ends that
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
      // A signal that a shell sends with SIGCONT (its kill, SIGHUP at its end) may be delivered
      // after it, as each may reach another thread. If the process stopped before that, it would
      // not end.
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

// Waits for what happens in a session. Invariant: a condition that cannot become true before there
// is more output waits for that, without a timer.
import { FRONT_LOOK_MS, MAX_TIMER_MS, SILENT_SHELL_MS } from '../../base/limits/limits.ts';
import { isInFront } from '../../base/terminal/terminal-processes.ts';
import { openRequest } from './open-requests.ts';
import { Refusal } from './refusal.ts';
import { isCount } from './host-context.ts';
import type { Asked } from './host-context.ts';

/** Replies when the condition in the params holds, and output has come after a number of bytes. */
export function wait(asked: Asked<'stats' | 'followers' | 'checkpoints' | 'pty'>): void {
  const { since = -1, prompt = false } = asked.params;
  if (typeof since !== 'number' || typeof prompt !== 'boolean') throw new Refusal('bad-params');
  if (prompt) untilPrompt(asked, since);
  else untilIdle(asked, since);
}

/**
 * Replies when there has been no output for this long, and some after a number of bytes. Output
 * itself is not delayed.
 */
function untilIdle(
  { session, params, from, reply }: Asked<'stats' | 'followers' | 'checkpoints'>,
  since: number,
): void {
  const { idle } = params;
  if (!isCount(idle) || idle > MAX_TIMER_MS) throw new Refusal('bad-params');
  const { stats, followers, checkpoints } = session;
  let timer: NodeJS.Timeout | undefined;
  let unfollow: (() => void) | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    unfollow?.();
  };
  const answered = openRequest(from, stop);
  const look = (): void => {
    if (stats.output <= since) {
      unfollow ??= followers.add({ output: look });
      return;
    }
    unfollow?.();
    unfollow = undefined;
    const left = idle - stats.quietMs;
    if (left > 0) {
      timer = setTimeout(look, left);
      return;
    }
    answered();
    checkpoints.mark();
    reply({ output: stats.output });
  };
  look();
}

/**
 * Replies when the shell waits at its prompt. A shell that does not mark its prompts waits if it is
 * in the foreground of its terminal and has been quiet for a moment. The kernel does not report
 * that, so it is polled.
 */
function untilPrompt({ session, from, reply }: Asked<'stats' | 'pty' | 'checkpoints'>, since: number): void {
  const { stats, pty, checkpoints } = session;
  const { shell } = stats;
  if (!shell.isKnown && isInFront(pty.pid) === undefined) throw new Refusal('no-shell');
  let timer: NodeJS.Timeout | undefined;
  let unlisten = (): void => undefined;
  const stop = (): void => {
    clearInterval(timer);
    unlisten();
  };
  const answered = openRequest(from, stop);
  const holds = (): number | undefined => {
    if (shell.isKnown) return shell.isAtPrompt && shell.promptAt > since ? shell.promptAt : undefined;
    const isShown = stats.output > Math.max(since, 0) || (since < 0 && stats.quietMs >= SILENT_SHELL_MS);
    const isQuiet = isShown && stats.quietMs >= FRONT_LOOK_MS;
    return isQuiet && isInFront(pty.pid) ? stats.output : undefined;
  };
  const look = (): void => {
    const output = holds();
    if (output === undefined) return;
    stop();
    answered();
    checkpoints.mark();
    reply({ output });
  };
  unlisten = shell.listen({ prompt: look });
  if (!shell.isKnown) timer = setInterval(look, FRONT_LOOK_MS);
  look();
}

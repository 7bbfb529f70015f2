// What the threads of a process wait for, as Linux tells it of those that one may trace (proc(5),
// syscall).
import fs from 'node:fs';
import { eventually } from './sandbox.ts';

/**
 * Numbers of system calls: those that wait for a time, if that is in their fourth argument, and
 * wait4(2), which does not.
 */
const CALLS: Readonly<Record<string, { epoll: readonly number[]; futex: number; wait4: number }>> = {
  x64: { epoll: [232, 281], futex: 202, wait4: 61 },
  arm64: { epoll: [22], futex: 98, wait4: 260 },
};
const calls = CALLS[process.arch];

/** What epoll_wait(2) is given for no end of the wait. */
const NO_END = 0xffffffff;

/**
 * For how long a thread waits, in ms, Infinity for ever; 0 while it runs, or waits for something
 * else.
 */
function waitOf(thread: string): number {
  const [call, , , , fourth] = fs.readFileSync(`${thread}/syscall`, 'latin1').split(' ').map(Number);
  if (call === undefined || !calls) return 0;
  if (calls.epoll.includes(call)) return (fourth ?? 0) >= NO_END ? Infinity : (fourth ?? 0);
  if (call === calls.futex) return fourth === 0 ? Infinity : 0;
  return call === calls.wait4 ? Infinity : 0;
}

/** For how long at most nothing of a process runs by itself, in ms. */
function waitOfAll(pid: number): number {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return Math.min(...threads.map((thread) => waitOf(`/proc/${pid}/task/${thread}`)));
}

/** Whether that can be told here. */
export function tells(pid: number): boolean {
  try {
    return calls !== undefined && fs.readFileSync(`/proc/${pid}/syscall`, 'latin1') !== '';
  } catch {
    return false; // no Linux, or EPERM: one may not trace it
  }
}

/**
 * Waits until a process does nothing by itself for longer than `ms`.
 * @returns for how long then, in ms: Infinity where only an event from outside ends it
 */
export async function longWait(pid: number, ms: number): Promise<number> {
  let wait = 0;
  await eventually(
    () => (wait = waitOfAll(pid)) > ms,
    () => fs.readdirSync(`/proc/${pid}/task`).map((thread) => waitOf(`/proc/${pid}/task/${thread}`)),
  );
  return wait;
}

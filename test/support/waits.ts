// What the threads of a process wait for, as Linux reports it about processes that one may trace
// (proc(5), syscall).
import fs from 'node:fs';
import { eventually } from './sandbox.ts';

/**
 * Numbers of system calls: those whose fourth argument is the time to wait, and wait4(2), which has
 * none.
 */
const CALLS: Readonly<Record<string, { epoll: readonly number[]; futex: number; wait4: number }>> = {
  x64: { epoll: [232, 281], futex: 202, wait4: 61 },
  arm64: { epoll: [22], futex: 98, wait4: 260 },
};
const calls = CALLS[process.arch];

/** The timeout of epoll_wait(2) for a wait without an end. */
const NO_END = 0xffffffff;

/**
 * How long a thread waits, in ms, Infinity for ever; 0 while it runs, or waits for something else.
 */
function waitOf(thread: string): number {
  const [call, , , , fourth] = fs.readFileSync(`${thread}/syscall`, 'latin1').split(' ').map(Number);
  if (call === undefined || !calls) return 0;
  if (calls.epoll.includes(call)) return (fourth ?? 0) >= NO_END ? Infinity : (fourth ?? 0);
  if (call === calls.futex) return fourth === 0 ? Infinity : 0;
  return call === calls.wait4 ? Infinity : 0;
}

/** How long at most the process does nothing by itself, in ms. */
function waitOfAll(pid: number): number {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  return Math.min(...threads.map((thread) => waitOf(`/proc/${pid}/task/${thread}`)));
}

/** Returns true if the waits of a process can be read here. */
export function tells(pid: number): boolean {
  try {
    return calls !== undefined && fs.readFileSync(`/proc/${pid}/syscall`, 'latin1') !== '';
  } catch {
    return false; // no Linux, or EPERM: one may not trace it
  }
}

/**
 * Waits until a process does nothing by itself for longer than `ms`.
 * @returns how long then, in ms: Infinity if only an event from outside ends it
 */
export async function longWait(pid: number, ms: number): Promise<number> {
  let wait = 0;
  await eventually(
    () => (wait = waitOfAll(pid)) > ms,
    () => fs.readdirSync(`/proc/${pid}/task`).map((thread) => waitOf(`/proc/${pid}/task/${thread}`)),
  );
  return wait;
}

// What Linux tells about processes (proc(5)): their parents, their memory and their processor time.
import fs from 'node:fs';
import { poll } from './poll.ts';

const BYTES_PER_KIB = 1024;

/**
 * Linux counts processor time in ticks, and reports 100 a second to programs on all machines
 * (USER_HZ).
 */
const MS_PER_TICK = 10;

/** The pause between two checks of a process that is expected to come to rest. */
const LOOK_MS = 50;

export interface Stat {
  readonly parent: number;
  /** True if the process has ended, and its parent has not waited for it yet. */
  readonly ended: boolean;
  /** User and system time of all its threads. */
  readonly processorMs: number;
}

/** Reads the text of /proc/PID/stat. The name of the program, in brackets, may contain anything. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  return {
    ended: fields[0] === 'Z' || fields[0] === 'X',
    parent: number(1),
    processorMs: (number(11) + number(12)) * MS_PER_TICK,
  };
}

/** @returns undefined if there is no such process */
function stat(pid: number): Stat | undefined {
  try {
    return parseStat(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

export function isAlive(pid: number): boolean {
  const found = stat(pid);
  return found !== undefined && !found.ended;
}

/**
 * The parent of a process: the host of a session's program.
 * @throws Error if the parent is this process or the system, which must not be signalled
 */
export function hostOf(pid: number): number {
  const parent = stat(pid)?.parent ?? 0;
  if (parent <= 1 || parent === process.pid) throw new Error(`process ${pid} has no host but ${parent}`);
  return parent;
}

/** User and system time of a process so far, in ms. */
export const processorMs = (pid: number): number => stat(pid)?.processorMs ?? NaN;

/** These processes and all their descendants, without `except` and its descendants. */
export function withChildren(pids: readonly number[], except: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? stat(Number(name))?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const left = new Set(except);
  const found = new Set(pids);
  for (const pid of found) {
    for (const child of children.get(pid) ?? []) if (!left.has(child)) found.add(child);
  }
  return [...found];
}

function rollup(pid: number, field: string): number {
  const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(text)?.[1]) * BYTES_PER_KIB;
}

/** Bytes that only this process has and that were written to: they are freed when it ends. */
export const privateMemory = (pid: number): number => rollup(pid, 'Private_Dirty');

/**
 * Bytes, with a share of those that several processes have in common: the sum over processes
 * counts.
 */
export const proportionalMemory = (pid: number): number => rollup(pid, 'Pss');

/**
 * Waits until processes have taken no processor time for a given time.
 * @throws Error if they do not come to rest
 */
export async function atRest(pids: readonly number[], ms: number): Promise<void> {
  let last = NaN;
  let since = 0;
  await poll(
    `processes ${pids.join(', ')} to rest`,
    () => {
      const now = pids.reduce((sum, pid) => sum + processorMs(pid), 0);
      if (Number.isNaN(now)) throw new Error(`one of the processes ${pids.join(', ')} has ended`);
      if (now !== last) since = performance.now();
      last = now;
      return performance.now() - since >= ms;
    },
    LOOK_MS,
  );
}

// What Linux tells of processes (proc(5)): who started them, the memory and the processor time that
// they take.
import fs from 'node:fs';
import { poll } from './poll.ts';

const BYTES_PER_KIB = 1024;

/**
 * Processor time is counted in ticks, of which Linux tells programs 100 a second on all machines
 * (USER_HZ).
 */
const MS_PER_TICK = 10;

/** How often a process is looked at that is to come to rest. */
const LOOK_MS = 50;

export interface Stat {
  readonly parent: number;
  /** True if it has ended, and has only not been waited for yet. */
  readonly ended: boolean;
  /** User and system time of all its threads. */
  readonly processorMs: number;
}

/**
 * Reads the text of /proc/PID/stat. The name of the program, in brackets, may have anything in it.
 */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  return {
    ended: fields[0] === 'Z' || fields[0] === 'X',
    parent: number(1),
    processorMs: (number(11) + number(12)) * MS_PER_TICK,
  };
}

/** @returns undefined where there is no such process */
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
 * The process that started another one: of a session's program the host.
 * @throws Error where that is this process, or where only the system is left: nothing should
 *   be done to these
 */
export function hostOf(pid: number): number {
  const parent = stat(pid)?.parent ?? 0;
  if (parent <= 1 || parent === process.pid) throw new Error(`process ${pid} has no host but ${parent}`);
  return parent;
}

/** User and system time so far, in ms. */
export const processorMs = (pid: number): number => stat(pid)?.processorMs ?? NaN;

/**
 * Processes, and all that they have started, but for those of `except` and what these have started.
 */
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

/** Bytes that are this process's alone, and were written to: what goes when it ends. */
export const privateMemory = (pid: number): number => rollup(pid, 'Private_Dirty');

/** Bytes, of those that several processes share its part of them: what many add up to. */
export const proportionalMemory = (pid: number): number => rollup(pid, 'Pss');

/**
 * Waits until processes have taken no processor time for so long.
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

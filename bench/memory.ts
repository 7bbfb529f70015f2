// Memory of processes, as Linux counts it (proc(5)).
import fs from 'node:fs';

const BYTES_PER_KIB = 1024;

/** The process that started another one: of a session's program the host. */
export function hostOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Bytes that are this process's alone, and were written to: what goes when it ends. */
export function privateMemory(pid: number): number {
  const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
  return Number(/^Private_Dirty:\s*(\d+) kB/m.exec(rollup)?.[1]) * BYTES_PER_KIB;
}

// Processes as proc(5) describes them, and the end of those that tests have left. Linux only:
// elsewhere none is found.
import fs from 'node:fs';

/** A process as proc(5) describes it. */
interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly environment: string;
  readonly command: string;
}

const read = (pid: number, name: string): string => fs.readFileSync(`/proc/${pid}/${name}`, 'latin1');

/**
 * The fields of /proc/PID/stat from the state on (the third field of proc(5)): the name may contain
 * spaces.
 */
export function statFields(pid: number): string[] {
  const stat = read(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** The processor time that a process has taken, in clock ticks. */
export function ticks(pid: number): number {
  const fields = statFields(pid);
  return Number(fields[11]) + Number(fields[12]);
}

function look(pid: number): Seen[] {
  try {
    const parent = Number(statFields(pid)[1]);
    return [{ pid, parent, environment: read(pid, 'environ'), command: read(pid, 'cmdline') }];
  } catch {
    return []; // it has ended, or is another user's
  }
}

function processes(): Seen[] {
  if (process.platform !== 'linux') return [];
  return fs.readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? look(Number(name)) : []));
}

/**
 * Ends all processes that have a folder in their environment, and the hosts of those that are
 * sessions' programs, even if they are stopped or detached.
 * @returns their process ids
 */
export function endProcessesOf(folder: string): number[] {
  const ended = new Set<number>();
  let found: number[];
  do {
    const all = processes();
    const within = all.filter(({ pid, environment }) => pid !== process.pid && environment.includes(folder));
    const parents = new Set(within.map(({ parent }) => parent));
    const hosts = all.filter(({ pid, command }) => parents.has(pid) && command.startsWith('tdetach '));
    found = [...hosts, ...within].map(({ pid }) => pid).filter((pid) => !ended.has(pid));
    for (const pid of found) {
      ended.add(pid);
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ESRCH: it has ended by itself
      }
    }
  } while (found.length > 0);
  return [...ended];
}

// What runs on a terminal, as Linux tells it in /proc (proc(5)). Where there is none nothing is known.
import fs from 'node:fs';

interface ProcessStat {
  readonly parent: number;
  /** Process id of the leader of its process session. */
  readonly session: number;
  /** Device number of its controlling terminal, 0 for none. */
  readonly terminal: number;
  /** When it started, in clock ticks since the system did. */
  readonly started: number;
}

/** The place of `starttime` behind the command's name. */
const STARTED = 19;

function statOf(pid: number | string): ProcessStat | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, parent, , session, terminal] = fields;
    const started = Number(fields[STARTED]);
    return { parent: Number(parent), session: Number(session), terminal: Number(terminal) >>> 0, started };
  } catch {
    return undefined; // it has ended since, or there is no /proc
  }
}

/** Path of the terminal that controls this process: the kernel gives a PTY's index as its minor number. */
export function controllingTerminal(): string | undefined {
  const number = statOf('self')?.terminal ?? 0;
  return number === 0 ? undefined : `/dev/pts/${(number & 0xff) | ((number >>> 12) & 0xfff00)}`;
}

function processes(): string[] {
  try {
    return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

export interface Leader {
  readonly pid: number;
  readonly parent: number;
  /** As in proc(5). */
  readonly started: number;
}

/** The leader of the process session that a terminal controls, by the terminal's device number. */
export function leaderOn(number: number): Leader | undefined {
  const own = statOf('self');
  const pids = own?.terminal === number ? [String(own.session)] : processes();
  for (const pid of pids) {
    const about = statOf(pid);
    if (about?.terminal === number && String(about.session) === pid)
      return { pid: Number(pid), parent: about.parent, started: about.started };
  }
  return undefined;
}

/** A variable of the environment that a process was started with. */
export function variableOf(pid: number, name: string): string | undefined {
  try {
    const all = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return all.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  } catch {
    return undefined; // of another user, or gone
  }
}

/** The words that a process was started with, or what it calls itself. */
export function commandLineOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

// Finds the processes on a terminal through Linux's /proc (proc(5)). Without /proc nothing is
// known.
import fs from 'node:fs';

interface ProcessStat {
  readonly parent: number;
  /** Process id of the leader of its POSIX session. */
  readonly session: number;
  /** Device number of its controlling terminal; 0 for none. */
  readonly terminal: number;
  readonly group: number;
  /** State letter, such as S for sleeping. */
  readonly state: string;
  /** The foreground process group of its terminal; -1 for none. */
  readonly foreground: number;
  /** Start time in clock ticks since boot. */
  readonly started: number;
}

/** Index of `starttime` among the fields after the command's name. */
const STARTED = 19;

function statOf(pid: number | string): ProcessStat | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name, in brackets, may contain any character.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent, group, session, terminal, foreground] = fields;
    const started = Number(fields[STARTED]);
    return {
      ...{ parent: Number(parent), session: Number(session), terminal: Number(terminal) >>> 0, started },
      ...{ state, group: Number(group), foreground: Number(foreground) },
    };
  } catch {
    return undefined; // the process has ended, or there is no /proc
  }
}

/**
 * Returns the path of this process's controlling terminal. The minor number of a PTY is its index.
 */
export function controllingTerminal(): string | undefined {
  const number = statOf('self')?.terminal ?? 0;
  return number === 0 ? undefined : `/dev/pts/${(number & 0xff) | ((number >>> 12) & 0xfff00)}`;
}

/** States of a process that does not run: stopped, traced, zombie, dead (proc(5)). */
const HALTED = ['T', 't', 'Z', 'X'];

/** Returns true if a process runs in the foreground of the terminal with this device number. */
export function runsOn(pid: number, terminal: number): boolean {
  const about = statOf(pid);
  if (!about || HALTED.includes(about.state)) return false;
  return about.terminal === terminal && about.group === about.foreground;
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
  /** Start time in clock ticks since boot. */
  readonly started: number;
}

/** Returns the leader of the POSIX session on a terminal, by the terminal's device number. */
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

/** Returns the environment that a process was started with; undefined if it is unknown. */
export function environmentOf(pid: number): Record<string, string> | undefined {
  try {
    const all = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const pairs = all.map(
      (one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const,
    );
    return Object.fromEntries(pairs.filter(([name]) => name !== ''));
  } catch {
    return undefined; // another user's process, or gone
  }
}

/** Returns a variable of the environment that a process was started with. */
export function variableOf(pid: number, name: string): string | undefined {
  return environmentOf(pid)?.[name];
}

/** Returns the command line of a process, or the title that it has set. */
export function commandLineOf(pid: number, separator = ' '): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', separator);
  } catch {
    return '';
  }
}

/** The foreground program of a terminal. */
export interface Foreground {
  readonly name: string;
  /** Its working folder; undefined if unknown. */
  readonly folder: string | undefined;
}

/**
 * Returns the name by which a program was started, or the kernel's name for it if it has no command
 * line.
 */
function nameOf(pid: number): string {
  const [path = ''] = commandLineOf(pid, '\0').split('\0');
  if (path !== '') return path.replace(/^-/, '').replace(/^.*\/(?=.)/, '');
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Returns the working folder of a process; undefined if unknown. */
export function folderOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // another user's process, or gone
  }
}

/** Returns a process of a group: its leader, or any other process if the leader has ended. */
function memberOf(group: number): number | undefined {
  if (statOf(group)) return group;
  const member = processes().find((pid) => statOf(pid)?.group === group);
  return member === undefined ? undefined : Number(member);
}

/** Returns the foreground process of the terminal of this session leader; undefined if unknown. */
export function foregroundPid(leader: number): number | undefined {
  const group = statOf(leader)?.foreground ?? 0;
  return group > 0 ? memberOf(group) : undefined;
}

/**
 * Returns true if a session leader is in the foreground of its terminal and sleeps; undefined if
 * unknown.
 */
export function isInFront(leader: number): boolean | undefined {
  const about = statOf(leader);
  if (!about || about.foreground <= 0) return undefined;
  return about.foreground === about.group && about.state === 'S';
}

/** Returns the foreground program of the terminal of this session leader; undefined if unknown. */
export function foregroundOf(leader: number): Foreground | undefined {
  const pid = foregroundPid(leader);
  return pid === undefined ? undefined : { name: nameOf(pid), folder: folderOf(pid) };
}

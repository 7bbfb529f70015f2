// What runs on a terminal, as Linux tells it in /proc (proc(5)). Where there is none nothing is
// known.
import fs from 'node:fs';

interface ProcessStat {
  readonly parent: number;
  /** Process id of the leader of its process session. */
  readonly session: number;
  /** Device number of its controlling terminal, 0 for none. */
  readonly terminal: number;
  readonly group: number;
  /** A letter: S for one that waits for something. */
  readonly state: string;
  /** The foreground process group of its terminal, -1 for none. */
  readonly foreground: number;
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
    const [state = '', parent, group, session, terminal, foreground] = fields;
    const started = Number(fields[STARTED]);
    return {
      ...{ parent: Number(parent), session: Number(session), terminal: Number(terminal) >>> 0, started },
      ...{ state, group: Number(group), foreground: Number(foreground) },
    };
  } catch {
    return undefined; // it has ended since, or there is no /proc
  }
}

/**
 * Path of the terminal that controls this process: the kernel gives a PTY's index as its minor
 * number.
 */
export function controllingTerminal(): string | undefined {
  const number = statOf('self')?.terminal ?? 0;
  return number === 0 ? undefined : `/dev/pts/${(number & 0xff) | ((number >>> 12) & 0xfff00)}`;
}

/** States of a process that does not run on: stopped, traced, a zombie, dead (proc(5)). */
const HALTED = ['T', 't', 'Z', 'X'];

/**
 * Returns true if a process runs in the foreground of its terminal, and that has this device
 * number.
 */
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

/** The environment that a process was started with; undefined where that is not known. */
export function environmentOf(pid: number): Record<string, string> | undefined {
  try {
    const all = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const pairs = all.map(
      (one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const,
    );
    return Object.fromEntries(pairs.filter(([name]) => name !== ''));
  } catch {
    return undefined; // of another user, or gone
  }
}

/** A variable of the environment that a process was started with. */
export function variableOf(pid: number, name: string): string | undefined {
  return environmentOf(pid)?.[name];
}

/** The words that a process was started with, or what it calls itself. */
export function commandLineOf(pid: number, separator = ' '): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', separator);
  } catch {
    return '';
  }
}

/** The program in front on a terminal. */
export interface Foreground {
  readonly name: string;
  /** Its working folder; undefined where that is not known. */
  readonly folder: string | undefined;
}

/**
 * The name that a program was started by; of one that has no command line the one that the kernel
 * has.
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

/** The working folder of a process; undefined where that is not known. */
export function folderOf(pid: number): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // of another user, or gone
  }
}

/** Any process of a group, the leader first, which may have ended before the others. */
function memberOf(group: number): number | undefined {
  if (statOf(group)) return group;
  const member = processes().find((pid) => statOf(pid)?.group === group);
  return member === undefined ? undefined : Number(member);
}

/**
 * The process in front on the terminal of this one, which leads the session there; undefined where
 * that is not known.
 */
export function foregroundPid(leader: number): number | undefined {
  const group = statOf(leader)?.foreground ?? 0;
  return group > 0 ? memberOf(group) : undefined;
}

/**
 * Returns true if the leader of a terminal's session is in front there, and waits; undefined where
 * that is not known.
 */
export function isInFront(leader: number): boolean | undefined {
  const about = statOf(leader);
  if (!about || about.foreground <= 0) return undefined;
  return about.foreground === about.group && about.state === 'S';
}

/**
 * What is in front on the terminal of this process, which leads the session there; undefined where
 * that is not known.
 */
export function foregroundOf(leader: number): Foreground | undefined {
  const pid = foregroundPid(leader);
  return pid === undefined ? undefined : { name: nameOf(pid), folder: folderOf(pid) };
}

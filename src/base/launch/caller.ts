// How the process that creates a session was started, as far as Node hides it. Before any of our
// code runs, Node raises the soft limit of open files and resets ignored and blocked signals, and a
// shell may have changed variables. The launcher (bin/launcher.sh) runs before Node and reports the
// original state.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import tty from 'node:tty';
import type * as ChildProcesses from 'node:child_process';

/** The part of the caller's state that the program inherits. */
export interface CallerState {
  /**
   * The settings of the creating terminal, as `stty -g` prints them; undefined for the settings of
   * a new terminal.
   */
  readonly terminal: string | undefined;
  /** The soft limit of open files, as `ulimit` prints it; undefined to leave it. */
  readonly openFiles: string | undefined;
  /** Signal numbers. */
  readonly ignored: readonly number[];
  readonly blocked: readonly number[];
}

export interface Caller extends CallerState {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True if a terminal is on standard input. */
  readonly onTerminal: boolean;
}

/** State of a caller that no launcher has described: a process that calls the library. */
export const PLAIN_CALLER: CallerState = {
  terminal: undefined,
  openFiles: undefined,
  ignored: [],
  blocked: [],
};

/**
 * The launcher sets this variable to its process id, the soft limit of open files, the masks of
 * blocked and ignored signals, and the descriptor for the rest.
 */
const LAUNCHER_VARIABLE = 'TDETACH_CALLER';

/** SIGKILL, SIGSTOP and two signals of glibc itself. No process can ignore or block them. */
const OUT_OF_REACH = [9, 19, 32, 33];

/** The signals in a mask of /proc/PID/status. */
function signalsIn(mask: string): number[] {
  const bits = /^[0-9a-f]{1,16}$/.test(mask) ? BigInt(`0x${mask}`) : 0n;
  const all = Array.from({ length: 64 }, (_, bit) => bit + 1);
  return all.filter((signal) => ((bits >> BigInt(signal - 1)) & 1n) === 1n && !OUT_OF_REACH.includes(signal));
}

/**
 * Reads what the launcher's helper wrote: a line from the launcher, the terminal's settings, and
 * the environment.
 */
function readRest(descriptor: number): { terminal: string | undefined; env: Record<string, string> } {
  const text = fs.readFileSync(descriptor, 'utf8');
  fs.closeSync(descriptor);
  const [, terminal = '', ...rest] = text.split('\n');
  const entries = rest.join('\n').split('\0');
  const pairs = entries.filter((entry) => entry.includes('='));
  const env = pairs.map((entry): [string, string] => {
    const at = entry.indexOf('=');
    return [entry.slice(0, at), entry.slice(at + 1)];
  });
  return { terminal: terminal || undefined, env: Object.fromEntries(env) };
}

/** Returns true if a launcher described the caller, so that `caller` has nothing to wait for. */
export const isToldOfCaller = (): boolean => process.env[LAUNCHER_VARIABLE] !== undefined;

/** Reads and clears the launcher's report. Returns undefined if there was no launcher. */
function launched(): Caller | undefined {
  const [pid, openFiles = '', blocked = '', ignored = '', descriptor] = (
    process.env[LAUNCHER_VARIABLE] ?? ''
  ).split(' ');
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete process.env[LAUNCHER_VARIABLE];
  if (Number(pid) !== process.pid) return undefined; // the variable is an ancestor's
  const { terminal, env } = descriptor ? readRest(Number(descriptor)) : { terminal: undefined, env: {} };
  return {
    terminal,
    env: Object.keys(env).length > 0 ? env : process.env,
    onTerminal: tty.isatty(0),
    openFiles: /^(\d+|unlimited)$/.test(openFiles) ? openFiles : undefined,
    ignored: signalsIn(ignored),
    blocked: signalsIn(blocked),
  };
}

/** Reads the settings of the terminal on standard input; undefined if stty cannot. */
function savedSettings(): Promise<string | undefined> {
  const { spawn } = createRequire(import.meta.url)('node:child_process') as typeof ChildProcesses;
  return new Promise((resolve) => {
    const stty = spawn('stty', ['-g'], { stdio: [0, 'pipe', 'ignore'] });
    let text = '';
    stty.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    stty.on('error', () => resolve(undefined));
    stty.on('close', () => resolve(text.trim() || undefined));
  });
}

let known: Promise<Caller> | undefined;

async function find(): Promise<Caller> {
  const found = launched() ?? { ...PLAIN_CALLER, env: process.env, onTerminal: tty.isatty(0) };
  if (!found.onTerminal || found.terminal !== undefined) return found;
  return { ...found, terminal: await savedSettings() };
}

/** Returns the state of this process's caller. Call it before the terminal is made raw. */
export const caller = (): Promise<Caller> => (known ??= find());

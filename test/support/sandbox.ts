// What every end-to-end test owns: a folder of its own, the built program, terminals to run it in,
// and the end of every session that it started.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Test } from 'tap';
import { Decoder } from '../../protocol/decoder.ts';
import type { CreateOptions } from '../../src/library/create.ts';
import { Session } from '../../src/library/session.ts';
import { eventually } from './deadline.ts';
import { EXECUTABLE, createDetached } from './detached.ts';
import { endProcessesOf, statFields } from './leftovers.ts';
import { Terminal } from './terminal.ts';
import type { TerminalOptions } from './terminal.ts';

export { eventually } from './deadline.ts';
export { EXECUTABLE } from './detached.ts';

/** The Nodes to test with: this one, or those that the environment names, separated by colons. */
export const NODES = (process.env['TDETACH_TEST_NODES'] ?? process.execPath).split(':');

export interface Result {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: Buffer;
  readonly node?: string;
  /** The executable of tdetach; by default the one that was built here. */
  readonly executable?: string;
}

/**
 * A program that prints READY in raw mode, and then what it reads, with control characters made
 * visible.
 */
export const SHOW_KEYS = ['sh', '-c', 'stty raw -echo; printf READY; exec cat -v'] as const;

/**
 * Prints its terminal's size at first and at each change, without starting a process, which would
 * miss a brief size.
 */
export const SHOW_SIZE = [
  process.execPath,
  '-e',
  `const show = () => console.log(process.stdout.rows + ' ' + process.stdout.columns);
  process.stdout.on('resize', show);
  show();
  setInterval(() => undefined, 1e6);`,
] as const;

export class Sandbox {
  readonly folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-')));
  readonly #terminals: Terminal[] = [];

  constructor(t: Test) {
    t.teardown(async () => {
      for (const terminal of this.#terminals) terminal.end();
      const names = fs.readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
      for (const name of names) await endSession(path.join(this.folder, name));
      endProcessesOf(this.folder); // sessions whose socket is gone
      await removeFolder(this.folder);
    });
  }

  /** The path of a file in the sandbox's folder. */
  path(name: string): string {
    return path.join(this.folder, name);
  }

  #environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { PATH = '', HOME = '' } = process.env;
    return {
      PATH,
      HOME,
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      TDETACH_DIR: this.folder,
      PS1: '$ ',
      ...extra,
    };
  }

  /** Runs tdetach in a terminal. */
  terminal(
    args: readonly string[],
    options: TerminalOptions & Pick<RunOptions, 'node' | 'executable'> = {},
  ): Terminal {
    const { node = process.execPath, executable = EXECUTABLE, ...rest } = options;
    const env = this.#environment(options.env);
    const terminal = new Terminal([node, executable, ...args], { cwd: this.folder, ...rest, env });
    this.#terminals.push(terminal);
    return terminal;
  }

  /** Runs a shell script in a terminal; in it, "$0" "$@" runs tdetach with these arguments. */
  shell(
    script: string,
    args: readonly string[],
    options: TerminalOptions & { readonly node?: string } = {},
  ): Terminal {
    const command = ['/bin/sh', '-c', script, options.node ?? process.execPath, EXECUTABLE, ...args];
    const env = this.#environment(options.env);
    const terminal = new Terminal(command, { cwd: this.folder, ...options, env });
    this.#terminals.push(terminal);
    return terminal;
  }

  /**
   * Makes a session as `tdetach -n` does, from this process. In tests that only need a session,
   * another Node for that would be most of the cost.
   */
  async create(
    name: string,
    command: readonly string[],
    { env, ...options }: Omit<CreateOptions, 'command' | 'folder' | 'env'> & Pick<RunOptions, 'env'> = {},
  ): Promise<Session> {
    const given = this.#environment(env);
    const folder = given['TDETACH_DIR'];
    await createDetached(name, { cwd: this.folder, ...options, command, folder, env: given });
    return Session.named(name, { folder });
  }

  /** A session that can be used from this process as with tdetach's verbs. */
  session(name: string, folder = this.folder): Session {
    return Session.named(name, { folder });
  }

  /** Runs tdetach without a terminal, to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Result> {
    const { node = process.execPath, executable = EXECUTABLE } = options;
    const { cwd = this.folder, input = Buffer.alloc(0) } = options;
    return new Promise((resolve, reject) => {
      const child = spawn(node, [executable, ...args], { cwd, env: this.#environment(options.env) });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.on('error', reject);
      child.on('close', (status) =>
        resolve({ status, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }),
      );
      child.stdin.on('error', () => undefined); // it may end without reading all of it
      child.stdin.end(input);
    });
  }
}

/** The program's process id, from the host's hello; undefined if no host answers. */
export function programOf(socket: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const back = process.cwd();
    process.chdir(path.dirname(socket));
    const peer = net.connect(`./${path.basename(socket)}`);
    process.chdir(back);
    const decoder = new Decoder();
    peer.on('error', () => resolve(undefined));
    peer.on('close', () => resolve(undefined));
    peer.on('data', (chunk) =>
      decoder.push(chunk, (message) => {
        if (message.type === 'hello') resolve(message.pid);
        peer.destroy();
      }),
    );
  });
}

/** The host's process id: the parent of its program. Linux only, like the tests that use it. */
export const hostOf = (program: number): number => Number(statFields(program)[1]);

/** Returns true if a process has ended, even if its parent has not waited for it yet. */
function isOver(pid: number): boolean {
  try {
    return statFields(pid)[0] === 'Z';
  } catch {
    return true; // ENOENT, ESRCH
  }
}

async function endSession(socket: string): Promise<void> {
  if (!fs.lstatSync(socket, { throwIfNoEntry: false })?.isSocket()) return;
  const pid = await programOf(socket);
  if (pid === undefined) return;
  const ENDED = ['ESRCH', 'ENOENT'];
  let host: number | undefined;
  try {
    host = process.platform === 'linux' ? hostOf(pid) : undefined;
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!ENDED.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  // A host writes everything that it leaves before it ends.
  const over = (): boolean => (host === undefined ? !fs.existsSync(socket) : isOver(host));
  await eventually(over, () => socket);
}

/**
 * Removes a folder in which a host that is ending may still make files: rmSync lists the files only
 * once.
 */
async function removeFolder(folder: string): Promise<void> {
  let seen: unknown;
  const isRemoved = (): boolean => {
    try {
      fs.rmSync(folder, { recursive: true, force: true });
      return true;
    } catch (error) {
      if ((seen = (error as NodeJS.ErrnoException).code) !== 'ENOTEMPTY') throw error;
      return false;
    }
  };
  await eventually(isRemoved, () => seen);
}

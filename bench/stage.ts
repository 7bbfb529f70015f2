// Where a peer is measured: a folder for its sessions, the programs in them, and the end of all
// that was started. Programs tell their process id first, so that whatever becomes of their
// sessions, they can be ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { folderVariables } from './peers.ts';
import type { Command, Peer, Place } from './peers.ts';
import { Player, kill } from './player.ts';
import { poll } from './poll.ts';
import { atRest, hostOf, isAlive } from './processes.ts';

/**
 * Comes after the program's first words, for what it and those between have still to do before they
 * go on.
 */
const PAUSE_MS = 300;

/** How long hosts have to end with their programs. */
const END_MS = 5_000;

/** Sessions made at the same time. */
const AT_ONCE = 4;

/** The first line of programs that run in a terminal. */
export const TELL_PID = `printf 'pid=%d;' $$`;

/**
 * The last line of programs that are ended when they are not needed any more, or end when no client
 * has done it.
 */
export const IDLE = 'exec sleep 1200';

/** A program in a terminal that has just said its first words. */
export interface Run {
  readonly player: Player;
  /** The program's process id. */
  readonly pid: number;
  readonly firstOutputMs: number;
}

/** A session with no client attached. */
export interface Session extends Place {
  /** The program's process id. */
  readonly pid: number;
  readonly host: number;
}

export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

export class Stage {
  readonly peer: Peer;
  /** Of the peer's sessions, with nothing else in it. */
  readonly folder: string;
  readonly #files: string;
  readonly #home: string;
  readonly #sessions: Session[] = [];
  /** What runs in terminals. */
  readonly #programs = new Set<number>();
  /** Settle when the process ids of what has been started are known. */
  readonly #starting = new Set<Promise<unknown>>();
  #abandoned = false;
  #count = 0;

  /**
   * @param parent the folder in which the stage makes two of its own
   * @param home where peers keep what they do not want to make anew at each start
   */
  constructor(peer: Peer, parent: string, home: string) {
    this.peer = peer;
    this.#home = home;
    this.folder = fs.mkdtempSync(path.join(parent, 'sessions-'));
    this.#files = fs.mkdtempSync(path.join(parent, 'programs-'));
  }

  /** The sessions that are there. */
  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  /** A path for a program's own use. */
  file(name: string): string {
    return path.join(this.#files, name);
  }

  get #environment(): Record<string, string> {
    const { PATH = '' } = process.env;
    return { PATH, HOME: this.#home, TERM: 'xterm-256color', ...folderVariables(this.folder) };
  }

  /** @throws Error if nothing is to be started any more */
  #place(): Place {
    if (this.#abandoned) throw new Error('the measure was broken off');
    return { folder: this.folder, name: `s${++this.#count}` };
  }

  #program(name: string, script: string): string {
    const file = this.file(`${name}.sh`);
    fs.writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  }

  async #started<T>(start: Promise<T>): Promise<T> {
    this.#starting.add(start);
    try {
      return await start;
    } finally {
      this.#starting.delete(start);
    }
  }

  /** Runs a command in a terminal. */
  terminal(command: Command): Player {
    return new Player(command, this.#environment);
  }

  /**
   * Runs a script of the shell in a terminal, in a fresh session of the peer's, until it has been
   * measured.
   * @param script begins with TELL_PID
   */
  async run<T>(script: string, take: (run: Run) => T | Promise<T>): Promise<T> {
    const place = this.#place();
    const player = this.terminal(this.peer.create(place, this.#program(place.name, script)));
    try {
      const { pid, firstOutputMs } = await this.#started(this.#firstWords(player));
      try {
        return await take({ player, pid, firstOutputMs });
      } finally {
        kill(pid);
        this.#programs.delete(pid);
        await player.ended;
      }
    } finally {
      player.close();
    }
  }

  async #firstWords(player: Player): Promise<Omit<Run, 'player'>> {
    const [, found] = await player.until(/pid=(\d+);/);
    const firstOutputMs = player.age;
    const pid = Number(found);
    this.#programs.add(pid);
    return { pid, firstOutputMs };
  }

  /** Makes a session that runs a script of the shell, and attaches no client. */
  session(script: string): Promise<Session> {
    return this.#started(this.#create(script));
  }

  async #create(script: string): Promise<Session> {
    const place = this.#place();
    const told = this.file(`${place.name}.pid`);
    const program = this.#program(place.name, `echo $$ >'${told}'\n${script}`);
    const [command, ...args] = needed(this.peer, 'detached', this.peer.detached)(place, program);
    // In a group of its own: a Ctrl-C that ended it would leave a session of which nothing knows.
    const creator = spawn(command, args, { stdio: 'ignore', env: this.#environment, detached: true });
    const [status] = (await once(creator, 'close')) as [number | null];
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: it ended with ${String(status)}`);
    let text = '';
    await poll(`the program of a session of ${this.peer.name}`, () => {
      text = fs.existsSync(told) ? fs.readFileSync(told, 'latin1') : '';
      return text.endsWith('\n');
    });
    const pid = Number(text);
    const session = { ...place, pid, host: hostOf(pid) };
    this.#sessions.push(session);
    return session;
  }

  /** Makes this many sessions that run the same. */
  async crowd(count: number, script: string): Promise<void> {
    for (let made = 0; made < count; made += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - made) }, () => this.session(script)));
    }
  }

  /** Process ids of the sessions' programs. */
  get programs(): number[] {
    return this.#sessions.map(({ pid }) => pid);
  }

  /** Process ids of the sessions' hosts, each once. */
  get hosts(): number[] {
    return [...new Set(this.#sessions.map(({ host }) => host))];
  }

  /** Waits until all hosts, and these processes, have come to rest. */
  rest(...others: readonly number[]): Promise<void> {
    return atRest([...this.hosts, ...others], this.peer.restMs);
  }

  /** Ends all sessions, and returns when their hosts are gone. */
  async end(): Promise<void> {
    const { hosts } = this;
    for (const pid of this.programs) kill(pid);
    const started = performance.now();
    await poll(`the hosts of ${this.peer.name} to end`, () => {
      const left = hosts.filter(isAlive);
      // Some wait for a client to attach and be told of the end.
      if (performance.now() - started > END_MS) left.forEach(kill);
      return left.length === 0;
    });
    this.#sessions.length = 0;
  }

  /** Ends everything, at once, or as soon as it is known, and lets nothing more be started. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await Promise.allSettled(this.#starting);
    for (const pid of [...this.#programs, ...this.programs, ...this.hosts]) kill(pid);
  }
}

/**
 * What a peer has to have for a measure.
 * @throws Error if it has not
 */
export function needed<T>(peer: Peer, what: string, command: T | undefined): T {
  if (command === undefined) throw new Error(`${peer.name} has nothing for: ${what}`);
  return command;
}

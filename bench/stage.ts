// The place where a peer is measured: a folder for its sessions, the programs in them, and the end
// of all that was started. Programs print their process id first, so that they can be ended
// whatever happened to their sessions.
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
 * The pause after the program's first words, in which the program and the processes between do what
 * they still have to do.
 */
const PAUSE_MS = 300;

/** The time that hosts have to end with their programs. */
const END_MS = 5_000;

/** The number of sessions that are made at the same time. */
const AT_ONCE = 4;

/** The first line of programs that run in a terminal. */
export const TELL_PID = `printf 'pid=%d;' $$`;

/**
 * The last line of programs that end when they are not needed any more, or by themselves if no
 * client has ended them.
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
  /** The folder of the peer's sessions, with nothing else in it. */
  readonly folder: string;
  readonly #files: string;
  readonly #home: string;
  readonly #sessions: Session[] = [];
  /** Process ids of what runs in terminals. */
  readonly #programs = new Set<number>();
  /** Promises that settle when the process ids of what has been started are known. */
  readonly #starting = new Set<Promise<unknown>>();
  #abandoned = false;
  #count = 0;

  /**
   * @param parent the folder in which the stage makes two folders of its own
   * @param home where peers keep what they make at the first start only
   */
  constructor(peer: Peer, parent: string, home: string) {
    this.peer = peer;
    this.#home = home;
    this.folder = fs.mkdtempSync(path.join(parent, 'sessions-'));
    this.#files = fs.mkdtempSync(path.join(parent, 'programs-'));
  }

  /** The sessions that exist. */
  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  /** A path that a program can use. */
  file(name: string): string {
    return path.join(this.#files, name);
  }

  /** The executable looks for Node in PATH: it is to find the one that this is measured with. */
  get #environment(): Record<string, string> {
    const PATH = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
    return { PATH, HOME: this.#home, TERM: 'xterm-256color', ...folderVariables(this.folder) };
  }

  /** @throws Error if nothing may be started any more */
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
   * Runs a shell script in a terminal, in a fresh session of the peer, until it has been measured.
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

  /** Makes a session that runs a shell script, and attaches no client. */
  session(script: string): Promise<Session> {
    return this.#started(this.#create(script));
  }

  async #create(script: string): Promise<Session> {
    const place = this.#place();
    const told = this.file(`${place.name}.pid`);
    const program = this.#program(place.name, `echo $$ >'${told}'\n${script}`);
    const [command, ...args] = needed(this.peer, 'detached', this.peer.detached)(place, program);
    // In a group of its own: a Ctrl-C that ended the creator would leave an unknown session.
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

  /** Makes this many sessions that run the same script. */
  async crowd(count: number, script: string): Promise<void> {
    for (let made = 0; made < count; made += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - made) }, () => this.session(script)));
    }
  }

  /** Process ids of the sessions' programs. */
  get programs(): number[] {
    return this.#sessions.map(({ pid }) => pid);
  }

  /** Process ids of the sessions' hosts, without repetitions. */
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
      // Some hosts wait for a client to attach and to be told of the end.
      if (performance.now() - started > END_MS) left.forEach(kill);
      return left.length === 0;
    });
    this.#sessions.length = 0;
  }

  /** Ends everything, at once or as soon as it is known, and refuses further starts. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    await Promise.allSettled(this.#starting);
    for (const pid of [...this.#programs, ...this.programs, ...this.hosts]) kill(pid);
  }
}

/**
 * Returns what a peer must have for a measure.
 * @throws Error if the peer does not have it
 */
export function needed<T>(peer: Peer, what: string, command: T | undefined): T {
  if (command === undefined) throw new Error(`${peer.name} has nothing for: ${what}`);
  return command;
}

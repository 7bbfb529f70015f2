// Runs `tdetach events`, and reads what it prints.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import type { Test } from 'tap';
import type { Message } from '../../protocol/message.ts';
import type { Peer } from './peer.ts';
import { EXECUTABLE, eventually, hostOf, programOf } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

export type Event = Record<string, unknown>;

/** A running tdetach events, and what it has printed. */
export class Listener {
  out = '';
  err = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(t: Test, box: Sandbox, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [EXECUTABLE, 'events', ...args], {
      env: { ...process.env, TDETACH_DIR: box.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    t.teardown(() => this.child.kill('SIGKILL'));
    this.child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  get all(): Event[] {
    return this.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Event);
  }

  /** Waits for an event with these fields. */
  async until(fields: Event): Promise<Event> {
    const found = (): Event | undefined =>
      this.all.find((event) => Object.entries(fields).every(([key, value]) => event[key] === value));
    await eventually(
      () => found() !== undefined,
      () => [fields, this.out, this.err],
    );
    return found() ?? {};
  }
}

/** Events without their times. */
export const told = (events: readonly Event[]): Event[] =>
  events.map((event) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'time')));

/** Starts to listen, and waits until the host of this session has the connection. */
export async function listening(
  t: Test,
  box: Sandbox,
  args: readonly string[],
  socket: string,
  env: Readonly<Record<string, string>> = {},
  before = 0,
): Promise<Listener> {
  const host = hostOf((await programOf(socket)) ?? 0);
  const open = (): number =>
    fs.readdirSync(`/proc/${host}/fd`).filter((name) => {
      try {
        return fs.readlinkSync(`/proc/${host}/fd/${name}`).startsWith('socket:');
      } catch {
        return false; // closed by now
      }
    }).length;
  const count = (connections: number): Promise<void> =>
    eventually(
      () => open() === connections + 1, // and the one that it listens on
      () => open(),
    );
  await count(before);
  const listener = new Listener(t, box, args, env);
  await count(before + 1);
  return listener;
}

/** As Peer.request, for replies that go on. */
export function repliesOf(peer: Peer): Event[] {
  return peer.messages.flatMap((message: Message) =>
    message.type === 'reply' ? [{ error: message.error, ...(message.result as Event | undefined) }] : [],
  );
}

// Measures of memory: of one host, and of as many as a busy machine has. A host at rest does
// nothing any more, and has given back the memory that it gives back.
import fs from 'node:fs';
import { FLOOD_BYTES, textFile } from './floods.ts';
import type { Figures, Measure } from './measure.ts';
import { ABDUCO, BOOT, DTACH, IDLE_NODE, TDETACH, TMUX } from './peers.ts';
import { poll } from './poll.ts';
import { privateMemory, proportionalMemory, withChildren } from './processes.ts';
import { IDLE, TELL_PID, needed, pause } from './stage.ts';
import type { Stage } from './stage.ts';
import { ROUNDS_OF_STARTS, lines, list } from './starts.ts';

const BYTES_PER_MIB = 1024 * 1024;

const LINES = 1_000;
const LARGE_FLOOD_BYTES = 300_000_000;
const CROWD = 200;

/** The parts of the tables. */
const AT_REST = 'idle';
const UNATTENDED = 'after 300 MB, nobody attached';
const ATTENDED = 'after 300 MB, one attached';
const IN_ALL = 'MiB in all';
const LIST = 'ms for list';

/** A script that prints 1,000 lines and, when a line can be read from the pipe, a flood. */
function flooding(folder: string, pipe: string): string {
  const file = `'${textFile(folder)}'`;
  const files = Array.from({ length: Math.ceil(LARGE_FLOOD_BYTES / FLOOD_BYTES) }, () => file).join(' ');
  return [
    `mkfifo '${pipe}'`,
    lines(LINES),
    `read line <'${pipe}'`,
    `cat ${files} | head -c ${LARGE_FLOOD_BYTES}`,
    `printf 'end=%d;' 0`,
    `rm '${pipe}'`,
    IDLE,
  ].join('\n');
}

/** Has the program begin its flood. */
function flood(pipe: string): void {
  // Without O_NONBLOCK this would wait for ever for a program that has ended.
  const descriptor = fs.openSync(pipe, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  fs.writeSync(descriptor, '\n');
  fs.closeSync(descriptor);
}

const memoryOf = (stage: Stage): number => privateMemory(stage.hosts[0] ?? NaN) / BYTES_PER_MIB;

/** The memory of a session to which no client ever attaches. */
async function unattended(stage: Stage, folder: string): Promise<Figures> {
  const pipe = stage.file('pipe');
  await stage.session(flooding(folder, pipe));
  await stage.rest();
  const idle = memoryOf(stage);
  flood(pipe);
  await poll('the end of a flood', () => !fs.existsSync(pipe));
  await stage.rest();
  const flooded = memoryOf(stage);
  await stage.end();
  return { [AT_REST]: idle, [UNATTENDED]: flooded };
}

/** The memory of a session to which a terminal is attached during the flood and after it. */
async function attended(stage: Stage, folder: string): Promise<Figures> {
  const pipe = stage.file('pipe');
  const session = await stage.session(flooding(folder, pipe));
  const player = stage.terminal(needed(stage.peer, 'attach', stage.peer.attach)(session));
  try {
    await stage.rest(player.pid);
    const shown = player.until(/end=0;/);
    flood(pipe);
    await shown;
    await stage.rest();
    return { [ATTENDED]: memoryOf(stage) };
  } finally {
    player.close();
    await stage.end();
  }
}

async function ofOne(stage: Stage, folder: string): Promise<Figures> {
  if (stage.peer.name !== IDLE_NODE) {
    return { ...(await unattended(stage, folder)), ...(await attended(stage, folder)) };
  }
  return stage.run(TELL_PID, async ({ pid }) => {
    await pause();
    return { '': privateMemory(pid) / BYTES_PER_MIB };
  });
}

async function ofMany(stage: Stage): Promise<Figures> {
  const processes = withChildren(stage.hosts, stage.programs);
  const bytes = processes.reduce((sum, pid) => sum + proportionalMemory(pid), 0);
  const { '': ms = NaN } = stage.peer.list ? await list(stage) : {};
  return {
    ...(processes.length > 0 && { [IN_ALL]: bytes / BYTES_PER_MIB }),
    ...(stage.peer.list && { [LIST]: ms }),
  };
}

/** @param folder the folder with the floods */
export const memory = (folder: string): readonly Measure[] => [
  {
    name: 'private memory of a host',
    unit: 'MiB',
    says:
      'Pages that are this process’s alone, and were written to (`Private_Dirty`), once it does nothing any more: after 1,000 ' +
      'lines of output with nobody attached, then after 300 MB of text; and of another session after 300 MB with a terminal ' +
      'attached. tmux has one server for all sessions, here with one.',
    peers: [IDLE_NODE, DTACH, ABDUCO, TMUX, TDETACH],
    bases: [{ peer: IDLE_NODE }, { part: AT_REST }],
    rounds: 3, // the rounds differ little, and take long
    take: (stage) => ofOne(stage, folder),
  },
  {
    name: `${CROWD} sessions at once`,
    unit: '',
    says:
      'Memory of all processes but the programs, with its part of what they share (`Pss`), and the time of one process that ' +
      'lists the sessions, to its end.',
    peers: [BOOT, DTACH, ABDUCO, TMUX, TDETACH],
    bases: [BOOT, DTACH, TMUX].map((peer) => ({ peer })),
    rounds: ROUNDS_OF_STARTS,
    prepare: async (stage) => {
      if (!stage.peer.detached) return;
      await stage.crowd(CROWD, IDLE);
      await stage.rest();
    },
    take: ofMany,
  },
];

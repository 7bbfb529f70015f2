// npm run bench [-- -n ROUNDS]: throughput, key echo and start, of no program between, dtach and tdetach, in turn,
// round by round. Invariant: a run leaves nothing behind that could disturb the next: no session, no file.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MEASURES, TEXT_BYTES, textFile } from './measures.ts';
import type { Measure } from './measures.ts';
import { DTACH, NOTHING, peers } from './peers.ts';
import type { Peer } from './peers.ts';
import { Player } from './player.ts';
import { table } from './table.ts';

const DEFAULT_ROUNDS = 5;

/** A line of the text, of the length of base64's. */
const LINE = `${'0123456789abcdef'.repeat(5).slice(0, 76)}\n`;

/** How long a session may take to go once its program was killed, and how often that is looked at. */
const GONE_MS = 10_000;
const LOOK_MS = 5;

/** @throws Error for anything that is no number of rounds */
function readRounds(args: readonly string[]): number {
  const [option, value] = args;
  if (option === undefined) return DEFAULT_ROUNDS;
  const rounds = Number(value);
  if (option === '-n' && args.length === 2 && Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new Error(`usage: npm run bench [-- -n ROUNDS], not ${JSON.stringify(args.join(' '))}`);
}

/** Ends the program, and waits until its session has gone. */
async function endSession(pid: number, socket: string): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended by itself
  }
  for (const deadline = Date.now() + GONE_MS; fs.existsSync(socket);) {
    if (Date.now() > deadline) throw new Error(`the session at ${socket} did not end`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** One figure of one peer. */
async function run(measure: Measure, peer: Peer, program: string, socket: string): Promise<number> {
  const { PATH = '', HOME = '' } = process.env;
  const player = new Player(peer.command(socket, program), { PATH, HOME, TERM: 'xterm-256color' });
  try {
    const [, pid] = await player.until(/pid=(\d+);/);
    const firstOutputMs = player.age;
    try {
      return await measure.take(player, firstOutputMs);
    } finally {
      await endSession(Number(pid), socket);
    }
  } finally {
    player.close();
  }
}

/** The figures of each peer, a round after the other. */
async function measureAll(
  measure: Measure,
  all: readonly Peer[],
  rounds: number,
  folder: string,
): Promise<number[][]> {
  const program = path.join(folder, 'program');
  fs.writeFileSync(program, `#!/bin/sh\n${measure.script(folder)}\n`, { mode: 0o755 });
  const figures = all.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, peer] of all.entries()) {
      figures[index]?.push(await run(measure, peer, program, path.join(folder, 'socket')));
    }
  }
  return figures;
}

async function main(args: readonly string[]): Promise<void> {
  const rounds = readRounds(args);
  const all = peers();
  const cpus = os.cpus();
  console.log(`Node ${process.version}, ${cpus.length} x ${cpus[0]?.model ?? 'CPU'}, rounds: ${rounds}`);
  if (!all.some(({ name }) => name === DTACH)) {
    console.log('dtach is not installed (apt-get install dtach): measured without it');
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdetach-bench-'));
  try {
    fs.writeFileSync(textFile(folder), LINE.repeat(Math.ceil(TEXT_BYTES / LINE.length)).slice(0, TEXT_BYTES));
    for (const measure of MEASURES) {
      const figures = await measureAll(measure, all, rounds, folder);
      const rows = all.map(({ name }, index) => ({ name, figures: figures[index] ?? [] }));
      const title = `${measure.name} (${measure.unit})`;
      console.log(`\n${table(title, rows, [NOTHING, DTACH]).join('\n')}`);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

// npm run bench [-- -n ROUNDS] [NAME...]: throughput, key echo, start and memory, of no program between, dtach, tmux and
// tdetach, in turn, round by round; only the measures in whose names one of the NAMEs is, if any are given. Invariant: a run leaves nothing behind that could disturb the next: no session, no file.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeFloods } from './floods.ts';
import { MEASURES } from './measures.ts';
import type { Measure } from './measures.ts';
import { missing, peers } from './peers.ts';
import type { Peer } from './peers.ts';
import { Player, kill } from './player.ts';
import { table } from './table.ts';

const DEFAULT_ROUNDS = 5;

interface Order {
  readonly rounds: number;
  readonly measures: readonly Measure[];
}

/** @throws Error for anything that is no number of rounds, and no part of a measure's name */
function readOrder(args: readonly string[]): Order {
  const given = args[0] === '-n';
  const rounds = given ? Number(args[1]) : DEFAULT_ROUNDS;
  const names = given ? args.slice(2) : args;
  const measures = MEASURES.filter(
    ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  if (Number.isInteger(rounds) && rounds > 0 && measures.length > 0) return { rounds, measures };
  const all = MEASURES.map(({ name }) => JSON.stringify(name)).join(', ');
  const usage = `npm run bench [-- [-n ROUNDS] [NAME...]], with parts of the names ${all}`;
  throw new Error(`usage: ${usage}; not ${JSON.stringify(args.join(' '))}`);
}

/** One figure of one peer. */
async function run(measure: Measure, peer: Peer, program: string, socket: string): Promise<number> {
  const { PATH = '', HOME = '' } = process.env;
  const player = new Player(peer.command(socket, program), { PATH, HOME, TERM: 'xterm-256color' });
  try {
    const [, found] = await player.until(/pid=(\d+);/);
    const firstOutputMs = player.age;
    const pid = Number(found);
    try {
      return await measure.take({ player, peer: peer.name, pid, firstOutputMs });
    } finally {
      kill(pid);
      await player.ended;
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
      figures[index]?.push(await run(measure, peer, program, path.join(folder, `s${round}-${index}`)));
    }
  }
  return figures;
}

async function main(args: readonly string[]): Promise<void> {
  const { rounds, measures } = readOrder(args);
  const cpus = os.cpus();
  console.log(`Node ${process.version}, ${cpus.length} x ${cpus[0]?.model ?? 'CPU'}, rounds: ${rounds}`);
  for (const name of missing()) {
    console.log(`${name} is not installed (apt-get install ${name}): measured without it`);
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdetach-bench-'));
  try {
    makeFloods(folder);
    for (const measure of measures) {
      const all = peers(measure.peers);
      const figures = await measureAll(measure, all, rounds, folder);
      const rows = all.map(({ name }, index) => ({ name, figures: figures[index] ?? [] }));
      console.log(`\n${table(`${measure.name} (${measure.unit})`, rows, measure.bases).join('\n')}`);
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

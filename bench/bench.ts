// npm run bench [-- -n ROUNDS]: throughput, key echo and start, of no program between, dtach and tdetach, in
// turn, round by round; prints medians, and the median of each round's ratio.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Player } from './player.ts';

const EXECUTABLE = fileURLToPath(new URL('../bin/tdetach.js', import.meta.url));
const TEXT_BYTES = 64 * 1024 * 1024;
const KEYS = 600;

interface Peer {
  readonly name: string;
  readonly command: (socket: string, program: string) => readonly string[];
}

interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly script: (folder: string) => string;
  readonly run: (player: Player) => Promise<number>;
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

/** Time for what the program has still to do once it has said that it is ready. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

// The marks are written so that the echo of the script's own text is not taken for them.
const MEASURES: readonly Measure[] = [
  {
    name: 'text of 64 MiB',
    unit: 'MiB/s',
    script: (folder) => `printf REA''DY; read x; cat ${folder}/text; echo DONE''MARK; sleep 0.2`,
    run: async (player) => {
      await player.until('READY');
      await settle();
      const started = player.age;
      player.type('go\r');
      const bytes = await player.until('DONEMARK');
      return bytes / 1024 / 1024 / ((player.age - started) / 1000);
    },
  },
  {
    name: 'key to its echo, p50',
    unit: 'us',
    script: () => `stty raw -echo; printf REA''DY; exec dd bs=1 count=${KEYS} 2>/dev/null`,
    run: async (player) => {
      await player.until('READY');
      await settle();
      return median(await player.echoes(KEYS));
    },
  },
  {
    name: 'create to first output',
    unit: 'ms',
    script: () => `printf FIR''ST; sleep 0.2`,
    run: async (player) => {
      await player.until('FIRST');
      return player.age;
    },
  },
];

function peers(): Peer[] {
  const all: Peer[] = [{ name: 'nothing between', command: (_, program) => [program] }];
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .some((folder) => fs.existsSync(path.join(folder, 'dtach')));
  if (found) all.push({ name: 'dtach', command: (socket, program) => ['dtach', '-c', socket, program] });
  else console.log('dtach is not installed (apt-get install dtach): measured without it\n');
  all.push({
    name: 'tdetach',
    command: (socket, program) => [process.execPath, EXECUTABLE, '-c', socket, program],
  });
  return all;
}

async function measureAll(
  measure: Measure,
  all: readonly Peer[],
  rounds: number,
  folder: string,
): Promise<number[][]> {
  const program = path.join(folder, 'program');
  fs.writeFileSync(program, `#!/bin/sh\n${measure.script(folder)}\n`, { mode: 0o755 });
  const figures = all.map((): number[] => []);
  const { PATH = '', HOME = '' } = process.env;
  for (let round = 0; round < rounds; round++) {
    for (const [index, peer] of all.entries()) {
      const socket = path.join(folder, `${MEASURES.indexOf(measure)}-${round}-${index}`);
      const player = new Player(peer.command(socket, program), { PATH, HOME, TERM: 'xterm-256color' });
      figures[index]?.push(await measure.run(player));
      player.end();
    }
  }
  return figures;
}

function table(measure: Measure, all: readonly Peer[], figures: readonly number[][]): void {
  console.log(`${measure.name} (${measure.unit})`);
  for (const [index, { name }] of all.entries()) {
    const own = figures[index] ?? [];
    const ratios = all.slice(0, index).map((other, at) => {
      const ratio = median(own.map((value, round) => value / (figures[at]?.[round] ?? NaN)));
      return `${ratio.toFixed(2)} of ${other.name}`;
    });
    const spread = `${Math.min(...own).toFixed(1)} to ${Math.max(...own).toFixed(1)}`;
    console.log(
      `  ${name.padEnd(16)}${median(own).toFixed(1).padStart(8)}   (${spread})   ${ratios.join(', ')}`,
    );
  }
  console.log();
}

const option = process.argv.indexOf('-n');
const rounds = option < 0 ? 5 : Number(process.argv[option + 1]);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`bench: -n takes a number of rounds, not ${JSON.stringify(process.argv[option + 1])}`);
  process.exit(2);
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdbench-'));
try {
  const line = `${'0123456789abcdef'.repeat(5).slice(0, 76)}\n`;
  fs.writeFileSync(path.join(folder, 'text'), line.repeat(Math.ceil(TEXT_BYTES / line.length)));
  console.log(
    `Node ${process.version}, ${os.cpus().length} x ${os.cpus()[0]?.model ?? '?'}, median of ${rounds} rounds\n`,
  );
  const all = peers();
  for (const measure of MEASURES) table(measure, all, await measureAll(measure, all, rounds, folder));
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit();

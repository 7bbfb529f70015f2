// The measures: for each the program that runs and what is taken of it. The first thing that a program prints is
// `pid=NUMBER;`, so that whatever becomes of its session, it can be ended.
import { FLOOD_BYTES, FRAME_BYTES, redrawsFile, textFile } from './floods.ts';
import { hostOf, privateMemory } from './memory.ts';
import { BARE_NODE, DTACH, NOTHING, TDETACH, TMUX } from './peers.ts';
import type { Player } from './player.ts';

/** Keys of which the median time to the echo is taken. */
const KEYS = 600;

/** Comes after the program's first words, for what it and those between have still to do before they rest. */
const REST_MS = 300;

const MS_PER_S = 1000;
const BYTES_PER_MIB = 1024 * 1024;

export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** Names of the peers that it is taken of. */
  readonly peers: readonly string[];
  /** Names of peers that the others are set in relation to. */
  readonly bases: readonly string[];
  /** The program, as a script of the shell. */
  readonly script: (folder: string) => string;
  /** Takes one figure of a program that has just said its first words. */
  readonly take: (run: Run) => Promise<number>;
}

export interface Run {
  readonly player: Player;
  readonly peer: string;
  /** The program's process id. */
  readonly pid: number;
  readonly firstOutputMs: number;
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1] ?? NaN;
  const high = sorted[sorted.length >> 1] ?? NaN;
  return (low + high) / 2;
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, REST_MS));

/** A program that shows a file once a key is pressed. */
const showing = (file: string): string =>
  `printf 'pid=%d;' $$\nread key\ncat '${file}'\nprintf '\\033[mend=%d;' 0\nread key`;

/** MiB/s from the key to the end of what is shown. */
async function rate({ player }: Run): Promise<number> {
  await rest();
  const started = player.age;
  const shown = player.until(/end=0;/);
  player.type('\r');
  await shown;
  return FLOOD_BYTES / BYTES_PER_MIB / ((player.age - started) / MS_PER_S);
}

/** Median time to the echo, once the program has gone on at a first key. */
async function echo({ player }: Run): Promise<number> {
  player.type('\r');
  await rest();
  return median(await player.echoes(KEYS));
}

const ALL = [NOTHING, DTACH, TDETACH];
const BASES = [NOTHING, DTACH];
const ECHO = `stty raw -echo\nprintf 'pid=%d;' $$\nhead -c 1 >/dev/null\n`;

export const MEASURES: readonly Measure[] = [
  {
    name: '64 MiB of text',
    unit: 'MiB/s',
    peers: ALL,
    bases: BASES,
    script: (folder) => showing(textFile(folder)),
    take: rate,
  },
  {
    name: '64 MiB of redraws',
    unit: 'MiB/s',
    peers: [NOTHING, DTACH, TMUX, TDETACH],
    bases: [DTACH, TMUX],
    script: (folder) => showing(redrawsFile(folder)),
    take: rate,
  },
  {
    name: 'a key to its echo, p50',
    unit: 'us',
    peers: ALL,
    bases: BASES,
    script: () => `${ECHO}exec cat`,
    take: echo,
  },
  {
    name: 'its echo, 60 redraws a second',
    unit: 'us',
    peers: ALL,
    bases: BASES,
    script: (folder) =>
      `${ECHO}while head -c ${FRAME_BYTES} '${redrawsFile(folder)}'; do sleep 0.016; done <&- &\nexec cat`,
    take: echo,
  },
  {
    name: 'its echo, redraws without end',
    unit: 'us',
    peers: ALL,
    bases: BASES,
    script: (folder) => `${ECHO}while cat '${redrawsFile(folder)}'; do :; done <&- &\nexec cat`,
    take: echo,
  },
  {
    name: 'create to first output',
    unit: 'ms',
    peers: ALL,
    bases: BASES,
    script: () => `printf 'pid=%d;' $$\nexec sleep 60`,
    take: ({ firstOutputMs }) => Promise.resolve(firstOutputMs),
  },
  {
    name: 'private memory, idle',
    unit: 'MiB',
    peers: [BARE_NODE, TDETACH],
    bases: [BARE_NODE],
    script: () =>
      `printf 'pid=%d;' $$\nread key\nfor line in $(seq 1000); do printf '%080d' $line; done\nprintf 'end=0;'\nexec sleep 60`,
    take: async ({ player, peer, pid }) => {
      player.type('\r');
      if (peer !== BARE_NODE) await player.until(/end=0;/);
      await rest();
      return privateMemory(peer === BARE_NODE ? pid : hostOf(pid)) / BYTES_PER_MIB;
    },
  },
];

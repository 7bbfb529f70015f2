// The three measures: for each the program that runs and what is timed of it. The first thing that a program
// prints is `pid=NUMBER;`, so that whatever becomes of its session, it can be ended.
import path from 'node:path';
import type { Player } from './player.ts';

/** Size of the text whose throughput is measured. */
export const TEXT_BYTES = 64 * 1024 * 1024;

/** Keys of which the median time to the echo is taken. */
const KEYS = 600;

/** Comes after the program's first words, for what it and those between have still to do before they rest. */
const REST_MS = 300;

const MS_PER_S = 1000;
const BYTES_PER_MIB = 1024 * 1024;

export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** The program, as a script of the shell. */
  readonly script: (folder: string) => string;
  /** Takes one figure of a program that has just said its first words. */
  readonly take: (player: Player, firstOutputMs: number) => Promise<number>;
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1] ?? NaN;
  const high = sorted[sorted.length >> 1] ?? NaN;
  return (low + high) / 2;
}

/** The path of the text that the first measure shows. */
export const textFile = (folder: string): string => path.join(folder, 'text');

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, REST_MS));

export const MEASURES: readonly Measure[] = [
  {
    name: '64 MiB of text',
    unit: 'MiB/s',
    script: (folder) => `printf 'pid=%d;' $$\nread key\ncat '${textFile(folder)}'\nprintf 'end=%d;' 0`,
    take: async (player) => {
      await rest();
      const started = player.age;
      const shown = player.until(/end=0;/);
      player.type('\r');
      await shown;
      return TEXT_BYTES / BYTES_PER_MIB / ((player.age - started) / MS_PER_S);
    },
  },
  {
    name: 'a key to its echo, p50',
    unit: 'us',
    script: () => `stty raw -echo\nprintf 'pid=%d;' $$\nexec cat`,
    take: async (player) => {
      await rest();
      return median(await player.echoes(KEYS));
    },
  },
  {
    name: 'create to first output',
    unit: 'ms',
    script: () => `printf 'pid=%d;' $$\nexec sleep 60`,
    take: (_, firstOutputMs) => Promise.resolve(firstOutputMs),
  },
];

// Measures of a running session: how fast its output gets through, and how soon what is typed is
// shown.
import { FLOOD_BYTES, FRAME_BYTES, redrawsFile, textFile } from './floods.ts';
import type { Figures, Measure } from './measure.ts';
import { median } from './median.ts';
import { DTACH, NOTHING, TDETACH, TMUX } from './peers.ts';
import { TELL_PID, pause } from './stage.ts';
import type { Run } from './stage.ts';

/** The number of keys whose median time to the echo is taken. */
const KEYS = 600;

const MS_PER_S = 1000;
const BYTES_PER_MIB = 1024 * 1024;

/** A program that shows a file once a key is pressed. */
export const showing = (file: string): string =>
  `${TELL_PID}\nread key\ncat '${file}'\nprintf '\\033[mend=%d;' 0\nread key`;

/** Makes the program show its file, and returns the time that took, in ms. */
export async function show({ player }: Run): Promise<number> {
  const started = player.age;
  const shown = player.until(/end=0;/);
  player.type('\r');
  await shown;
  return player.age - started;
}

async function rate(run: Run): Promise<Figures> {
  await pause();
  return { '': FLOOD_BYTES / BYTES_PER_MIB / ((await show(run)) / MS_PER_S) };
}

/** The median time to the echo. The first key makes the program go on. */
async function echo({ player }: Run): Promise<Figures> {
  player.type('\r');
  await pause();
  return { '': median(await player.echoes(KEYS)) };
}

const ALL = [NOTHING, DTACH, TDETACH];
const BASES = [{ peer: NOTHING }, { peer: DTACH }];
const ECHO = `stty raw -echo\n${TELL_PID}\nhead -c 1 >/dev/null\n`;

/** @param folder the folder with the floods */
export const speed = (folder: string): readonly Measure[] => [
  {
    name: '64 MiB of text',
    unit: 'MiB/s',
    says: 'From the key that starts it to its end in a terminal of 80 x 24.',
    peers: ALL,
    bases: BASES,
    take: (stage) => stage.run(showing(textFile(folder)), rate),
  },
  {
    name: '64 MiB of redraws',
    unit: 'MiB/s',
    says: 'The same with full screens in 256 colours; dtach keeps no screen, tmux and tdetach do.',
    peers: [NOTHING, DTACH, TMUX, TDETACH],
    bases: [{ peer: DTACH }, { peer: TMUX }],
    take: (stage) => stage.run(showing(redrawsFile(folder)), rate),
  },
  {
    name: 'a key to its echo, p50',
    unit: 'us',
    says: `Median of ${KEYS} keys, each typed 1 ms after the echo of the one before, to \`cat\` in raw mode.`,
    peers: ALL,
    bases: BASES,
    take: (stage) => stage.run(`${ECHO}exec cat`, echo),
  },
  {
    name: 'its echo, 60 redraws a second',
    unit: 'us',
    says: 'The same while a program draws the whole screen 60 times a second.',
    peers: ALL,
    bases: BASES,
    take: (stage) =>
      stage.run(
        `${ECHO}while head -c ${FRAME_BYTES} '${redrawsFile(folder)}'; do sleep 0.016; done <&- &\nexec cat`,
        echo,
      ),
  },
  {
    name: 'its echo, redraws without end',
    unit: 'us',
    says: 'The same while a program draws the whole screen as fast as it can.',
    peers: ALL,
    bases: BASES,
    take: (stage) => stage.run(`${ECHO}while cat '${redrawsFile(folder)}'; do :; done <&- &\nexec cat`, echo),
  },
];

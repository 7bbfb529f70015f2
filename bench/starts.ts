// Measures of starts, each with a Node that does nothing for comparison. The player starts all
// processes in the same way, in a terminal of their own.
import { HISTORY_LINES } from '../src/base/limits/limits.ts';
import { frame } from './floods.ts';
import type { Figures, Measure } from './measure.ts';
import { ABDUCO, BOOT, DTACH, NOTHING, TDETACH, TMUX } from './peers.ts';
import type { Command, Place } from './peers.ts';
import { IDLE, TELL_PID, needed } from './stage.ts';
import type { Stage } from './stage.ts';

/**
 * Rounds of starts: a start is short, and differs more from one round to the next than long
 * measures.
 */
export const ROUNDS_OF_STARTS = 20;

/** The last text on a screen. */
const LAST = 'end=0;';

/** Prints lines of 80 columns, for the history. */
export const lines = (count: number): string => `for line in $(seq ${count}); do printf '%080d' $line; done`;

/**
 * Draws a full screen in colours, and draws it again when the size changes, because not every peer
 * keeps a screen.
 */
const DRAW = [
  `screen='${frame(1)}\x1b[m\x1b[24;70H${LAST}'`,
  `draw() { printf %s "$screen"; }`,
  `trap draw WINCH`,
  `draw`,
  `while :; do read key; done`,
].join('\n');

/**
 * Runs a command.
 * @param shown the text that is waited for; if left out, the end of the command
 * @returns ms from just before its start
 */
async function timed(stage: Stage, command: Command, shown?: RegExp): Promise<Figures> {
  const player = stage.terminal(command);
  try {
    if (shown) await player.until(shown);
    const status = shown ? 0 : await player.ended;
    const { age } = player;
    if (status !== 0) throw new Error(`${command.join(' ')}: it ended with ${status}`);
    return { '': age };
  } finally {
    player.close();
    await player.ended;
  }
}

/** The session that is measured; nowhere for a peer that has none. */
const placeOf = (stage: Stage): Place => stage.sessions[0] ?? { folder: stage.folder, name: '' };

function attach(stage: Stage): Promise<Figures> {
  const place = placeOf(stage);
  const command = needed(stage.peer, 'attach', stage.peer.attach)(place);
  return timed(stage, command, stage.peer.name === BOOT ? undefined : new RegExp(LAST));
}

/** The time to the program's first output. */
function create(stage: Stage): Promise<Figures> {
  const { peer, folder } = stage;
  if (peer.name === BOOT) return timed(stage, peer.create({ folder, name: '' }, ''));
  return stage.run(`${TELL_PID}\n${IDLE}`, ({ firstOutputMs }) => ({ '': firstOutputMs }));
}

export const list = (stage: Stage): Promise<Figures> =>
  timed(stage, needed(stage.peer, 'list', stage.peer.list)(stage.folder));

const step = (stage: Stage): Promise<Figures> =>
  timed(stage, needed(stage.peer, 'step', stage.peer.step)(placeOf(stage)));

const version = (stage: Stage): Promise<Figures> =>
  timed(stage, needed(stage.peer, 'version', stage.peer.version)());

/**
 * Prepares a measure: makes a session, waits until it is at rest, and takes a first start that does
 * not count, because disks and caches are cold.
 */
const beside =
  (take: Measure['take'], script?: string) =>
  async (stage: Stage): Promise<void> => {
    if (script !== undefined && stage.peer.detached) {
      await stage.session(script);
      await stage.rest();
    }
    await take(stage);
  };

const ALL = [BOOT, DTACH, ABDUCO, TMUX, TDETACH];
const COMMON = {
  unit: 'ms',
  bases: [BOOT, DTACH, TMUX].map((peer) => ({ peer })),
  rounds: ROUNDS_OF_STARTS,
};

export const STARTS: readonly Measure[] = [
  {
    ...COMMON,
    name: 'attach to a full screen',
    says:
      'From the start of the client to the last character of a screen of 80 x 24 in colours, of a session that was at rest. ' +
      'dtach and abduco keep no screen: the program draws it for them.',
    peers: ALL,
    prepare: beside(attach, DRAW),
    take: attach,
  },
  {
    ...COMMON,
    name: 'attach to 1,000 lines and a full screen',
    says: 'The same with as many lines above the screen as tdetach shows by itself; the others show none.',
    peers: ALL,
    prepare: beside(attach, `${lines(HISTORY_LINES)}\n${DRAW}`),
    take: attach,
  },
  {
    ...COMMON,
    name: 'create to first output',
    says: 'From the start of the client, which attaches too, to the first bytes of a script of the shell.',
    peers: [BOOT, NOTHING, DTACH, ABDUCO, TMUX, TDETACH],
    prepare: beside(create),
    take: create,
  },
  {
    ...COMMON,
    name: 'list of one session',
    says: 'The whole process, to its end.',
    peers: [BOOT, ABDUCO, TMUX, TDETACH],
    prepare: beside(list, IDLE),
    take: list,
  },
  {
    ...COMMON,
    name: 'a step',
    says:
      'The whole process of `tdetach send … --enter --wait-text … --screen`, to its end, of a session whose program answers ' +
      'each line at once.',
    peers: [BOOT, TDETACH],
    prepare: beside(step, 'while read -r line; do echo "<$line>"; done'),
    take: step,
  },
  {
    ...COMMON,
    name: 'version',
    says: 'The whole process of `tdetach --version`, and of what is the same for others, to its end.',
    peers: ALL,
    prepare: beside(version),
    take: version,
  },
];

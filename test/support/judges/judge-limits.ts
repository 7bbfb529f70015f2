// Differences between judges and the screen model: what their streams leave out, with the reason
// and an example. A test fails if an example becomes equal.
import type { Without } from './streams.ts';

export interface Limit {
  readonly without: readonly Without[];
  /**
   * Indices of streams that have the difference by chance, if the kinds of their tokens are not
   * enough for it.
   */
  readonly streams?: readonly number[];
  readonly reason: string;
  /**
   * Output on a screen of 24 columns and 7 rows that an attach changes. There is none if the engine
   * itself fails.
   */
  readonly example?: string;
  /** What comes after the attach. */
  readonly after?: string;
}

const WITH_MARGINS = ['back', 'tab', 'wide', 'mark', 'emoji', 'cluster'] as const;

/** 24 columns. */
const FULL_LINE = 'abcdefghijabcdefghijabcd';

/** Without autowrap a wide character is cut at the last column, and half of one is not restored. */
const HALF: Limit = {
  without: [
    ['wrapping', 'wide'],
    ['wrapping', 'emoji'],
    ['wrapping', 'cluster'],
  ],
  reason: 'half of a wide character is kept where the second one was overwritten without autowrap',
  example: '\x1b[?7l\x1b[1;19H日本語ab\b',
};

const ALTERNATE_COLOUR: Limit = {
  without: [
    ['background', 'alternate'],
    ['background', 'old alternate'],
  ],
  reason: 'the alternate screen is not erased in the colour of the background, as in xterm',
  example: '\x1b[41m\x1b[?1049h',
};

export const GHOSTTY: readonly Limit[] = [
  ALTERNATE_COLOUR,
  {
    without: [['soft reset']],
    reason: 'DECSTR is not known',
    example: '\x1b[3;7r\x1b[!p你好\x1b[L',
  },
  {
    without: [['reset']],
    reason: 'RIS breaks the memory of the engine',
  },
  {
    without: WITH_MARGINS.map((kind) => ['margins', kind] as const),
    reason: 'BS leaves the left margin, and a wide character at a margin is cut in another way',
    example: '\x1b[?69h\x1b[3;13sx1\b \b',
  },
  {
    without: [['old alternate']],
    reason: 'mode 47 shows the alternate screen as it was left',
    example: '\x1b[?47hx\x1b[?47l\x1b[?47h',
  },
  {
    without: [['margins', 'step']],
    reason: 'CUB goes on to the left of the margin',
    example: '\x1b[?69h\x1b[2;21s\x1b[19G\r\n\x1b[D',
  },
  {
    without: [['wrapping', 'erase']],
    reason: 'ED after text that was cut at the last column erases another cell',
    example: '\x1b[?7labcdefghijabcdefghijlk jm\x1b[J',
  },
  {
    without: [['region', 'alternate']],
    reason: 'both screens have one scroll region, and in xterm.js each has its own',
    example: '\x1b[3;6r\x1b[?1049h█▓\x1b[T',
  },
  {
    without: [
      ['origin', 'column'],
      ['origin', 'relative'],
    ],
    reason: 'HPA counts rows from the margin a second time in origin mode',
    example: '\x1b[3;7r\x1b[?6h\x1b[7`',
  },
  {
    without: [],
    streams: [1340],
    reason: 'ED and EL with a wrap pending erase the last column and end it, and in xterm.js they do not',
    example: `${FULL_LINE}\x1b[1Jx`,
  },
  {
    without: [],
    streams: [1363, 1733],
    reason: "the free column before a wide character keeps that one's attributes, seen once its row moves",
    example: '\x1b[24G\x1b[4m日\x1b[m\x1b[H\x1b[L',
  },
  {
    without: [],
    streams: [1865],
    reason: 'TBC without a parameter is not known',
    example: '\t\x1b[g\r\t',
  },
];

export const XTERM_JS: readonly Limit[] = [
  HALF,
  {
    without: [['soft reset']],
    reason: 'DECSTR resets bracketed paste and the reports of focus, too',
    example: '\x1b[?2004h\x1b[!p',
  },
  {
    without: [['erase']],
    reason: 'ED 1 in the last column of the last row throws an exception',
    example: '\x1b[7;40H\x1b[1J',
  },
  {
    without: [['erase all', 'save']],
    reason: 'the saved row counts from the history, which ED 3 erases',
    example: '',
    after: '\x1b[3J\x1b8',
  },
  {
    without: [['margins']],
    reason: 'left and right margins are not known',
    example: 'AAABBB\r\nAAABBB\x1b[?69h\x1b[4;6s\x1b[S',
  },
  {
    without: [['emoji'], ['cluster']],
    reason: 'the add-on gives most emoji beyond the BMP one column',
    example: '🔥\x1b[2K',
  },
  {
    without: [['origin']],
    reason: 'DECRC does not bring back origin mode, and CHA counts rows from the margin a second time',
    example: '\x1b[?6h\x1b[?1049l',
  },
  {
    without: [['scroll down']],
    reason: 'lines that scroll in at the top have the default colour',
    example: '\x1b[41m\x1b[T',
  },
  {
    without: [['line feed mode', 'reset']],
    reason: 'RIS leaves the line feed mode set',
    example: '\x1b[20h\x1bc',
    after: 'a\nb',
  },
  {
    without: [],
    streams: [908],
    reason: 'the saved row counts from the history, and goes up as lines scroll off',
    example: '\x1b[4H\x1b7\x1b[7H\n\n\x1b8',
  },
  {
    without: [],
    streams: [1313],
    reason: 'DECRC does not bring back that a wrap is pending',
    example: `${FULL_LINE}\x1b7\x1b[H\x1b8x`,
  },
];

// Output as programs write it, generated from a seed: the same streams each time, whatever the
// version of a library.
import type { Visit } from './judge.ts';

/** One control function or piece of text, and its kind. */
export interface Token {
  readonly kind: Kind;
  readonly text: string;
}

export interface Stream {
  readonly cols: number;
  readonly rows: number;
  readonly tokens: readonly Token[];
  /** A terminal attaches before this token. */
  readonly cut: number;
}

/** A source of numbers from 0 to less than a bound (Marsaglia's xorshift of 32 bits). */
function numbersFrom(seed: number): (bound: number) => number {
  let state = seed | 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

type Numbers = (bound: number) => number;
type Make = readonly string[] | ((number: Numbers) => string);

const SGR = '0 1 2 3 4 5 7 8 9 21 22 24 27 31 34 92 39 53 4:3 4:0 38;5;200 38:2::9:8:7 1;35'.split(' ');
const BACKGROUNDS = '41 44 103 49 48;5;17 48;2;1;2;3 1;35;46 49 49'.split(' ');
const FAMILY = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';

/** Tokens by kind, with the frequency of the kind. */
const KINDS = {
  word: [14, ['a', 'word', 'more text', ' ', 'x1', '~', 'The end.', 'qqqq', 'lk jm', '-----', 'é', 'ß']],
  'long word': [2, (number) => 'abcdefghij'.repeat(1 + number(6))],
  box: [2, ['│', '─┬─', '█▓', '├── ', '•']],
  wide: [5, ['日', '日本語', '가나', '你好，', 'ｱﾊ', '日'.repeat(14)]],
  mark: [2, ['e\u0301', 'n\u0303o', 'a\u0308\u0304', 'שָׁ', 'مَ', 'ก็', 'நீ'.slice(0, 1), '日\u3099']],
  emoji: [3, ['✅', '🚀 ', '⏳x', '😀😀', '❌', '🔥']],
  cluster: [2, ['👍🏽', FAMILY, '🇩🇪', '\u26a0\ufe0f', '❤\ufe0f ', '1\ufe0f\u20e3', '🏴\u{e0067}\u{e007f}']],
  line: [8, ['\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n\r\n', '\x1bE', '\x0b']],
  back: [2, ['\b', '\b\b', 'ab\b', '\b \b']],
  tab: [3, ['\t', '\t\t', 'x\ty', '\x1b[2I', '\x1b[Z']],
  'tab stops': [1, ['\x1bH', '\x1b[g', '\x1b[3g']],
  move: [6, (number) => `\x1b[${number(12)};${number(44)}H`],
  step: [4, (number) => `\x1b[${number(5) || ''}${'ABCDEF'[number(6)] ?? ''}`],
  column: [3, (number) => `\x1b[${number(30)}${'Gd`'[number(3)] ?? ''}`],
  relative: [1, (number) => `\x1b[${1 + number(4)}${'ae'[number(2)] ?? ''}`],
  erase: [4, ['\x1b[K', '\x1b[1K', '\x1b[2K', '\x1b[J', '\x1b[1J', '\x1b[3X', '\x1b[X', '\x1b[40X']],
  'erase all': [1, ['\x1b[2J', '\x1b[H\x1b[2J', '\x1b[H\x1b[J', '\x1b[3J']],
  edit: [5, (number) => `\x1b[${number(4) || ''}${'@PLM'[number(4)] ?? ''}`],
  scroll: [2, (number) => ['\x1bM', '\x1bD', `\x1b[${1 + number(3)}S`][number(3)] ?? ''],
  'scroll down': [1, (number) => `\x1b[${1 + number(3)}T`],
  region: [2, (number) => `\x1b[${1 + number(4)};${4 + number(5)}r`],
  'no region': [1, ['\x1b[r']],
  margins: [2, (number) => `\x1b[?69h\x1b[${1 + number(8)};${12 + number(12)}s`],
  'no margins': [1, ['\x1b[?69l']],
  origin: [1, ['\x1b[?6h', '\x1b[?6l', '\x1b[?6l']],
  style: [10, (number) => `\x1b[${SGR[number(SGR.length)] ?? ''}m`],
  background: [3, (number) => `\x1b[${BACKGROUNDS[number(BACKGROUNDS.length)] ?? ''}m`],
  plain: [4, ['\x1b[m']],
  'line drawing': [1, ['\x1b(0', '\x1b)0\x0e', '\x0e', '\x0f', '\x1b(B', '\x1b(B\x0f', '\x1b(B']],
  alternate: [1, ['\x1b[?1049h', '\x1b[?1049l', '\x1b[?1049h\x1b[H', '\x1b[?1049l']],
  'old alternate': [1, ['\x1b[?1047h', '\x1b[?1047l', '\x1b[?47h', '\x1b[?47l']],
  save: [2, ['\x1b7', '\x1b8', '\x1b7\x1b[H', '\x1b[s', '\x1b[u']],
  insert: [1, ['\x1b[4h', '\x1b[4l', '\x1b[4l']],
  wrapping: [1, ['\x1b[?7l', '\x1b[?7h', '\x1b[?7h']],
  'line feed mode': [1, ['\x1b[20h', '\x1b[20l']],
  input: [
    3,
    [
      '\x1b[?1h',
      '\x1b=',
      '\x1b[?2004h',
      '\x1b[?1000h\x1b[?1006h',
      '\x1b[?1003h',
      '\x1b[?1003l',
      '\x1b[?1004h',
    ],
  ],
  cursor: [1, ['\x1b[?25l', '\x1b[?25h', '\x1b[5 q', '\x1b[2 q']],
  repeat: [1, (number) => `z\x1b[${1 + number(6)}b`],
  clusters: [1, ['\x1b[?2027h', '\x1b[?2027l']],
  'soft reset': [1, ['\x1b[!p']],
  reset: [0.5, ['\x1bc']],
  string: [
    1,
    ['\x1b]2;title\x07', '\x1b]8;;http://a/\x1b\\', '\x1b]8;;\x1b\\', '\x1bPzz\x1b\\', '\x1b_G\x1b\\'],
  ],
} as const satisfies Readonly<Record<string, readonly [number, Make]>>;

export type Kind = keyof typeof KINDS;

const WEIGHTED: readonly Kind[] = Object.entries(KINDS).flatMap(([kind, [weight]]) =>
  Array.from({ length: 2 * weight }, () => kind as Kind),
);

const ASCII = /^[\0-\x7f]*$/;

const SIZES = [
  [24, 7],
  [24, 7],
  [40, 10],
] as const;

function token(number: Numbers): Token {
  const kind = WEIGHTED[number(WEIGHTED.length)] ?? 'word';
  const make: Make = KINDS[kind][1];
  return { kind, text: typeof make === 'function' ? make(number) : (make[number(make.length)] ?? '') };
}

/**
 * Kinds that streams are made without: all tokens of a kind, or the second kind in streams that
 * contain the first.
 */
export type Without = readonly [Kind] | readonly [Kind, Kind];

function isLeftOut({ kind }: Token, kinds: ReadonlySet<Kind>, without: readonly Without[]): boolean {
  return without.some(([first, second]) => kind === (second ?? first) && kinds.has(first));
}

/**
 * Leaves out switches to the screen that is already shown: terminals differ in what these erase.
 */
function alternating(tokens: readonly Token[]): Token[] {
  let on = false;
  return tokens.filter(({ kind, text }) => {
    if (kind !== 'alternate' && kind !== 'old alternate') return true;
    const sets = text.includes('h');
    if (sets === on) return false;
    on = sets;
    return true;
  });
}

/** Makes streams; the stream of an index is the same whatever the count. */
export function streams(count: number, without: readonly Without[] = []): Stream[] {
  return Array.from({ length: count }, (_, index) => {
    const number = numbersFrom(0x9e3779b1 * (index + 1));
    for (let warm = 0; warm < 8; warm++) number(2);
    const [cols, rows] = SIZES[number(SIZES.length)] ?? SIZES[0];
    const all = Array.from({ length: 6 + number(50) }, () => token(number));
    const kinds = new Set(all.map(({ kind }) => kind));
    // Terminals differ in how letters beyond ASCII look in another character set.
    const ascii = kinds.has('line drawing');
    const left = all.filter((one) => !isLeftOut(one, kinds, without) && (!ascii || ASCII.test(one.text)));
    const tokens = alternating(left);
    return { cols, rows, tokens, cut: Math.ceil((tokens.length * (2 + number(3))) / 4) };
  });
}

export const outputOf = (tokens: readonly Token[]): Buffer =>
  Buffer.from(tokens.map(({ text }) => text).join(''));

/** A stream as a visit. */
export const visitOf = ({ cols, rows, tokens, cut }: Stream, name: string): Visit => ({
  ...{ name, cols, rows, before: outputOf(tokens.slice(0, cut)), after: outputOf(tokens.slice(cut)) },
});

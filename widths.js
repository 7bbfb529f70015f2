// node widths.js: writes src/screen/widths/width-table.ts anew, for a new version of Unicode.
// First, and not kept in package.json for its size: npm install --no-save @unicode/unicode-18.0.0
// (the version that VERSION names). Widths of 2 come from get-east-asian-width, which may be newer:
// its tests say where the two differ.
import fs from 'node:fs';
import { eastAsianWidth } from 'get-east-asian-width';

const VERSION = '18.0.0';
const END = 0x20000; // above there are only ideographs and tags: src/screen/widths/width-table.ts has them as rules
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/';

/** The code points that have a property, below END. */
async function having(property) {
  const { default: points } = await import(`@unicode/unicode-${VERSION}/${property}/code-points.mjs`);
  return new Set(points.filter((code) => code < END));
}

const [marks, enclosing, formats, lineSeparator, paragraphSeparator] = await Promise.all(
  ['Nonspacing_Mark', 'Enclosing_Mark', 'Format', 'Line_Separator', 'Paragraph_Separator'].map((name) =>
    having(`General_Category/${name}`),
  ),
);
const [ignorable, prepended, pictographic, emoji, modifiable, modifier] = await Promise.all(
  [
    'Default_Ignorable_Code_Point',
    'Prepended_Concatenation_Mark',
    'Extended_Pictographic',
    'Emoji',
    'Emoji_Modifier_Base',
    'Emoji_Modifier',
  ].map((name) => having(`Binary_Property/${name}`)),
);
/** In the order of the classes in src/screen/widths/width-table.ts; 0 is any other. */
const BREAKS = ['Control', 'Extend', 'ZWJ', 'Regional_Indicator', 'Prepend', 'SpacingMark', 'L', 'V', 'T'];
const breaks = await Promise.all(BREAKS.map((name) => having(`Grapheme_Cluster_Break/${name}`)));
const [LV, LVT] = [10, 11];
const [PICTOGRAPHIC, EMOJI, MODIFIABLE, MODIFIER] = [12, 13, 14, 15];

const SOFT_HYPHEN = 0xad;
const CHOSEONG_FILLER = 0x115f;
/** Hangul vowels and finals, which stand in the cell of the consonant before them. */
const isJamo = (code) => (code >= 0x1160 && code <= 0x11ff) || (code >= 0xd7b0 && code <= 0xd7fb);

function isZero(code) {
  if (code === SOFT_HYPHEN || code === CHOSEONG_FILLER || prepended.has(code)) return false;
  if (isJamo(code)) return breaks[7].has(code) || breaks[8].has(code);
  return [marks, enclosing, formats, lineSeparator, paragraphSeparator, ignorable].some((set) =>
    set.has(code),
  );
}

/** Flags are drawn from two letters, each as wide as an emoji. */
const isRegional = (code) => breaks[3].has(code);

const widthOf = (code) => (isZero(code) ? 0 : isRegional(code) ? 2 : eastAsianWidth(code));

function classOf(code) {
  if (code >= 0xac00 && code <= 0xd7a3) return LVT; // every 28th of them is LV
  if (modifier.has(code)) return MODIFIER;
  const at = breaks.findIndex((set) => set.has(code));
  if (at >= 0) return at + 1;
  if (modifiable.has(code)) return MODIFIABLE;
  if (pictographic.has(code)) return emoji.has(code) ? EMOJI : PICTOGRAPHIC;
  return 0;
}

/**
 * As in src/screen/widths/width-table.ts: the width in the lowest two bits, with 0 and 1 exchanged.
 */
const entry = (code) => (classOf(code) << 2) | [1, 0, 2][widthOf(code)];

/**
 * Runs of the same entry: each as its gap to the one before and its length, in base 36, and its
 * entry as a letter.
 */
const runs = [];
let last = 0;
for (let from = 0xa0; from < END;) {
  let to = from + 1;
  const value = entry(from);
  while (to < END && entry(to) === value) to++;
  if (value !== 0) {
    runs.push(`${(from - last).toString(36)},${(to - from).toString(36)}.${LETTERS[value]}`);
    last = to;
  }
  from = to;
}
const text = runs.join(' ');
const lines = text.match(/.{1,108}/g).map((line) => `  '${line}',`);

const FILE = 'src/screen/widths/width-table.ts';
const source = fs.readFileSync(FILE, 'utf8');
fs.writeFileSync(
  FILE,
  source
    .replace(/UNICODE_VERSION = '.*'/, `UNICODE_VERSION = '${VERSION}'`)
    .replace(/(const RUNS = \[\n)[^\]]*\]/, (_, head) => `${head}${lines.join('\n')}\n]`),
);

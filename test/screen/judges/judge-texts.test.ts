// Recorded output of programs, and text in twelve scripts, in terminals that share no code with the
// screen model: a terminal that attaches anywhere in it shows the same as one that was attached all
// along.
import fs from 'node:fs';
import t from 'tap';
import { GhosttyJudge } from '../../support/judges/judge-ghostty.ts';
import { TmuxJudge } from '../../support/judges/judge-tmux.ts';
import { XtermJudge } from '../../support/judges/judge-xterm.ts';
import { differences, explain } from '../../support/judges/judge.ts';
import type { Judge, Visit } from '../../support/judges/judge.ts';
import { installed } from '../../support/pane.ts';

const SIZE = { cols: 80, rows: 24 };
const RECORDINGS = new URL('../../../../test/fixtures/recordings/', import.meta.url);

/**
 * The number of places of a recording at which a terminal attaches, each before a control function.
 */
const PLACES = 12;

const recordings = fs.readdirSync(RECORDINGS).flatMap((file): Visit[] => {
  const output = fs.readFileSync(new URL(file, RECORDINGS));
  return Array.from({ length: PLACES }, (_, index) => {
    const place = output.indexOf('\x1b[', Math.floor((output.length * index) / PLACES) + 1);
    const [before, after] = [output.subarray(0, place), output.subarray(place)];
    return { ...SIZE, name: `${file} at ${place}`, before, after };
  });
});

const SCRIPTS: Readonly<Record<string, string>> = {
  'Latin with combining marks': 'e\u0301le\u0300ve n\u0303 o\u0302\u0301 x\u0332y\u0332',
  Greek: 'Καλημέρα κόσμε',
  Cyrillic: 'Съешь же ещё этих мягких',
  Hebrew: 'שָׁלוֹם עולם',
  Arabic: 'مَرحَبًا بالعالم',
  Devanagari: 'नमस्ते दुनिया क्षत्रिय',
  Thai: 'สวัสดีชาวโลก ภาษาไทย',
  Tamil: 'வணக்கம் உலகம்',
  'Hangul, whole and in parts': '안녕하세요 \u1112\u1161\u11ab\u1100\u1173\u11af',
  Han: '你好，世界 𠀀𪛖',
  Ethiopic: 'ሰላም ለዓለም',
  Khmer: 'សួស្តី​ពិភពលោក',
  emoji: '✅ ⏳ 😀 🫠 🛜 ⚠️ 👍🏽 👨‍👩‍👧 🇩🇪 1️⃣',
};

/** Each script has a line, one that wraps, and one in colour with the cursor in it. */
const scripts = Object.entries(SCRIPTS).map(([name, text]): Visit => {
  const many = Array.from({ length: 8 }, () => text).join(' | ');
  const lines = [text, `> ${many}`, `\x1b[32m${text}\x1b[0m|${text}`];
  return { ...SIZE, name, before: Buffer.from(lines.join('\r\n')), after: Buffer.from(` ${text}\r\n`) };
});

/**
 * The add-on to xterm.js counts other columns for these: one for most emoji, for Ext B, and for
 * U+200B.
 */
const NOT_BY_XTERM = ['emoji', 'Han', 'Khmer'];

/**
 * Ghostty leaves a character narrow that U+FE0F would make wide in the last column; the model moves
 * it to the next line.
 */
const WIDENED_AT_THE_EDGE: Visit = {
  ...SIZE,
  name: 'U+FE0F in the last column',
  before: Buffer.from(`${'x'.repeat(79)}\u26a0\ufe0f`),
  after: Buffer.from('y'),
};

async function equal(judge: Judge, visits: readonly Visit[]): Promise<void> {
  const differ = await differences(judge, visits);
  t.strictSame(differ.map(explain), [], `${judge.name}, ${visits.length} attaches`);
}

t.test('recorded programs look the same after an attach', async () => {
  await equal(new GhosttyJudge('points'), recordings);
  await equal(new XtermJudge(), recordings);
});

/** tmux takes a third of a second for a place, so that it is shown every fourth one. */
const FOR_TMUX = recordings.filter((_, index) => index % 4 === 2);

/** tmux uses left and right margins for its panes if the terminal has them, but has none itself. */
const NOT_BY_TMUX = 'tmux-inside.bin';

t.test(
  'recorded programs look the same after an attach in tmux',
  { skip: !installed('tmux') && 'no tmux' },
  async (t) => {
    const differ = await differences(new TmuxJudge(), FOR_TMUX);
    const unlisted = differ.filter(({ visit }) => !visit.name.startsWith(NOT_BY_TMUX));
    t.strictSame(unlisted.map(explain), [], `${FOR_TMUX.length} attaches`);
    t.not(differ.length, unlisted.length, 'what is listed differs');
  },
);

t.test('text in twelve scripts, and emoji, look the same after an attach', async () => {
  await equal(new GhosttyJudge('points'), scripts);
  await equal(new GhosttyJudge('clusters'), scripts);
  const [forXterm, without] = [true, false].map((counted) =>
    scripts.filter(({ name }) => NOT_BY_XTERM.includes(name) !== counted),
  );
  await equal(new XtermJudge(), forXterm ?? []);
  const differ = [
    ...(await differences(new XtermJudge(), without ?? [])),
    ...(await differences(new GhosttyJudge('clusters'), [WIDENED_AT_THE_EDGE])),
  ];
  const names = differ.map(({ visit }) => visit.name).sort();
  t.strictSame(names, [...NOT_BY_XTERM, WIDENED_AT_THE_EDGE.name].sort(), 'what is listed differs');
});

// Functions that come while a wrap is pending: each terminal has its own rules.
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';

const COLS = 20;
const FULL = 'A'.repeat(COLS);

/** The screen with its cursor, after a line was filled, this was printed, and a letter. */
function after(output: string, kind: string | undefined): { text: string[]; x: number; y: number } {
  const emulator = new Emulator(COLS, 4, 10);
  emulator.imitate(kind);
  emulator.write(Buffer.from(`${FULL}${output}x`));
  const { active } = emulator;
  const rows = [0, 1, 2].map((row) => active.lines.get(active.ybase + row));
  const text = rows.map((line) => {
    const codes = Array.from({ length: COLS }, (_, column) => (line?._data[column * 3] ?? 0) & 0x1fffff);
    return codes
      .map((code) => String.fromCodePoint(code || 0x20))
      .join('')
      .trimEnd();
  });
  return { text, x: active.x, y: active.y };
}

const ENDED = [`${'A'.repeat(COLS - 1)}x`, '', ''];
const PENDING = [FULL, 'x', ''];
const LAST_ERASED = ['A'.repeat(COLS - 1), 'x', ''];
const ERASED_ENDED = [`${' '.repeat(COLS - 1)}x`, '', ''];

t.test('erasing ends a pending wrap in some terminals, and others erase the last column', (t) => {
  for (const [output, kind, text] of [
    ['\x1b[K', 'xterm', ENDED],
    ['\x1b[J', 'xterm', ENDED],
    ['\x1b[X', 'xterm', ENDED],
    ['\x1b[3J', 'xterm', PENDING],
    ['\x1b[K', 'vte', PENDING],
    ['\x1b[1K', 'vte', ERASED_ENDED],
    ['\x1b[J', 'vte', ENDED],
    ['\x1b[1J', 'vte', ERASED_ENDED],
    ['\x1b[K', 'kitty', PENDING],
    ['\x1b[X', 'kitty', PENDING],
    ['\x1b[K', 'alacritty', LAST_ERASED],
    ['\x1b[X', 'alacritty', LAST_ERASED],
  ] as const) {
    t.strictSame(after(output, kind).text, text, `${kind} ${JSON.stringify(output)}`);
  }
  t.end();
});

t.test('inserting and deleting cells leave a pending wrap alone in kitty and alacritty', (t) => {
  for (const output of ['\x1b[@', '\x1b[P']) {
    t.strictSame(after(output, 'xterm').text, ENDED);
    t.strictSame(after(output, 'kitty').text, PENDING);
    t.strictSame(after(output, 'alacritty').text, LAST_ERASED);
  }
  t.end();
});

t.test('tabs at a pending wrap end it, or carry it out, or change nothing', (t) => {
  t.strictSame(after('\t', 'xterm').text, PENDING);
  t.strictSame(after('\t', 'kitty').text, ENDED);
  t.strictSame(after('\x1b[I', 'kitty').text, ENDED);
  t.strictSame(after('\ty\t', 'alacritty').text, [FULL, 'y       x', '']);
  for (const kind of ['vte', 'kitty']) t.equal(after('\x1b[Z', kind).text[0]?.indexOf('x'), 16, kind);
  for (const kind of ['xterm', 'alacritty'])
    t.equal(after('\x1b[?7l\x1b[Z', kind).text[0]?.indexOf('x'), 16, kind);
  t.equal(after('\x1b[?7l\t', 'alacritty').y, 0);
  t.end();
});

t.test('the cursor moves left by one column less in kitty', (t) => {
  t.strictSame(after('\b', 'kitty').text, ENDED);
  t.strictSame(after('\x1b[D', 'kitty').text, ENDED);
  t.equal(after('\x1b[3D', 'kitty').text[0]?.indexOf('x'), COLS - 3);
  t.equal(after('\b', 'xterm').text[0]?.indexOf('x'), COLS - 2);
  t.end();
});

t.test('a line feed leaves a wrap pending in alacritty, and in kitty ESC D if it scrolls', (t) => {
  for (const output of ['\n', '\x1bD']) {
    t.strictSame(after(output, 'alacritty').text, [FULL, '', 'x']);
    t.strictSame(after(output, 'kitty').text, [FULL, `${' '.repeat(COLS - 1)}x`, '']);
  }
  const scrolls = `\x1b[4;1H${FULL}\x1bD`;
  t.equal(after(scrolls, 'kitty').x, 1);
  t.equal(after(scrolls, 'xterm').x, COLS);
  t.end();
});

t.test('restoring the cursor ends a wrap in VTE and kitty, and entering a screen in xterm', (t) => {
  for (const kind of ['vte', 'kitty']) t.strictSame(after('\x1b7\x1b8', kind).text, ENDED, kind);
  for (const kind of ['xterm', 'alacritty']) t.strictSame(after('\x1b7\x1b8', kind).text, PENDING, kind);
  t.equal(after('\x1b[?1049h', 'xterm').y, 0);
  t.equal(after('\x1b[?1049h', 'vte').y, 1);
  t.end();
});

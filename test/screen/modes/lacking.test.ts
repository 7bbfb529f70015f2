// A function that the leading terminal does not carry out is not carried out on the screen of the
// session either.
import t from 'tap';
import { emulatorKind } from '../../../src/base/terminal/emulator-kind.ts';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

const SIZE = { cols: 20, rows: 4 };

/** Left and right margins, within which a line is inserted; a rectangle; columns; LNM. */
const MARGINS = 'abcdefghij\x1b[1;1H\x1b[?69h\x1b[3;5s\x1b[1;1H\x1b[1;3H\x1b[L';
const RECTANGLE = 'abc\x1b[88;1;1;1;2$x';
const COLUMNS = 'abc\x1b[2 @';
const LINE_FEEDS = '\x1b[20ha\nb';

const modelOf = (): ScreenModel =>
  new ScreenModel(SIZE, 0, {
    onAnswer: () => undefined,
    onFault: (error) => t.fail('the model fails', { error }),
  });

function shows(output: string, kind: string | undefined, version?: string): string {
  const model = modelOf();
  if (version !== undefined) model.rememberTerminalReport(version);
  model.imitate(kind);
  model.feed(Buffer.from(output));
  return model.view(0, 'plain')?.plain.trimEnd() ?? '';
}

t.test('the screen of each terminal kind is what that terminal shows', (t) => {
  for (const kind of [undefined, 'xterm']) {
    t.equal(shows(MARGINS, kind), 'ab   fghij\n  cde');
    t.equal(shows(RECTANGLE, kind), 'XXc');
    t.equal(shows(COLUMNS, kind), 'c');
    t.equal(shows(LINE_FEEDS, kind), 'a\nb');
  }
  for (const kind of ['vte', 'kitty', 'alacritty']) {
    t.equal(shows(MARGINS, kind), '\nabcdefghij', kind);
    t.equal(shows(RECTANGLE, kind), 'abc', kind);
    t.equal(shows(COLUMNS, kind), 'abc', kind);
    t.equal(shows(LINE_FEEDS, kind), kind === 'kitty' ? 'a\nb' : 'a\n b', kind);
  }
  t.end();
});

t.test('a client that does not know its terminal relies on what that has reported', (t) => {
  t.equal(shows(RECTANGLE, undefined, '\x1bP>|VTE(7006)\x1b\\'), 'abc');
  t.equal(shows(RECTANGLE, undefined, '\x1bP>|XTerm(379)\x1b\\'), 'XXc');
  t.equal(shows(RECTANGLE, undefined, '\x1bP>|tmux 3.3a\x1b\\'), 'XXc');
  t.end();
});

t.test('a client knows its terminal by its environment', (t) => {
  t.equal(emulatorKind({ TERM: 'xterm-256color' }), undefined);
  t.equal(emulatorKind({ TERM: 'xterm-256color', XTERM_VERSION: 'XTerm(379)' }), 'xterm');
  t.equal(emulatorKind({ TERM: 'xterm-256color', VTE_VERSION: '7006' }), 'vte');
  t.equal(
    emulatorKind({ TERM: 'xterm-256color', VTE_VERSION: '7006', XTERM_VERSION: 'XTerm(379)' }),
    undefined,
  );
  t.equal(emulatorKind({ TERM: 'xterm-kitty', VTE_VERSION: '7006' }), 'kitty');
  t.equal(emulatorKind({ TERM: 'alacritty' }), 'alacritty');
  t.equal(
    emulatorKind({ TERM: 'xterm-256color', ALACRITTY_LOG: '/x', ALACRITTY_WINDOW_ID: '1' }),
    'alacritty',
  );
  t.equal(emulatorKind({ TERM: 'tmux-256color', VTE_VERSION: '7006' }), undefined);
  t.equal(emulatorKind({}), undefined);
  t.end();
});

t.test('C1 controls in UTF-8 are ignored if the terminal ignores them', (t) => {
  const output = 'ab\u0085cd\u009b31me';
  for (const kind of ['xterm', 'alacritty']) t.equal(shows(output, kind), 'abcd31me', kind);
  for (const kind of ['vte', undefined]) t.equal(shows(output, kind), 'ab\ncde');
  t.equal(
    shows('ab\xa0\u00bf\u00c2\u0080d', 'xterm'),
    'ab\xa0\u00bf\u00c2d',
    'and nothing else of these bytes',
  );
  t.end();
});

t.test('a protected character is erased if the terminal has no protection', (t) => {
  const output = '\x1b[1"qkeep\x1b[0"q\x1b[?2Jx';
  t.equal(shows(output, 'xterm'), 'keepx');
  t.equal(shows(`\x1b[?69h\x1b[1;9s${output}`, 'xterm'), 'keepx', 'also between margins');
  for (const kind of ['vte', 'kitty']) t.equal(shows(output, kind), '    x', kind);
  t.equal(shows(output, 'alacritty'), 'keepx', 'which knows no DECSED either');
  t.end();
});

t.test('ED 3 erases the screen as well in kitty', (t) => {
  t.equal(shows('abc\x1b[3Jx', 'kitty'), '   x');
  t.equal(shows('abc\x1b[3Jx', 'xterm'), 'abcx');
  t.end();
});

t.test('alacritty has no alternate screen by modes 47 and 1047', (t) => {
  for (const mode of [47, 1047]) {
    t.equal(shows(`abc\x1b[?${mode}hd`, 'alacritty'), 'abcd');
    t.equal(shows(`abc\x1b[?${mode}hd`, 'xterm'), '   d');
  }
  t.equal(shows('abc\x1b[?1049hd', 'alacritty'), '   d');
  t.end();
});

t.test('a double underline is restored by the sequence that set it', (t) => {
  const restored = (output: string, kind?: string): string => {
    const model = modelOf();
    model.imitate(kind);
    model.feed(Buffer.from(output));
    return model.view(0, 'ansi')?.ansi.trimEnd() ?? '';
  };
  t.equal(restored('\x1b[21mA'), '\x1b[0;21mA\x1b[0m');
  t.equal(restored('\x1b[4:2mA'), '\x1b[0;4:2mA\x1b[0m');
  t.equal(restored('\x1b[1;21mA', 'alacritty'), 'A', 'and ends bold in alacritty');
  t.end();
});

t.test('a single shift takes one character from G2 or G3', (t) => {
  t.equal(shows('\x1b*0\x1b+A\x1bNqq\x1bO##', 'xterm'), '─q£#');
  t.end();
});

t.test('only xterm has G2, G3 and reverse wraparound', (t) => {
  for (const kind of ['vte', 'kitty', 'alacritty']) {
    t.equal(shows('\x1b*0\x1bNqq\x1bnq\x1boq', kind), 'qqqq', kind);
    t.equal(shows(`\x1b[?45h${'x'.repeat(22)}\b\b\bY`, kind), `${'x'.repeat(20)}\nYx`, kind);
  }
  t.equal(shows(`\x1b[?45h${'x'.repeat(22)}\b\b\bY`, 'xterm'), `${'x'.repeat(19)}Y\nxx`);
  t.end();
});

t.test('in kitty the cursor goes to the top left of the alternate screen', (t) => {
  t.equal(shows('\nab\x1b[?1049hc', 'kitty'), 'c');
  t.equal(shows('\nab\x1b[?1049hc', 'xterm'), '\n  c');
  t.end();
});

t.test('alacritty has no DECSTR, and leaves the cursor in place at IL and mode 6', (t) => {
  t.equal(shows('ab\x1b[Lc', 'alacritty'), '  c\nab');
  t.equal(shows('ab\x1b[Lc', 'xterm'), 'c\nab');
  t.equal(shows('\x1b[2;3r\x1b[?6hc', 'alacritty'), 'c');
  t.equal(shows('\x1b[2;3r\x1b[?6hc', 'xterm'), '\nc');
  t.equal(shows('\x1b[2;3r\x1b[?6h\x1b[!p\x1b[Hc', 'alacritty'), '\nc');
  t.equal(shows('\x1b[2;3r\x1b[?6h\x1b[!p\x1b[Hc', 'xterm'), 'c');
  t.end();
});

t.test(
  'both screens share one scroll region in these four terminals, and in xterm.js each has its own',
  (t) => {
    const output = '\x1b[2;3r\x1b[?1049h\x1b[Hab\r\ncd\x1b[T';
    for (const kind of ['xterm', 'vte', 'kitty', 'alacritty']) t.equal(shows(output, kind), 'ab\n\ncd', kind);
    t.equal(shows(output, undefined), '\nab\ncd');
    t.equal(shows('\x1b[?1049h\x1b[2;3r\x1b[?1049l\x1b[Hab\x1b[T', 'xterm'), 'ab');
    t.end();
  },
);

t.test('VTE has no HPR and VPR', (t) => {
  t.equal(shows('a\x1b[2ab\x1b[ec', 'vte'), 'abc');
  t.equal(shows('a\x1b[2ab\x1b[ec', 'xterm'), 'a  b\n    c');
  t.end();
});

t.test('attributes are pushed and popped', (t) => {
  const model = modelOf();
  model.feed(Buffer.from('\x1b[31;4:3mA\x1b[#{\x1b[0;44mB\x1b[#}C\x1b[#}D'));
  t.equal(model.view(0, 'ansi')?.ansi.trimEnd(), '\x1b[0;4:3;31mA\x1b[0;44mB\x1b[0;4:3;31mCD\x1b[0m');
  t.end();
});

t.test('DECSTR keeps the attributes in kitty and alacritty', (t) => {
  for (const [kind, sgr] of [
    ['xterm', '0'],
    ['kitty', '0;31'],
    ['alacritty', '0;31'],
  ] as const) {
    const model = modelOf();
    model.imitate(kind);
    model.feed(Buffer.from('\x1b[31m\x1b[!pA'));
    const expected = sgr === '0' ? 'A' : `\x1b[${sgr}mA\x1b[0m`;
    t.equal(model.view(0, 'ansi')?.ansi.trimEnd(), expected, kind);
  }
  t.end();
});

const RED = '\x1b[41m';

/** The screen with colours and attributes, as a terminal of this kind is drawn. */
function styled(output: string, kind: string): string {
  const model = modelOf();
  model.imitate(kind);
  model.feed(Buffer.from(output));
  return model.view(0, 'ansi')?.ansi ?? '';
}

t.test('lines that scroll in have no colour in kitty', (t) => {
  for (const scrolls of ['\x1b[4;1H\n', '\x1b[1;1H\x1bM', '\x1b[2;1H\x1b[L', '\x1b[S', '\x1b[T']) {
    const output = `${RED}${scrolls}\x1b[m`;
    t.notMatch(styled(output, 'kitty'), /\x1b\[[^m]*41/, JSON.stringify(scrolls));
    t.match(styled(output, 'xterm'), /\x1b\[[^m]*41/, JSON.stringify(scrolls));
  }
  t.match(styled(`${RED}\x1b[K\x1b[m`, 'kitty'), /\x1b\[[^m]*41/, 'what is erased has');
  t.end();
});

t.test('erased cells have all attributes of the pen in kitty', (t) => {
  for (const erases of ['\x1b[K', '\x1b[J', '\x1b[3X', 'ab\x1b[1;1H\x1b[@']) {
    t.match(styled(`\x1b[4m${erases}\x1b[m`, 'kitty'), /\x1b\[[^m]*4[;m].* /, JSON.stringify(erases));
    t.notMatch(styled(`\x1b[4m\x1b[K\x1b[m`, 'xterm'), /\x1b\[/);
  }
  t.end();
});

t.test('inserted cells have all attributes of the pen in VTE, and erased ones only its colour', (t) => {
  const pen = '\x1b[4;9;31;44m';
  t.match(styled(`ab\x1b[1;1H${pen}\x1b[@\x1b[m`, 'vte'), /^\x1b\[0;9;4;31;44m \x1b\[0mab/);
  t.match(styled(`ab\x1b[1;1H${pen}\x1b[@\x1b[m`, 'xterm'), /^\x1b\[0;44m *(\x1b\[X\x1b\[C)?\x1b\[0mab/);
  t.notMatch(styled(`ab\x1b[1;1H${pen}\x1b[K\x1b[m`, 'vte'), /\x1b\[0;4;/);
  t.end();
});

t.test('erased cells are drawn if the pen is seen on them', (t) => {
  const isSpace = (pen: string): boolean => {
    const emulator = new Emulator(SIZE.cols, SIZE.rows, 0);
    emulator.imitate('kitty');
    emulator.write(Buffer.from(`\x1b[${pen}m\x1b[K`));
    return ((emulator.active.lines.get(0)?._data[0] ?? 0) & 0x1fffff) === 0x20;
  };
  for (const pen of ['4', '7', '9', '9;4;31;44']) t.equal(isSpace(pen), true, pen);
  for (const pen of ['0', '1;31', '44']) t.equal(isSpace(pen), false, pen);
  t.end();
});

t.test('kitty enters the alternate screen with a fresh pen, and leaves it with the previous one', (t) => {
  const output = `${RED}\x1b[?1049hx\x1b[m`;
  t.notMatch(styled(output, 'kitty'), /\x1b\[[^m]*41/);
  t.match(styled(output, 'xterm'), /\x1b\[[^m]*41/);
  t.match(styled(`${RED}\x1b[?1049h\x1b[?1049lx\x1b[m`, 'kitty'), /\x1b\[[^m]*41/);
  t.end();
});

t.test('DECCOLM clears the screen in terminals where no mode has to allow it', (t) => {
  t.equal(shows('abc\x1b[?3hx', 'xterm'), 'abcx');
  for (const kind of ['kitty', 'alacritty']) t.equal(shows('abc\x1b[?3hx', kind), 'x', kind);
  t.equal(shows('abc\x1b[?3lx', 'kitty'), 'abcx');
  t.equal(shows('abc\x1b[?3lx', 'alacritty'), 'x');
  t.end();
});

t.test('alacritty has no CHT', (t) => {
  t.equal(shows('a\x1b[Iy', 'alacritty'), 'ay');
  t.equal(shows('a\x1b[Iy', 'kitty'), 'a       y');
  t.end();
});

t.test('RI is also a control of the C1 set', (t) => {
  for (const kind of ['vte', 'kitty', undefined]) t.equal(shows('a\n\u008db', kind), 'ab');
  t.end();
});

t.test('SUB is shown in VTE', (t) => {
  t.equal(shows('a\x1ab', 'vte'), 'a\ufffdb');
  for (const kind of ['xterm', 'kitty', 'alacritty', undefined]) t.equal(shows('a\x1ab', kind), 'ab');
  t.end();
});

t.test('VTE and alacritty have no set of the United Kingdom', (t) => {
  for (const kind of ['vte', 'alacritty']) t.equal(shows('\x1b(A#\x1b)A\x0e#', kind), '##', kind);
  t.equal(shows('\x1b(A#', 'kitty'), '£');
  t.end();
});

t.test('DECALN leaves the cursor in place in VTE and alacritty', (t) => {
  for (const kind of ['vte', 'alacritty'])
    t.equal(shows('\n\x1b#8xy', kind).split('\n')[1]?.slice(0, 4), 'xyEE');
  for (const kind of ['xterm', 'kitty']) t.equal(shows('\n\x1b#8xy', kind).slice(0, 4), 'xyEE', kind);
  t.end();
});

t.test('a wide character that does not fit while none wraps is left out, or replaces the last ones', (t) => {
  const output = `\x1b[?7l${'x'.repeat(18)}字漢`;
  for (const kind of ['xterm', 'alacritty', undefined]) t.equal(shows(output, kind), `${'x'.repeat(18)}字`);
  for (const kind of ['vte', 'kitty']) t.equal(shows(output, kind), `${'x'.repeat(18)}漢`, kind);
  t.equal(shows(`\x1b[?7l${'x'.repeat(19)}字`, 'kitty'), `${'x'.repeat(18)}字`);
  t.equal(shows(`\x1b[?7l${'x'.repeat(19)}字y`, 'xterm'), `${'x'.repeat(19)}y`);
  t.end();
});

t.test('VTE ignores a colour whose colour space is given', (t) => {
  t.equal(styled('\x1b[48:2:0:1:2:3mx\x1b[m', 'vte').trimEnd(), 'x');
  for (const colour of ['48:2::1:2:3', '48:2:1:2:3'])
    t.equal(styled(`\x1b[${colour}mx\x1b[m`, 'vte').trimEnd(), '\x1b[0;48;2;1;2;3mx\x1b[0m');
  t.equal(styled('\x1b[48:2:0:1:2:3mx\x1b[m', 'kitty').trimEnd(), '\x1b[0;48;2;1;2;3mx\x1b[0m');
  t.end();
});

t.test('DECCARA marks empty cells as well in kitty, which has no DECRARA', (t) => {
  t.equal(styled('\x1b[1;1;1;3;7$r', 'kitty').trimEnd(), '\x1b[0;7m   \x1b[0m');
  t.equal(styled('\x1b[1;1;1;3;7$r', 'xterm').trimEnd(), '');
  t.equal(styled('abc\x1b[1;1;1;3;7$t', 'kitty').trimEnd(), 'abc');
  t.equal(styled('abc\x1b[1;1;1;3;7$t', 'xterm').trimEnd(), '\x1b[0;7mabc\x1b[0m');
  t.end();
});

t.test('DECSTR leaves the modes alone in terminals that do not have it', (t) => {
  for (const [kind, on] of [
    ['kitty', true],
    ['alacritty', true],
    ['xterm', false],
  ] as const) {
    const model = modelOf();
    model.imitate(kind);
    model.feed(Buffer.from('\x1b[4h\x1b[?6h\x1b[!p'));
    t.equal(model.modes.ansiModes.has(4), on, kind);
    t.equal(model.modes.privateModes.has(6), on, kind);
  }
  t.end();
});

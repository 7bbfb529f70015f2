// What the leading terminal does not carry out is not carried out on the screen of the session either.
import t from 'tap';
import { emulatorKind } from '../../src/base/emulator-kind.ts';
import { ScreenModel } from '../../src/screen/screen-model.ts';

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
  if (version !== undefined) model.learn(version);
  model.imitate(kind);
  model.feed(Buffer.from(output));
  return model.view(0, 'plain')?.plain.trimEnd() ?? '';
}

t.test('each terminal’s screen is what it shows', (t) => {
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

t.test('where the client does not know its terminal, what that has reported of itself counts', (t) => {
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

t.test('what erases from the last column on ends a pending wrap in xterm', (t) => {
  const output = `${'x'.repeat(20)}\x1b[Ky`;
  t.equal(shows(output, 'xterm'), `${'x'.repeat(19)}y`);
  t.equal(shows(output, 'vte'), `${'x'.repeat(20)}\ny`);
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

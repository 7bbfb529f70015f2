// Modes that are set are undone exactly, and a fresh terminal is put into them, however the output
// was cut.
import fc from 'fast-check';
import t from 'tap';
import { Modes } from '../../../src/screen/modes/terminal-modes.ts';

function after(text: string, cuts: readonly number[] = []): Modes {
  const modes = new Modes();
  const bytes = Buffer.from(text, 'latin1');
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    modes.feed(bytes.subarray(from, to));
    from = to;
  }
  return modes;
}

const undo = (text: string): string => after(text).undo();

/** What a program prints, and what undoes it. */
const CASES: readonly (readonly [name: string, set: string, undone: string])[] = [
  ['nothing', '', ''],
  ['alternate screen', '\x1b[?1049h', '\x1b[?1049l'],
  ['alternate screen, old', '\x1b[?47h', '\x1b[?47l'],
  ['alternate screen, left again', '\x1b[?1049hx\x1b[?1049l', ''],
  ['alternate screen, 1047', '\x1b[?1047h', '\x1b[?1047l'],
  ['alternate screen, twice', '\x1b[?1049h\x1b[?1049h', '\x1b[?1049l'],
  ['saved cursor, which is not a mode', '\x1b[?1048h', ''],
  ['hidden cursor', '\x1b[?25l', '\x1b[?25h'],
  ['hidden cursor, shown', '\x1b[?25l\x1b[?25h', ''],
  ['what is on already', '\x1b[?25h\x1b[?7h\x1b[?8h\x1b[12h', ''],
  ['what is off already', '\x1b[?2004l\x1b[?1049l\x1b[?1000l\x1b[4l', ''],
  ['no repeat', '\x1b[?8l', '\x1b[?8h'],
  ['origin', '\x1b[?6h', '\x1b[?6l\x1b[9999B\r\n'],
  ['mouse, X10', '\x1b[?9h', '\x1b[?9l'],
  ['mouse, each encoding', '\x1b[?1005;1006;1015;1016h', '\x1b[?1016l\x1b[?1015l\x1b[?1006l\x1b[?1005l'],
  ['mouse, buttons and any', '\x1b[?1000h\x1b[?1002h', '\x1b[?1002l\x1b[?1000l'],
  ['alternate scroll', '\x1b[?1007h', '\x1b[?1007l'],
  ['an unknown mode', '\x1b[?31337h', '\x1b[?31337l'],
  ['no wrapping', '\x1b[?7l', '\x1b[?7h'],
  ['mouse', '\x1b[?1003h\x1b[?1016h', '\x1b[?1016l\x1b[?1003l'],
  ['several at once', '\x1b[?1000;1006h', '\x1b[?1006l\x1b[?1000l'],
  ['paste, focus, keys', '\x1b[?2004h\x1b[?1004h\x1b[?1h', '\x1b[?1l\x1b[?1004l\x1b[?2004l'],
  ['set and reset', '\x1b[?2004h\x1b[?2004l', ''],
  ['saved, set, restored', '\x1b[?2004s\x1b[?2004h\x1b[?2004r', '\x1b[?2004l'],
  ['synchronised output', '\x1b[?2026h', '\x1b[?2026l'],
  ['insert', '\x1b[4h', '\x1b[4l'],
  ['local echo', '\x1b[12l', '\x1b[12h'],
  ['keypad', '\x1b=', '\x1b>'],
  ['keypad, back', '\x1b=\x1b>', ''],
  ['line feed and new line', '\x1b[20h', '\x1b[20l'],
  ['cursor style, back', '\x1b[5 q\x1b[0 q\x1b[3 q\x1b[ q', ''],
  ['protected', '\x1b[1"q', '\x1b["q'],
  ['protected, back', '\x1b[1"q\x1b[0"q', ''],
  ['cursor style', '\x1b[5 q', '\x1b[0 q'],
  ['scroll region', '\x1b[2;9r', '\x1b7\x1b[r\x1b8\x1b[9999B\r\n'],
  ['scroll region, reset', '\x1b[2;9r\x1b[r\x1b[J', '\r\n'],
  ['attributes', '\x1b[1;31m', '\x1b[m'],
  ['attributes, reset', '\x1b[1m\x1b[0m\x1b[1m\x1b[m', ''],
  ['line drawing', '\x1b(0', '\x1b(B'],
  ['line drawing, back', '\x1b(0\x1b(B', ''],
  ['G0 to G3', '\x1b(0\x1b)A\x1b*<\x1b+>', '\x1b(B\x1b)B\x1b*B\x1b+B'],
  ['a set of 96', '\x1b-A', '\x1b)B'],
  ['a shift and back', '\x0e\x0f', ''],
  ['locking shifts', '\x1bn\x1bo', '\x0f'],
  ['G1 and a shift', '\x1b)0\x0e', '\x0f\x1b)B'],
  ['kitty, pushed', '\x1b[>1u\x1b[>5u', '\x1b[<2u'],
  ['kitty, popped', '\x1b[>1u\x1b[<u', ''],
  ['kitty, set', '\x1b[=3;1u', '\x1b[=0u'],
  ['kitty on both screens', '\x1b[>1u\x1b[?1049h\x1b[>3u', '\x1b[<1u\x1b[?1049l\x1b[<1u'],
  ['kitty, popped more than pushed', '\x1b[>1u\x1b[<9u', ''],
  ['kitty, pushed over what was set', '\x1b[=1u\x1b[>2u', '\x1b[<1u\x1b[=0u'],
  ['kitty, added and taken away', '\x1b[=1;2u\x1b[=4;2u\x1b[=5;3u', ''],
  ['kitty, asked for', '\x1b[?u', ''],
  ['kitty on the alternate screen, left', '\x1b[?1049h\x1b[>1u\x1b[?1049l', '\x1b[?1049h\x1b[<1u\x1b[?1049l'],
  ['modifyOtherKeys and cursor keys', '\x1b[>1;2m\x1b[>4;1m', '\x1b[>1m\x1b[>4m\x1b[m'],
  ['all modifiers back', '\x1b[>1;2m\x1b[>4;1m\x1b[>m', ''],
  ['modifyOtherKeys, off', '\x1b[>4n', '\x1b[>4m\x1b[m'],
  ['modifyOtherKeys, asked for', '\x1b[?4m', ''],
  ['modifyOtherKeys', '\x1b[>4;2m', '\x1b[>4m\x1b[m'],
  ['modifyOtherKeys, back', '\x1b[>4;2m\x1b[>4m', ''],
  ['hyperlink', '\x1b]8;id=1;http://x\x1b\\', '\x1b]8;;\x1b\\'],
  ['hyperlink, closed', '\x1b]8;;http://x\x07\x1b]8;;\x07', ''],
  ['palette and colours', '\x1b]4;1;red\x07\x1b]11;#000\x07', '\x1b]104;1\x1b\\\x1b]111\x1b\\'],
  ['palette, back', '\x1b]4;1;red\x07\x1b]104\x07', ''],
  ['palette, one back', '\x1b]4;1;red;2;#fff\x07\x1b]104;1\x07', '\x1b]104;2\x1b\\'],
  ['palette, asked for and set', '\x1b]4;1;?;3;red\x07', '\x1b]104;3\x1b\\'],
  ['special colours', '\x1b]5;0;red\x07\x1b]104\x07', '\x1b]105;0\x1b\\'],
  ['special colours, back', '\x1b]5;0;red\x07\x1b]105\x07', ''],
  ['colours, several at once', '\x1b]10;red;?;blue\x07', '\x1b]110\x1b\\\x1b]112\x1b\\'],
  ['palette, asked for', '\x1b]4;1;?\x07', ''],
  ['colours, back', '\x1b]10;red\x07\x1b]12;red\x07\x1b]112\x07\x1b]110\x07', ''],
  ['colours, asked for', '\x1b]11;?\x07', ''],
  ['titles, popped more than pushed', '\x1b[23;0t\x1b[22;0t\x1b[23;0t', ''],
  ['a title and other windows operations', '\x1b]0;t\x07\x1b[8;24;80t\x1b[18t', ''],
  ['progress, ended', '\x1b]9;4;1;50\x07\x1b]9;4;0\x07', ''],
  ['a notification', '\x1b]9;done\x07', ''],
  ['titles, pushed', '\x1b[22;0t\x1b[22;0t\x1b[23;0t', '\x1b[23;0t'],
  ['progress', '\x1b]9;4;1;50\x07', '\x1b]9;4;0\x1b\\'],
  ['full reset', '\x1b[?1049h\x1b[1m\x1b[?2004h\x1bc', '\x1b[?1047l'],
  ['soft reset', '\x1b[?25l\x1b[4h\x1b[1m\x1b(0\x1b!\x1b[!p', '\x1b[?25h\x1b[4l\x1b[m\x1b(B'],
  ['cut within a sequence', '\x1b[?10', '\x18'],
  ['cut within a title', '\x1b]0;tit', '\x18\x1b\\'],
  ['a sequence within a string ends it', '\x1b]0;x\x1b[?25l', '\x1b[?25h'],
  ['CAN ends a sequence', '\x1b[?25\x18l', '\r\n'],
  ['a control within a sequence', '\x1b[?2\r5l', '\x1b[?25h'],
  ['a string that looks like modes', '\x1bP[?25l\x1b\\', ''],
  ['queries', '\x1b[5n\x1b[c\x1b[14t', ''],
];

for (const [name, set, undone] of CASES) {
  t.test(`modes are undone: ${name}`, (t) => {
    t.equal(undo(set), undone);
    for (let cut = 1; cut < set.length; cut++) t.equal(after(set, [cut]).undo(), undone, `cut at ${cut}`);
    t.end();
  });
}

/** What a program prints, and what puts another terminal into the same modes. */
const ENTERS: readonly (readonly [set: string, entered: string])[] = [
  ['', ''],
  ['text\r\n\x1b[1;31m', ''],
  ['\x1b[?1049h', '\x1b[?1049h'],
  ['\x1b[?47h', '\x1b[?47h'],
  ['\x1b[?1049h\x1b[?1049l', ''],
  ['\x1b[?25l\x1b[?7l', '\x1b[?25l\x1b[?7l'],
  ['\x1b[?2004h\x1b[?1000;1006h', '\x1b[?2004h\x1b[?1000h\x1b[?1006h'],
  ['\x1b[4h\x1b[12l', '\x1b[12l\x1b[4h'],
  ['\x1b[?7l\x1b[?25l', '\x1b[?25l\x1b[?7l'],
  ['\x1b=\x1b[5 q', '\x1b=\x1b[5 q'],
  ['\x1b[2;9r', '\x1b7\x1b[2;9r\x1b8'],
  ['\x1b(0\x1b)0\x0e', '\x1b(0\x1b)0\x0e'],
  ['\x1b.A\x1bn', '\x1b.A\x1bn'],
  ['\x1b[=1u\x1b[>3u\x1b[>5u', '\x1b[=1u\x1b[>3u\x1b[>5u'],
  ['\x1b[>1u\x1b[?1049h\x1b[>3u', '\x1b[>1u\x1b[?1049h\x1b[>3u'],
  ['\x1b[?1049h\x1b[>3u\x1b[?1049l', '\x1b[?1049h\x1b[>3u\x1b[?1049l'],
  ['\x1b[>4;2m', '\x1b[>4;2m'],
  ['\x1b[>4n', '\x1b[>4n'],
];

t.test('a fresh terminal is put into the modes, and again from its own output', (t) => {
  for (const [set, entered] of ENTERS) {
    t.equal(after(set).enter(), entered, JSON.stringify(set));
    for (let cut = 1; cut < set.length; cut++) t.equal(after(set, [cut]).enter(), entered, `cut at ${cut}`);
    t.equal(after(entered).enter(), entered, 'and does it again');
  }
  t.end();
});

t.test('any bytes give the same undo and modes wherever they are cut', (t) => {
  const piece = fc.oneof(
    fc.constantFrom(...CASES.map(([, set]) => set)),
    fc.string({
      unit: fc.constantFrom(
        'a',
        '\n',
        '\r',
        '\x1b',
        '[',
        ']',
        '?',
        '2',
        ';',
        'h',
        'l',
        '\x0e',
        '\x07',
        '\x18',
      ),
    }),
  );
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(200)), (pieces, cuts) => {
      const text = pieces.join('');
      const at = [...new Set(cuts.filter((cut) => cut < text.length))].sort((a, b) => a - b);
      return after(text).undo() === after(text, at).undo() && after(text).enter() === after(text, at).enter();
    }),
  );
  t.pass();
  t.end();
});

t.test('the terminal saves a title or mode before its first change, at the right place', (t) => {
  const saves: unknown[] = [];
  const modes = new Modes({ onSave: (sequence, at) => saves.push([sequence, at]) });
  const fed = (text: string): unknown[] => {
    modes.feed(Buffer.from(text));
    return saves.splice(0);
  };
  t.strictSame(fed('text\x1b]0;a title\x07more\x1b]7;file:///\x07'), [['\x1b[22;0t', 4]]);
  t.strictSame(fed('\x1b]2;other\x07'), [], 'once');
  t.strictSame(fed('\x1b[23;0t\x1b]'), [], 'popped');
  t.strictSame(fed('2;third\x07'), [['\x1b[22;0t', -2]], 'it opened in what was fed before');
  t.strictSame(fed('\x1b[?2004h\x1b[?25l'), [], 'whose start is known everywhere');
  t.strictSame(fed('\x1b[?1007;1;2027h'), [
    ['\x1b[?1007s', 0],
    ['\x1b[?2027s', 0],
  ]);
  t.strictSame(fed('\x1b[?1007l\x1b[?2027s'), []);
  t.match(modes.undo(), /\x1b\[\?1007r.*\x1b\[23;0t/, 'the program has saved 2027 itself');
  t.end();
});

t.test('modes that the terminal has saved are restored one in a sequence', (t) => {
  const modes = new Modes({ onSave: () => undefined });
  modes.feed(Buffer.from('\x1b[?1007l\x1b[?1036;2027h'));
  t.match(modes.undo(), '\x1b[?1007r\x1b[?1036r\x1b[?2027r', 'VTE takes no list');
  t.end();
});

t.test("the cursor's blinking is saved before its style changes, and restored after the style", (t) => {
  const saves: unknown[] = [];
  const modes = new Modes({ onSave: (sequence, at) => saves.push([sequence, at]) });
  modes.feed(Buffer.from('text\x1b[5 q\x1b[?12h\x1b[2 q'));
  t.strictSame(saves, [['\x1b[?12s', 4]]);
  t.match(modes.undo(), /\x1b\[0 q.*\x1b\[\?12r/);
  modes.feed(Buffer.from('\x1b[0 q\x1b[?12l'));
  t.match(modes.undo(), /\x1b\[\?12r/, 'also where the program has put the style back itself');
  t.end();
});

t.test('a new size ends a scroll region', (t) => {
  const modes = after('\x1b[2;9r\x1b[J\r');
  modes.resized();
  t.equal(modes.enter(), '');
  t.equal(modes.undo(), '');
  t.end();
});

t.test('extended key encodings are recognised, for each screen', (t) => {
  t.notOk(after('\x1b[?2004h').extendedKeys);
  t.ok(after('\x1b[>1u').extendedKeys);
  t.ok(after('\x1b[>4;1m').extendedKeys);
  t.notOk(after('\x1b[>1u\x1b[<u').extendedKeys);
  t.notOk(after('\x1b[>1u\x1b[?1049h').extendedKeys, 'the alternate screen has its own');
  t.end();
});

t.test('the undo ends below what was drawn, on a line of its own', (t) => {
  t.equal(undo('text'), '\r\n');
  t.equal(undo('text\r\n'), '');
  t.equal(undo('text\n'), '\r\n', 'a bare line feed keeps the column');
  t.equal(undo('a\r\nb\r\nc\x1b[2A'), '\x1b[2B\r\n');
  t.equal(undo('a\r\nb\r\nc\x1b[2A\n\r'), '\x1b[1B\r\n');
  t.equal(undo('\x1b[5;5Hx'), '\x1b[9999B\r\n');
  t.equal(undo('\x1b[H\x1b[2Jx'), '\r\n');
  t.equal(undo('x\r\n\x1b[?1049h\x1b[5;5Hy'), '\x1b[?1049l', 'the primary screen is as it was');
  t.end();
});

t.test('colours are set before the screen is reversed, because xterm exchanges them then', (t) => {
  const entered = after('\x1b]11;#003300\x1b\\\x1b[?5h').enter();
  t.ok(entered.indexOf('\x1b]11;') < entered.indexOf('\x1b[?5h'), JSON.stringify(entered));
  t.end();
});

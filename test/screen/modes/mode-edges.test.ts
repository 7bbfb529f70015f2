// Edge cases of following modes: what programs send on leaving, limits of stacks, what alternate
// screens restore.
import t from 'tap';
import { Modes } from '../../../src/screen/modes/terminal-modes.ts';
import { Scanner } from '../../../src/screen/scanner/scanner.ts';

function after(text: string): Modes {
  const modes = new Modes();
  modes.feed(Buffer.from(text, 'latin1'));
  return modes;
}

t.test('modifyOtherKeys is off after vim has left', (t) => {
  t.notOk(after('\x1b[>4;2m\x1b[>4;m').extendedKeys, 'what vim sends as it goes');
  t.notOk(after('\x1b[>4;0m').extendedKeys);
  t.notOk(after('\x1b[>4n').extendedKeys);
  t.end();
});

t.test('the 33rd parameter is dropped', (t) => {
  const found: number[] = [];
  const nothing = (): undefined => undefined;
  const csi = (_prefix: number, params: readonly number[]): number => found.push(...params);
  const scanner = new Scanner({
    text: nothing,
    shift: nothing,
    escape: nothing,
    osc: nothing,
    dcs: nothing,
    oscOpened: nothing,
    csi,
  });
  scanner.scan(Buffer.from(`\x1b[${'1;'.repeat(40)}1m`));
  t.strictSame(found, Array(32).fill(1));
  t.end();
});

t.test('erasing the scrollback erases nothing on the screen', (t) => {
  t.equal(after('a\r\nb\r\nc\x1b[2A\x1b[3J').undo(), '\x1b[2B\r\n');
  t.end();
});

t.test('leaving origin mode moves the cursor home', (t) => {
  t.equal(after('\x1b[?6h\x1b[5H\x1b[J').undo(), '\x1b[?6l\x1b[9999B\r\n');
  t.end();
});

t.test('the mouse mode that was set last is set last again', (t) => {
  t.equal(after('\x1b[?1000h\x1b[?1003h\x1b[?1000h').enter(), '\x1b[?1003h\x1b[?1000h');
  t.end();
});

t.test('a pop that empties the kitty stack clears the flags', (t) => {
  t.equal(after('\x1b[=3;1u\x1b[<u').enter(), '');
  t.equal(after('\x1b[=3;1u\x1b[>1u\x1b[<2u').enter(), '');
  t.end();
});

t.test('DEL within a sequence is ignored', (t) => {
  t.equal(after('\x1b[?2\x7f5l').undo(), '\x1b[?25h');
  t.end();
});

t.test('the stacks of titles and of kitty flags are limited', (t) => {
  t.ok(after('\x1b[22;0t'.repeat(10_000)).undo().length < 1000);
  t.ok(after('\x1b[>1u'.repeat(10_000)).enter().length < 1000);
  t.end();
});

t.test('1049 l restores the attributes and character sets of 1049 h, so they are undone after it', (t) => {
  for (const [set, undone] of [
    ['\x1b(0', '\x1b(B'],
    ['\x1b[1m', '\x1b[m'],
    ['\x0e', '\x0f'],
  ] as const) {
    const undo = after(`${set}\x1b[?1049h`).undo();
    t.ok(undo.lastIndexOf(undone) > undo.indexOf('\x1b[?1049l'), JSON.stringify(undo));
  }
  t.end();
});

// The undo that a client holds is that of what its terminal was given, not of what is still to
// come.
import t from 'tap';
import { ToldOutput } from '../../src/client/told-output.ts';
import type { Undo } from '../../protocol/message.ts';

const undo = (text: string, more: Partial<Undo> = {}): Undo => ({
  type: 'undo',
  bytes: Buffer.from(text),
  ...more,
});
const told = (asked: string[] = []): ToldOutput => new ToldOutput((query) => asked.push(query));
const held = (output: ToldOutput): string => output.undo().toString();

t.test('an undo takes effect with the next output', (t) => {
  const asked: string[] = [];
  const output = told(asked);
  output.tell(
    undo('FIRST\r\n', { asks: ['c'], extended: true, alternate: true, enter: Buffer.from('enter') }),
  );
  t.strictSame([held(output), asked], ['', []]);
  t.strictSame([output.extendedKeys, output.isAlternate, output.enter().length], [false, false, 0]);
  output.feed(Buffer.from('x'));
  t.strictSame([held(output), asked], ['FIRST\r\n', ['c']]);
  t.strictSame([output.extendedKeys, output.isAlternate], [true, true]);
  t.equal(output.enter().toString(), 'enter');
  output.tell(undo('SECOND\r\n'));
  t.equal(held(output), 'FIRST\r\n');
  output.feed(Buffer.from('y'));
  t.equal(held(output), 'SECOND\r\n');
  t.strictSame(asked, ['c'], 'a query is told of once');
  t.end();
});

t.test('an undo is copied, so that its buffer can be reused', (t) => {
  const output = told();
  const bytes = Buffer.from('UNDO');
  output.tell({ type: 'undo', bytes });
  bytes.fill('x');
  output.feed(Buffer.from('x'));
  t.equal(held(output), 'UNDO');
  t.end();
});

t.test('the cursor goes to a new line unless it is at the start of one', (t) => {
  for (const [shown, end] of [
    ['', ''],
    ['text', '\r\n'],
    ['text\r\n', ''],
    ['text\r\n\n', ''],
    ['text\r', ''],
    ['text\n', '\r\n'],
  ] as const) {
    const output = told();
    output.feed(Buffer.from(shown));
    t.equal(held(output), end, JSON.stringify(shown));
    output.feed(Buffer.alloc(0));
    t.equal(held(output), end, 'no bytes change nothing');
  }
  const moved = told();
  moved.tell(undo('\x1b[9999B\r\n'));
  moved.feed(Buffer.from('text\r\n'));
  t.equal(held(moved), '\x1b[9999B\r\n', 'or has to be moved');
  const modes = told();
  modes.tell(undo('\x1b[?1l\r\n'));
  modes.feed(Buffer.from('text\r\n'));
  t.equal(held(modes), '\x1b[?1l');
  t.end();
});

t.test('after the end of the host only its last bytes are written, if none are missing before them', (t) => {
  const shown = told();
  shown.tell(undo('UNDO\r\n'));
  shown.feed(Buffer.from('x'));
  shown.end();
  t.equal(held(shown), '', 'nothing, where they were shown');

  const late = told();
  late.tell(undo('UNDO\r\n'));
  late.feed(Buffer.from('x'));
  late.late(Buffer.alloc(0));
  late.late(Buffer.from('END'));
  t.equal(held(late), 'UNDO\r\n', 'not before');
  late.end();
  t.equal(held(late), 'END');

  const missed = told();
  missed.tell(undo('UNDO\r\n'));
  missed.feed(Buffer.from('x'));
  missed.late(Buffer.from('more output'));
  missed.late(Buffer.from('END'));
  missed.end();
  t.equal(held(missed), 'UNDO\r\n', 'they are of no use where others are missing');
  t.end();
});

t.test('a terminal that was put back needs no undo until it is given more', (t) => {
  const asked: string[] = [];
  const output = told(asked);
  output.tell(undo('UNDO\r\n', { asks: ['c'] }));
  output.feed(Buffer.from('x'));
  output.forget();
  t.equal(held(output), '');
  output.feed(Buffer.from('modes'));
  t.equal(held(output), 'UNDO\r\n');
  t.strictSame(asked, ['c']);
  t.end();
});

// The position of the cursor: how many lines below it may be drawn on, and whether it is at the
// start of a line. If that is unknown it counts as "anywhere below", so that no drawn line is
// overwritten.
import fc from 'fast-check';
import t from 'tap';
import { CursorTracker } from '../../../src/screen/listening/cursor-tracker.ts';
import { Modes } from '../../../src/screen/modes/terminal-modes.ts';

type Step = (lines: CursorTracker) => void;

const text =
  (text: string): Step =>
  (lines) =>
    lines.text(Buffer.from(`<${text}>`), 1, text.length + 1);
const csi =
  (final: string, ...params: number[]): Step =>
  (lines) =>
    lines.csi(params, final.charCodeAt(0));
const escape =
  (final: string): Step =>
  (lines) =>
    lines.escape(final.charCodeAt(0));

function after(...steps: readonly Step[]): [below: number, atStart: boolean] {
  const lines = new CursorTracker();
  for (const step of steps) step(lines);
  return [lines.below, lines.atStart];
}

t.test('text and line ends move the cursor', (t) => {
  t.strictSame(after(), [0, true], 'a fresh screen');
  t.strictSame(after(text('x')), [0, false]);
  t.strictSame(after(text('x\r')), [0, true]);
  t.strictSame(after(text('x\r\n\n')), [0, true]);
  t.strictSame(after(text('x\n')), [0, false], 'a bare line feed keeps the column');
  t.strictSame(after(text('\n')), [0, true]);
  t.strictSame(after(text('x\r\ny')), [0, false]);
  t.strictSame(after(csi('A', 5), text('a\nb\n')), [3, false]);
  t.strictSame(after(csi('A', 1), text('\r\n\n\n')), [0, true], 'it scrolls at the last line');
  t.end();
});

t.test('control functions move the cursor', (t) => {
  for (const final of 'AF') {
    t.strictSame(after(csi(final)), [1, true], final);
    t.strictSame(after(csi(final, 0)), [1, true], `${final}, 0 is 1`);
    t.strictSame(after(csi(final, 4)), [4, true], `4 ${final}`);
  }
  for (const final of 'BEe') {
    t.strictSame(after(csi('A', 4), csi(final))[0], 3, final);
    t.strictSame(after(csi('A', 4), csi(final, 3))[0], 1, `3 ${final}`);
    t.strictSame(after(csi('A', 4), csi(final, 9))[0], 0, `9 ${final}`);
  }
  t.strictSame(after(text('x'), escape('M')), [1, false], 'RI');
  t.strictSame(after(text('x'), escape('M'), escape('D')), [0, false], 'IND');
  t.strictSame(after(text('x'), escape('M'), escape('E')), [0, true], 'NEL');
  t.strictSame(after(escape('D')), [0, true], 'IND at the last line');
  for (const final of 'CG`a') t.strictSame(after(csi(final, 2)), [0, false], final);
  t.end();
});

t.test('an unknown position counts as anywhere below', (t) => {
  for (const final of 'druLT') t.strictSame(after(csi(final, 1)), [Infinity, false], final);
  t.strictSame(after(escape('8')), [Infinity, false], 'DECRC');
  for (const final of 'Hf') {
    t.strictSame(after(csi(final)), [Infinity, true], final);
    t.strictSame(after(csi(final, 5, 1)), [Infinity, true], `${final} to the first column`);
    t.strictSame(after(csi(final, 5, 2)), [Infinity, false], `${final} to the second column`);
  }
  t.strictSame(after(csi('H'), csi('B', 500), text('\n\n')), [Infinity, true], 'and stays so');
  t.end();
});

t.test('erased lines no longer count as drawn', (t) => {
  t.strictSame(after(csi('H'), csi('J')), [0, true]);
  t.strictSame(after(csi('H'), csi('J', 0)), [0, true]);
  t.strictSame(after(csi('H'), csi('J', 2)), [0, true]);
  t.strictSame(after(csi('H'), csi('J', 1)), [Infinity, true], 'above only');
  t.strictSame(after(csi('A', 3), csi('K', 0)), [3, true], 'a line only');
  t.end();
});

t.test('leave() goes below everything that is drawn', (t) => {
  const leave = (...steps: readonly Step[]): string => {
    const lines = new CursorTracker();
    for (const step of steps) step(lines);
    return lines.leave();
  };
  t.equal(leave(), '');
  t.equal(leave(text('x')), '\r\n');
  t.equal(leave(text('x\r\n')), '');
  t.equal(leave(csi('A', 2)), '\x1b[2B\r\n');
  t.equal(leave(csi('A', 65535)), '\x1b[9999B\r\n');
  t.equal(leave(csi('H')), '\x1b[9999B\r\n');
  t.end();
});

/**
 * A screen of unlimited height for the moves that can be followed: the rows drawn on, and the
 * cursor.
 */
class Paper {
  row = 0;
  column = 0;
  lowest = 0;

  draw(count: number): void {
    this.column += count;
    this.lowest = Math.max(this.lowest, this.row);
  }

  down(count: number): void {
    this.row += count;
    this.lowest = Math.max(this.lowest, this.row);
  }
}

t.test('after leave() the cursor is at the start of an empty line, whatever was drawn', (t) => {
  const step = fc.oneof(
    fc.constantFrom('x', 'xy', '\r', '\n', '\r\n'),
    fc.tuple(fc.constantFrom('A', 'B', 'F', 'E'), fc.integer({ min: 1, max: 4 })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const paper = new Paper();
      const modes = new Modes();
      for (const one of steps) {
        if (typeof one === 'string') {
          modes.feed(Buffer.from(one));
          for (const char of one) {
            if (char === '\r') paper.column = 0;
            else if (char === '\n') paper.down(1);
            else paper.draw(1);
          }
          continue;
        }
        const [final, asked] = one;
        const up = final === 'A' || final === 'F';
        // A real screen has an end above and below, so that moves stay on the paper.
        const count = Math.min(asked, up ? paper.row : paper.lowest - paper.row);
        if (count === 0) continue;
        modes.feed(Buffer.from(`\x1b[${count}${final}`));
        if (up) paper.row -= count;
        else paper.down(count);
        if (final === 'E' || final === 'F') paper.column = 0;
      }
      const undo = modes.undo();
      if (!/^(?:\x1b\[\d+B)?(?:\r\n)?$/.test(undo)) return false;
      const line = undo.endsWith('\r\n');
      paper.row += Number(/\d+/.exec(undo)?.[0] ?? 0);
      if (line) {
        paper.row++;
        paper.column = 0;
      }
      return paper.column === 0 && paper.row >= paper.lowest && (line ? paper.row > paper.lowest : true);
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

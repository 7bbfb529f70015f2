// What a terminal sends for the mouse, by mode, according to xterm's ctlseqs.
import t from 'tap';
import { encodeClick, encodeWheel } from '../../src/session/mouse-encoding.ts';
import type { MouseModes } from '../../src/session/mouse-encoding.ts';

const modes = (tracking: number, encoding: number, cell = 0): MouseModes => ({
  tracking,
  encoding,
  cellWidth: cell,
  cellHeight: cell * 2,
});
const AT = { row: 2, column: 4 };

t.test('a click and a step of the wheel are sent in each encoding', (t) => {
  const click = (encoding: number, cell = 0): string | undefined =>
    encodeClick('left', AT, modes(1000, encoding, cell))?.toString('latin1');
  t.equal(click(0), '\x1b[M %#\x1b[M#%#');
  t.equal(click(1005), '\x1b[M %#\x1b[M#%#');
  t.equal(click(1006), '\x1b[<0;5;3M\x1b[<0;5;3m');
  t.equal(click(1015), '\x1b[32;5;3M\x1b[35;5;3M');
  t.equal(click(1016, 8), '\x1b[<0;37;41M\x1b[<0;37;41m');
  t.equal(click(1016), undefined, 'pixels that are not known');
  t.equal(encodeClick('right', AT, modes(1003, 1006))?.toString(), '\x1b[<2;5;3M\x1b[<2;5;3m');
  t.equal(encodeWheel(true, AT, modes(1002, 1006))?.toString(), '\x1b[<64;5;3M');
  t.equal(encodeWheel(false, AT, modes(1000, 0))?.toString(), '\x1b[Ma%#');
  t.end();
});

t.test('without a mode no event is sent, and in X10 mode no releases and no wheel', (t) => {
  t.equal(encodeClick('left', AT, modes(0, 1006)), undefined);
  t.equal(encodeWheel(true, AT, modes(0, 1006)), undefined);
  t.equal(encodeClick('middle', AT, modes(9, 0))?.toString(), '\x1b[M!%#');
  t.equal(encodeWheel(true, AT, modes(9, 0)), undefined);
  t.end();
});

t.test('columns that an encoding cannot express are refused', (t) => {
  const at = (column: number, encoding: number): string | undefined =>
    encodeClick('left', { row: 0, column }, modes(9, encoding))?.toString('hex');
  t.equal(at(222, 0), '1b5b4d20ff21');
  t.equal(at(223, 0), undefined);
  t.equal(at(223, 1005), '1b5b4d20c48021');
  t.equal(at(2014, 1005), '1b5b4d20dfbf21');
  t.equal(at(2015, 1005), undefined);
  t.end();
});

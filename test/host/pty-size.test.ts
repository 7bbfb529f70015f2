// When the program's terminal is resized, which sends SIGWINCH to the program.
import t from 'tap';
import type { Size } from '../../protocol/message.ts';
import { PtySize } from '../../src/host/output/pty-size.ts';

t.test('only a change of columns, rows or known pixels resizes the terminal', (t) => {
  const resizes: Size[] = [];
  const size = new PtySize({ cols: 80, rows: 24 }, (to) => resizes.push(to));
  const known = { cols: 80, rows: 24, xpixel: 800, ypixel: 480 };
  t.notOk(size.set({ cols: 80, rows: 24 }));
  t.notOk(size.set(known), 'pixels alone need no redraw');
  t.notOk(size.set({ cols: 80, rows: 24 }), 'a terminal whose pixels are not known');
  t.notOk(size.set(known));
  t.strictSame(resizes, [known]);
  t.notOk(size.set({ ...known, xpixel: 880 }));
  t.ok(size.set({ cols: 100, rows: 24 }));
  t.strictSame(resizes.slice(1), [
    { ...known, xpixel: 880 },
    { cols: 100, rows: 24 },
  ]);
  t.end();
});

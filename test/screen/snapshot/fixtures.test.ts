// xterm.js's own escape-sequence fixtures (xterm-fixtures.ts) are drawn, restored, and compared in
// a fresh emulator.
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import { historyOf, portrait } from '../../support/judges/xterm-screen.ts';
import { FIXTURES, skip } from '../../support/judges/xterm-fixtures.ts';

const SIZES = [
  [80, 25],
  [100, 30],
  [60, 20],
] as const;

for (const [cols, rows] of SIZES) {
  t.test(`the fixtures are restored at ${cols}x${rows}`, { skip }, (t) => {
    const shown = (bytes: Uint8Array): unknown[] => {
      const emulator = new Emulator(cols, rows, 1000);
      emulator.write(bytes);
      // Empty lines at the end of a history cannot be told from a screen that was scrolled up.
      return [portrait(emulator), historyOf(emulator)];
    };
    for (const { name, output: bytes } of FIXTURES) {
      const faults: unknown[] = [];
      const model = new ScreenModel({ cols, rows }, 1000, {
        onAnswer: () => undefined,
        onFault: (error) => faults.push(error),
      });
      model.feed(bytes);
      const [there, fresh] = [shown(bytes), shown(Buffer.from(model.restore() ?? ''))];
      t.strictSame(fresh[0], there[0], name);
      t.strictSame(
        (fresh[1] as string[]).slice(-(there[1] as string[]).length || Infinity),
        there[1],
        `${name}, history`,
      );
      t.strictSame(faults, [], name);
    }
    t.end();
  });
}

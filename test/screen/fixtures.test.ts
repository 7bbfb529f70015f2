// xterm.js's own escape-sequence fixtures (fixtures/escape_sequence_files in its repository), which are not part of this
// one: with their folder in TDETACH_TEST_FIXTURES each is drawn, restored, and compared in a fresh emulator.
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { Emulator } from '../../src/screen/emulator.ts';
import { ScreenModel } from '../../src/screen/screen-model.ts';
import { historyOf, portrait } from '../support/screen.ts';

const folder = process.env['TDETACH_TEST_FIXTURES'];
const files = folder === undefined ? [] : fs.readdirSync(folder).filter((name) => name.endsWith('.in'));

const SIZES = [
  [80, 25],
  [100, 30],
  [60, 20],
] as const;

for (const [cols, rows] of SIZES) {
  t.test(
    `at ${cols}x${rows}`,
    { skip: files.length === 0 && 'TDETACH_TEST_FIXTURES names no folder of them' },
    (t) => {
      const shown = (bytes: Uint8Array): unknown[] => {
        const emulator = new Emulator(cols, rows, 1000);
        emulator.write(bytes);
        // Empty lines at the end of a history are not told from a screen that was scrolled up.
        return [portrait(emulator), historyOf(emulator)];
      };
      for (const name of files) {
        const bytes = fs.readFileSync(path.join(folder ?? '', name));
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
    },
  );
}

// A fresh terminal that is given the snapshot of a session has the same modes in force as the
// terminal that was there all along.
import t from 'tap';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import { MODE_TABLE } from '../../support/judges/mode-table.ts';
import { ReferenceTerminal } from '../../support/judges/reference-terminal.ts';

/**
 * The terminal's own width, an update that another program has begun, and marks of text that is
 * gone.
 */
const NEVER_ENTERED = /\x1b\[\?(?:3|2026)h|\x1b\]133;[^\x07]*\x07|\x1bP=1s\x1b\\/g;

/**
 * Only that terminal knows a title that was never pushed, and the screen of a VT52. The emulator
 * has a scroll region for each screen, and xterm one for both.
 */
const ROWS = MODE_TABLE.filter(
  ([name]) => !/popped too often|VT52|region of the alternate screen, left|region, alternate/.test(name),
);

/** One of this many pairs is tested; 1 tests all pairs. */
const STEP = Number(process.env['TDETACH_TEST_STEP'] ?? 60);

function restored(stream: string): string {
  const events = {
    onAnswer: () => undefined,
    onFault: (error: unknown): never => {
      throw error;
    },
  };
  const model = new ScreenModel({ cols: 80, rows: 24 }, 10, events);
  model.feed(Buffer.from(stream, 'latin1'));
  return Buffer.from(model.restore() ?? '').toString('latin1');
}

function difference(stream: string): string {
  const there = new ReferenceTerminal('shared').write(stream.replace(NEVER_ENTERED, '')).state;
  const fresh = new ReferenceTerminal('shared').write(restored(stream)).state;
  for (const state of [there, fresh]) {
    // A stop in the first column has no effect.
    for (const key of ['tabs', 'primaryTabs']) state[key] = String(state[key]).replace(/^0,/, '');
  }
  const keys = Object.keys(there).filter((key) => JSON.stringify(there[key]) !== JSON.stringify(fresh[key]));
  return keys
    .map((key) => `${key}: ${JSON.stringify(fresh[key])}, not ${JSON.stringify(there[key])}`)
    .join('; ');
}

t.test('every mode alone is restored', (t) => {
  for (const [name, set] of ROWS) t.equal(difference(set), '', name);
  t.end();
});

t.test('pairs of modes are restored', (t) => {
  const wrong: string[] = [];
  // The emulator does not treat DECSCL as a reset, and its DECSTR also resets the hyperlink.
  const rows = ROWS.filter(([name]) => !/conformance|soft reset|region of the alternate/.test(name));
  for (const [index, [first, set]] of rows.entries()) {
    for (const [other, [second, then]] of rows.entries()) {
      if ((index + other) % STEP !== 0) continue;
      const differs = difference(set + then);
      if (differs !== '') wrong.push(`${first}, ${second}: ${differs}`);
    }
  }
  t.strictSame(wrong.slice(0, 60), [], `${wrong.length} pairs`);
  t.end();
});

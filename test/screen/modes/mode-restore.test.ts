// A fresh terminal that is given the picture of a session has in force what the terminal has that
// was there all along.
import t from 'tap';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import { MODE_TABLE } from '../../support/judges/mode-table.ts';
import { ReferenceTerminal } from '../../support/judges/reference-terminal.ts';

/**
 * A width that is the terminal's own, an update that somebody else has begun, marks of what is not
 * there.
 */
const NEVER_ENTERED = /\x1b\[\?(?:3|2026)h|\x1b\]133;[^\x07]*\x07|\x1bP=1s\x1b\\/g;

/**
 * What a title that was never pushed is, and what is on a VT52's screen, only that terminal knows.
 * The emulator has a scroll region for each screen, xterm one for both.
 */
const ROWS = MODE_TABLE.filter(
  ([name]) => !/popped too often|VT52|region of the alternate screen, left|region, alternate/.test(name),
);

/** Pairs of every so manieth row with all others; 1 for all pairs. */
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

t.test('every mode alone', (t) => {
  for (const [name, set] of ROWS) t.equal(difference(set), '', name);
  t.end();
});

t.test('pairs', (t) => {
  const wrong: string[] = [];
  // The emulator does not take DECSCL for a reset, and DECSTR for one of the hyperlink too.
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

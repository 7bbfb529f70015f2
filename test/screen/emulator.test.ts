// The emulator: input at which xterm.js throws does no harm.
import t from 'tap';
import { Emulator } from '../../src/screen/emulator.ts';
import { portrait } from '../support/screen.ts';

const COLS = 12;
const ROWS = 5;

function shown(...pieces: string[]): Emulator {
  const emulator = new Emulator(COLS, ROWS, 30);
  for (const piece of pieces) emulator.write(Buffer.from(piece));
  return emulator;
}

const FULL = '0123456789ab'.repeat(ROWS);

t.test('ED 1 and DECSED 1 in the last column of a screen without a history erase all of it', (t) => {
  const corner = `\x1b[${ROWS};${COLS}H`;
  for (const screen of ['', '\x1b[?1049h']) {
    const erased = portrait(shown(`${screen}${FULL}\x1b[44m${corner}\x1b[2J`, '!'));
    for (const sequence of ['\x1b[1J', '\x1b[?1J', '\x1b[1;3J']) {
      const there = portrait(shown(`${screen}${FULL}\x1b[44m${corner}${sequence}`, '!'));
      t.strictSame(there, erased, JSON.stringify(screen + sequence));
    }
    const wraps = `${screen}${FULL}\x1b[44m`;
    t.strictSame(portrait(shown(`${wraps}\x1b[1J`, '!')), portrait(shown(`${wraps}\x1b[2J`, '!')));
  }
  t.end();
});

t.test('what is protected (DECSCA) stays when the last column is erased up to (DECSED 1)', (t) => {
  const emulator = shown(`\x1b[1"qkept\x1b["qgone\x1b[${ROWS};${COLS}H\x1b[?1J`);
  const kept = portrait(shown(`kept\x1b[${ROWS};${COLS}H`));
  t.strictSame(portrait(emulator), kept);
  t.end();
});

t.test('ED 1 elsewhere, and other ED, stay as they are', (t) => {
  const cases: [string, number, string][] = [
    ['\x1b[3;2H\x1b[1J', 2, '_1|_1|21|'],
    ['\x1b[3;12H\x1b[1J', 3, '01|11|'],
    ['\x1b[3;2H\x1b[J', 2, '01|'],
  ];
  for (const [sequence, row, start] of cases) {
    const { primary } = portrait(shown(FULL.slice(0, -1) + sequence)) as { primary: string[] };
    t.ok(primary[row]?.startsWith(start), `${JSON.stringify(sequence)} ${primary[row] ?? ''}`);
  }
  t.end();
});

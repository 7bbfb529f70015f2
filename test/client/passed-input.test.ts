// The filter of the detach key passes on the input without the key, in order.
import fc from 'fast-check';
import t from 'tap';
import { parseDetachKey } from '../../src/client/detach-key.ts';
import { KeyFilter } from '../../src/client/detach-key-filter.ts';
import { ENCODINGS, type } from './key-typing.ts';

/** Input from a terminal that is not ^\\ and does not contain it. */
const OTHERS = [
  'a',
  '\xc3\xa9',
  '\r',
  '\x10',
  '\x1b[A',
  '\x1b[1;5C',
  '\x1bOP',
  '\x1bx',
  '\x1b[15~',
  '\x1b[<0;10;20M',
  '\x1b[M !!',
  '\x1b[I',
  '\x1b[?1;2c',
  '\x1b[97;5u',
  '\x1b[92;5:3u',
  '\x1b[92u',
  '\x1b[27;5;93~',
  '\x1b[200~a\x1cb\x1b[92;5uc\x1b[201~',
  '\x1b[200~\x1b[201~',
];

/** Cuts a text at these places. */
function cutAt(text: string, cuts: readonly number[]): string[] {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index] ?? text.length));
}

t.test('what is passed on is the input up to the key', (t) => {
  const typed = fc.array(fc.constantFrom(...OTHERS), { maxLength: 6 });
  const cuts = fc.array(fc.nat(1000), { maxLength: 5 });
  fc.assert(
    fc.property(typed, fc.constantFrom(...ENCODINGS), typed, cuts, (before, key, behind, cuts) => {
      const text = before.join('');
      const result = type('^\\', cutAt(text + key + behind.join(''), cuts));
      return result.detached && result.passed === text;
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

t.test('however slowly the key is typed, at most the key is held back', (t) => {
  const typed = fc.array(fc.constantFrom(...OTHERS), { maxLength: 6 });
  const cuts = fc.array(fc.nat(1000), { maxLength: 5 });
  fc.assert(
    fc.property(typed, fc.constantFrom(...ENCODINGS), cuts, (before, key, cuts) => {
      const text = before.join('');
      const result = type('^\\', cutAt(text + key, cuts), true);
      const given = result.passed.slice(text.length);
      return result.detached && result.passed.startsWith(text) && key.startsWith(given) && given !== key;
    }),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

t.test('without a detach key all input is passed on', (t) => {
  t.strictSame(type('', ['\x1c\x1b[92;5u\x1b']), {
    passed: '\x1c\x1b[92;5u\x1b',
    detached: false,
    held: 'nothing',
  });
  t.end();
});

t.test('for input without the key, what is passed on and what is held are the input', (t) => {
  const alphabet = fc.constantFrom(
    'a',
    'p',
    '\x10',
    '\x1b',
    '[',
    '2',
    '0',
    '1',
    '~',
    ';',
    '5',
    'u',
    '9',
    'é',
    'O',
    'M',
  );
  fc.assert(
    fc.property(fc.array(fc.string({ unit: alphabet, maxLength: 6 })), fc.boolean(), (pieces, release) => {
      let passed = '';
      const filter = new KeyFilter(
        parseDetachKey('ctrl-p,ctrl-q'),
        (bytes) => (passed += bytes.toString('latin1')),
      );
      const safe = pieces.map((piece) => piece.replaceAll('é', '\xe9'));
      for (const piece of safe) {
        if (filter.feed(Buffer.from(piece, 'latin1'))) return false;
        if (release) filter.release();
      }
      filter.release();
      return passed === safe.join('');
    }),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

// The detach key after what looks like the beginning of a longer sequence, and the order of what is
// passed on.
import fc from 'fast-check';
import t from 'tap';
import { parseDetachKey } from '../../src/client/detach-key.ts';
import { KeyFilter } from '../../src/client/detach-key-filter.ts';

function type(
  spec: string,
  pieces: readonly string[],
  release = false,
): { passed: string; detached: boolean } {
  let passed = '';
  const filter = new KeyFilter(parseDetachKey(spec), (bytes) => (passed += bytes.toString('latin1')));
  for (const piece of pieces) {
    if (filter.feed(Buffer.from(piece, 'latin1'))) return { passed, detached: true };
    if (release) filter.release();
  }
  filter.release();
  return { passed, detached: false };
}

t.test('the key is found after ESC O and ESC [ M', (t) => {
  t.strictSame(type('^\\', ['\x1bO\x1c']), { passed: '\x1bO', detached: true });
  t.strictSame(
    type('^\\', ['\x1b', 'O', '\x1c'], true),
    { passed: '\x1bO', detached: true },
    'ESC, O, ^\\ in vim',
  );
  t.strictSame(type('^\\', ['\x1bO\x1b[92;5u']), { passed: '\x1bO', detached: true });
  t.strictSame(type('^\\', ['\x1b[M\x1c']), { passed: '\x1b[M', detached: true });
  t.strictSame(
    type('^\\', ['\x1b', '[', 'M', '\x1c'], true),
    { passed: '\x1b[M', detached: true },
    'ESC, [M, ^\\',
  );
  t.end();
});

t.test('the end of a paste is found after ESC O and ESC [ M', (t) => {
  for (const end of ['\x1bO', '\x1b[M', '\x1b[M!']) {
    const paste = `\x1b[200~x${end}\x1b[201~`;
    t.strictSame(type('^\\', [`${paste}\x1c`]), { passed: paste, detached: true }, JSON.stringify(paste));
  }
  t.end();
});

t.test('what is passed on keeps its order', (t) => {
  const keys = ['\x1b[112;5u', '\x1b[112;5:3u', '\x1b[57442;5u', '\x10', 'a'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keys)), fc.boolean(), (typed, release) => {
      return type('ctrl-p,ctrl-q', typed, release).passed === typed.join('');
    }),
  );
  t.end();
});

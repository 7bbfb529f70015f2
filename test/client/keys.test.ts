// The detach key: how it is spelled, what terminals send for it, and how it is found in the input.
import fc from 'fast-check';
import t from 'tap';
import { isKey, isPassive, parseDetachKey } from '../../src/client/detach-key.ts';
import { KeyFilter } from '../../src/client/key-filter.ts';

const key = (spec: string): ReturnType<typeof parseDetachKey>[number] => {
  const [first] = parseDetachKey(spec);
  if (!first) throw new Error('no key');
  return first;
};

t.test('spellings', (t) => {
  const legacy = (spec: string): string[] => parseDetachKey(spec).map(({ legacy }) => legacy.toString());
  t.strictSame(legacy('^\\'), ['\x1c']);
  t.strictSame(legacy('^a'), ['\x01']);
  t.strictSame(legacy('^A'), ['\x01']);
  t.strictSame(legacy('^?'), ['\x7f']);
  t.strictSame(legacy('^@'), ['\0']);
  t.strictSame(legacy('ctrl-space'), ['\0']);
  t.strictSame(legacy('ctrl-p,ctrl-q'), ['\x10', '\x11']);
  t.strictSame(legacy('ctrl-a,d'), ['\x01', 'd']);
  t.strictSame(legacy('q'), ['q']);
  t.strictSame(legacy(','), [',']);
  t.strictSame(legacy('^'), ['^']);
  t.strictSame(legacy('é'), ['é']);
  t.strictSame(legacy('\x1d'), ['\x1d']);
  for (const bad of [
    '',
    'ab',
    '^',
    '^é',
    '^1',
    'ctrl-',
    'ctrl-1',
    'ctrl-p,',
    ',ctrl-p',
    '^[',
    'ctrl-[',
    'F1',
  ]) {
    if (bad === '^') continue;
    t.throws(() => parseDetachKey(bad), { code: 'usage', message: /^bad detach key / }, bad);
  }
  t.end();
});

t.test('what terminals send for ^\\', (t) => {
  const yes = [
    '\x1c',
    '\x1b[92;5u',
    '\x1b[92;69u', // caps lock
    '\x1b[92;133u', // num lock
    '\x1b[92;5:1u',
    '\x1b[92;5:2u',
    '\x1b[92:124;5u',
    '\x1b[35::92;5u', // another layout, whose base key it is
    '\x1b[92;5;28u',
    '\x1b[92;6u',
    '\x1b[27;5;92~',
    '\x1b[52;5u', // ctrl-4
  ];
  const no = [
    '\\',
    '\x1b[92u',
    '\x1b[92;3u',
    '\x1b[92;7u',
    '\x1b[92;5:3u',
    '\x1b[93;5u',
    '\x1b[27;3;92~',
    '\x1b[A',
    'x',
  ];
  for (const token of yes) t.ok(isKey(key('^\\'), Buffer.from(token)), JSON.stringify(token));
  for (const token of no) t.notOk(isKey(key('^\\'), Buffer.from(token)), JSON.stringify(token));
  t.end();
});

t.test('what terminals send for letters', (t) => {
  t.ok(isKey(key('^a'), Buffer.from('\x1b[97;5u')));
  t.notOk(isKey(key('^a'), Buffer.from('\x1b[97;6u')), 'ctrl-shift-a is another key');
  t.notOk(isKey(key('^a'), Buffer.from('\x1b[97u')));
  t.ok(isKey(key('q'), Buffer.from('\x1b[113u')));
  t.ok(isKey(key('q'), Buffer.from('\x1b[113;1:1u')));
  t.notOk(isKey(key('q'), Buffer.from('\x1b[113;5u')));
  t.ok(isKey(key('Q'), Buffer.from('\x1b[113:81;2u')));
  t.ok(isKey(key('Q'), Buffer.from('\x1b[113;2u')));
  t.ok(isPassive(Buffer.from('\x1b[112;5:3u')), 'a release');
  t.ok(isPassive(Buffer.from('\x1b[57442;5u')), 'left control itself');
  t.notOk(isPassive(Buffer.from('\x1b[112;5u')));
  t.end();
});

interface Typed {
  readonly passed: string;
  readonly detached: boolean;
  readonly held: string;
}

/** Types in pieces; what was held at the end is released only where that is asked for. */
function type(spec: string, pieces: readonly string[], release = false): Typed {
  let passed = '';
  const filter = new KeyFilter(
    spec === '' ? [] : parseDetachKey(spec),
    (bytes) => (passed += bytes.toString('latin1')),
  );
  let detached = false;
  for (const piece of pieces) {
    detached = filter.feed(Buffer.from(piece, 'latin1'));
    if (detached) break;
    if (release) filter.release();
  }
  return { passed, detached, held: detached ? 'nothing' : filter.held };
}

const ENCODINGS = ['\x1c', '\x1b[92;5u', '\x1b[27;5;92~'];

t.test('the key anywhere in a read, and across reads', (t) => {
  for (const encoding of ENCODINGS) {
    const text = `ab\x1b[A${encoding}cd`;
    for (let cut = 0; cut <= text.length; cut++) {
      const { passed, detached } = type('^\\', [text.slice(0, cut), text.slice(cut)]);
      t.ok(detached, `${JSON.stringify(encoding)} cut at ${cut}`);
      t.equal(passed, 'ab\x1b[A');
    }
    t.ok(type('^\\', Array.from(text)).detached, 'a byte at a time');
    const late = type('^\\', Array.from(encoding), true);
    t.ok(late.detached, 'even when its beginning has been given out');
    t.equal(late.passed, encoding.slice(0, -1));
  }
  t.end();
});

t.test('ESC in front of it is another key', (t) => {
  t.strictSame(type('^\\', ['\x1b\x1c']), { passed: '\x1b', detached: true, held: 'nothing' });
  t.strictSame(type('^\\', ['\x1b\x1b[92;5u']), { passed: '\x1b', detached: true, held: 'nothing' });
  t.strictSame(type('x', ['\x1bx']), { passed: '\x1bx', detached: false, held: 'nothing' }, 'Alt-x is not x');
  t.strictSame(type('P', ['\x1bOP']), { passed: '\x1bOP', detached: false, held: 'nothing' }, 'F1 is not P');
  t.strictSame(
    type('!', ['\x1b[M !!']),
    { passed: '\x1b[M !!', detached: false, held: 'nothing' },
    'nor is a mouse',
  );
  t.end();
});

t.test('not in a bracketed paste, wherever it is cut', (t) => {
  const paste = '\x1b[200~a\x1cb\x1b[92;5uc\x1b\x1b[201~';
  for (let cut = 0; cut <= paste.length; cut++) {
    const { passed, detached } = type('^\\', [paste.slice(0, cut), paste.slice(cut)]);
    t.notOk(detached);
    t.equal(passed, paste, `cut at ${cut}`);
  }
  t.strictSame(type('^\\', [`${paste}\x1c`]), { passed: paste, detached: true, held: 'nothing' });
  t.equal(type('^\\', Array.from(paste), true).passed, paste, 'released byte by byte');
  t.ok(type('^\\', [...Array.from(paste), '\x1c'], true).detached, 'its end is seen all the same');
  t.end();
});

t.test('a sequence', (t) => {
  const spec = 'ctrl-p,ctrl-q';
  t.strictSame(type(spec, ['\x10']), { passed: '', detached: false, held: 'keys' });
  t.strictSame(type(spec, ['\x10'], true), { passed: '\x10', detached: false, held: 'nothing' });
  t.strictSame(type(spec, ['\x10', 'a']), { passed: '\x10a', detached: false, held: 'nothing' });
  t.strictSame(type(spec, ['\x10\x11']), { passed: '', detached: true, held: 'nothing' });
  t.strictSame(type(spec, ['\x10\x10', '\x11']), { passed: '\x10', detached: true, held: 'nothing' });
  t.ok(type(spec, ['\x10', '\x11'], true).detached, 'slowly');
  t.strictSame(type(spec, ['\x1b[112;5u\x1b[112;5:3u\x11']).detached, true, 'with a release in between');
  t.strictSame(type('ctrl-p,ctrl-p,ctrl-q', ['\x10\x10\x10\x11']), {
    passed: '\x10',
    detached: true,
    held: 'nothing',
  });
  t.end();
});

t.test('no key', (t) => {
  t.strictSame(type('', ['\x1c\x1b[92;5u\x1b']), {
    passed: '\x1c\x1b[92;5u\x1b',
    detached: false,
    held: 'nothing',
  });
  t.end();
});

t.test('what is given out and held is the input, for any input without the key', (t) => {
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

// The detach key: how a person spells it, and what terminals send for it.
import fc from 'fast-check';
import t from 'tap';
import { isKey, isPassive, parseDetachKey } from '../../src/client/detach-key.ts';
import type { Key } from '../../src/client/detach-key.ts';

function key(spec: string): Key {
  const [first, ...others] = parseDetachKey(spec);
  if (!first || others.length > 0) throw new Error('not one key');
  return first;
}

const matches = (spec: string, token: string): boolean => isKey(key(spec), Buffer.from(token));

t.test('each spelling stands for its bytes', (t) => {
  const legacy = (spec: string): string =>
    parseDetachKey(spec)
      .map(({ legacy }) => legacy.toString())
      .join('|');
  const spellings: Readonly<Record<string, string>> = {
    '^\\': '\x1c',
    '^a': '\x01',
    '^A': '\x01',
    '^z': '\x1a',
    '^?': '\x7f',
    '^@': '\0',
    '^]': '\x1d',
    '^^': '\x1e',
    '^_': '\x1f',
    'ctrl-a': '\x01',
    'Ctrl-A': '\x01',
    'ctrl-\\': '\x1c',
    'ctrl-]': '\x1d',
    'ctrl-^': '\x1e',
    'ctrl-_': '\x1f',
    'ctrl-@': '\0',
    'ctrl-space': '\0',
    'ctrl-p,ctrl-q': '\x10|\x11',
    'ctrl-a,d': '\x01|d',
    '^a,^a,x': '\x01|\x01|x',
    q: 'q',
    Q: 'Q',
    ',': ',',
    '^': '^',
    ' ': ' ',
    '-': '-',
    é: 'é',
    '😀': '😀',
    '\x1d': '\x1d',
    '\x7f': '\x7f',
    '\0': '\0',
    '\n': '\n',
  };
  for (const [spec, bytes] of Object.entries(spellings)) t.equal(legacy(spec), bytes, JSON.stringify(spec));
  t.end();
});

t.test('every control character except ESC has a spelling in both forms', (t) => {
  for (let byte = 0; byte < 0x20; byte++) {
    const char = String.fromCharCode(byte ^ 0x40);
    if (byte === 0x1b) continue;
    for (const spec of [`^${char}`, `ctrl-${char}`, `^${char.toLowerCase()}`, String.fromCharCode(byte)])
      t.strictSame(key(spec).legacy, Buffer.of(byte), JSON.stringify(spec));
  }
  t.end();
});

t.test('a wrong spelling is a usage error that says why', (t) => {
  const bad = [
    '',
    'ab',
    '^é',
    '^1',
    '^aa',
    '^ ',
    '^\n',
    'ctrl-',
    'ctrl-1',
    'ctrl-é',
    'ctrl-ab',
    'ctrl',
    'ctrl+a',
  ];
  const more = [
    'alt-a',
    'F1',
    'C-a',
    '^a^b',
    'ctrl-p,',
    ',ctrl-p',
    'ctrl-p,,ctrl-q',
    ',,',
    '^,',
    'ctrl-p;ctrl-q',
  ];
  const escape = ['^[', 'ctrl-[', '\x1b', 'ctrl-a,^['];
  for (const spec of [...bad, ...more, ...escape]) {
    t.throws(
      () => parseDetachKey(spec),
      { code: 'usage', message: `bad detach key ${JSON.stringify(spec)}: ` },
      JSON.stringify(spec),
    );
  }
  t.throws(() => parseDetachKey('^['), { message: /begins with \^\[/ }, 'and why');
  t.throws(() => parseDetachKey('ctrl-p,'), { message: /a key is missing/ });
  t.throws(() => parseDetachKey('ab'), { message: /"ab" is no key; give \^X, one character/ });
  t.end();
});

t.test('any spelling is a key or a usage error', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from('^ctrl-,ab[\\?@ é\0\x1b')), maxLength: 9 }),
      (spec) => {
        try {
          return parseDetachKey(spec).every(({ legacy }) => legacy.length > 0 && legacy[0] !== 0x1b);
        } catch (error) {
          return (error as { code?: unknown }).code === 'usage';
        }
      },
    ),
    { numRuns: 1000 },
  );
  t.pass();
  t.end();
});

t.test('every encoding of ^\\ is recognised, and other keys are not', (t) => {
  const yes = [
    '\x1c',
    '\x1b[92;5u',
    '\x1b[92;69u', // caps lock
    '\x1b[92;133u', // num lock
    '\x1b[92;197u', // both
    '\x1b[92;5:1u',
    '\x1b[92;5:2u', // a repeat
    '\x1b[92:124;5u',
    '\x1b[92:124:92;5u',
    '\x1b[35::92;5u', // another layout, whose base key it is
    '\x1b[92;5;28u',
    '\x1b[92;5:1;28u',
    '\x1b[92;6u', // with shift, if the layout has the key there
    '\x1b[27;5;92~',
    '\x1b[27;6;92~',
    '\x1b[52;5u', // ctrl-4
    '\x1b[27;5;52~',
  ];
  const no = [
    '',
    '\\',
    'x',
    '\x1d',
    '\x1b',
    '\x1b\x1c', // alt, in the legacy encoding
    '\x1b[92u',
    '\x1b[92;1u',
    '\x1b[92;2u',
    '\x1b[92;3u', // alt
    '\x1b[92;7u', // ctrl and alt
    '\x1b[92;13u', // ctrl and super
    '\x1b[92;5:3u', // a release
    '\x1b[93;5u',
    '\x1b[9;5u',
    '\x1b[27;3;92~',
    '\x1b[27;5;93~',
    '\x1b[26;5;92~',
    '\x1b[92;5~',
    '\x1b[92;5uu',
    '\x1b[?92;5u',
    '\x1b[A',
    '\x1b[1;5P',
  ];
  for (const token of yes) t.ok(matches('^\\', token), JSON.stringify(token));
  for (const token of no) t.notOk(matches('^\\', token), JSON.stringify(token));
  t.end();
});

t.test('every encoding of a letter is recognised, on other layouts too', (t) => {
  const yes = [
    ['^a', '\x1b[97;5u'],
    ['^a', '\x1b[97;69u'],
    ['^a', '\x1b[27;5;97~'],
    ['^a', '\x1b[1092::97;5u'], // a Cyrillic layout
    ['^a', '\x1b[97::113;5u'], // AZERTY: what is typed counts, and not where
    ['^_', '\x1b[45::54;5u'],
    ['q', '\x1b[113::97u'],
    ['#', '\x1b[51:35;2u'],
    ['?', '\x1b[63;2u'],
    ['q', '\x1b[113u'],
    ['q', '\x1b[113;u'],
    ['q', '\x1b[113;1:1u'],
    ['q', '\x1b[113;129u'],
    ['Q', '\x1b[113:81;2u'],
    ['Q', '\x1b[113;2u'],
    ['Q', '\x1b[27;2;81~'],
    ['é', 'é'],
    ['é', '\x1b[233u'],
    ['ctrl-space', '\x1b[32;5u'],
    ['^@', '\x1b[64;6u'],
    ['^@', '\x1b[50;5u'],
    ['^_', '\x1b[45;6u'],
    ['^_', '\x1b[47;5u'],
    ['^?', '\x1b[63;6u'],
    ['^^', '\x1b[54;5u'],
    ['^]', '\x1b[93;5u'],
  ] as const;
  const no = [
    ['^q', '\x1b[97::113;5u'], // AZERTY
    ['^^', '\x1b[45::54;5u'],
    ['q', '\x1b[97::113u'],
    ['q', '\x1b[1081::113u'],
    ['q', '\x1b[113;2u'], // typed as Q
    ['q', '\x1b[113:81;2u'],
    ['^a', '\x1b[97;6u'], // ctrl-shift-a is another key
    ['^a', '\x1b[97u'],
    ['^a', 'a'],
    ['q', '\x1b[113;5u'],
    ['q', '\x1b[113;3u'],
    ['q', '\x1b[113;1:3u'],
    ['q', 'Q'],
    ['Q', '\x1b[113u'],
    ['é', '\xc3'],
  ] as const;
  for (const [spec, token] of yes) t.ok(matches(spec, token), `${spec}: ${JSON.stringify(token)}`);
  for (const [spec, token] of no) t.notOk(matches(spec, token), `not ${spec}: ${JSON.stringify(token)}`);
  t.end();
});

t.test('releases and modifier keys do not interrupt a sequence of keys', (t) => {
  for (const token of [
    '\x1b[112;5:3u',
    '\x1b[57442;5u',
    '\x1b[57358;65u',
    '\x1b[57454;1u',
    '\x1b[57441;2:3u',
  ])
    t.ok(isPassive(Buffer.from(token)), JSON.stringify(token));
  for (const token of [
    '\x1b[112;5u',
    '\x1b[112;5:2u',
    '\x1b[57361u',
    '\x1b[57455;5u',
    'x',
    '\x1b',
    '\x1b[1;5A',
  ])
    t.notOk(isPassive(Buffer.from(token)), JSON.stringify(token));
  t.end();
});

t.test('any token is a key or not, and never throws', (t) => {
  const number = fc.oneof(fc.nat(300), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant(''));
  const event = fc.tuple(number, number, number, fc.constantFrom('u', '~'), fc.constantFrom(';', ':', '::'));
  const token = fc.oneof(
    fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
    event.map(([a, b, c, final, dot]) => Buffer.from(`\x1b[${a};${b}${dot}${c}${final}`)),
  );
  fc.assert(
    fc.property(token, fc.constantFrom('^\\', 'q', 'é', '^a'), (token, spec) => {
      const found = isKey(key(spec), token);
      return !found || !isPassive(token);
    }),
    { numRuns: 2000 },
  );
  t.pass();
  t.end();
});

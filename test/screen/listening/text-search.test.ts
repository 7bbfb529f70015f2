// The search for a text while output comes, compared with a search after every byte.
import fc from 'fast-check';
import t from 'tap';
import { LOOK_BYTES } from '../../../src/base/limits/limits.ts';
import type { TypedLine } from '../../../src/base/text/typed-line.ts';
import { TextSearch } from '../../../src/screen/listening/text-search.ts';
import type { Found } from '../../../src/screen/listening/text-search.ts';

const SIZE = { cols: 20, rows: 4 };

const watchFor = (pattern: RegExp, size = SIZE, typed: readonly TypedLine[] = []): TextSearch =>
  new TextSearch({ patterns: [pattern], isShown: false, size, history: 0, seq: 0, typed });

function fed(pattern: RegExp, output: string): Found | undefined {
  return watchFor(pattern).feed(Buffer.from(output));
}

t.test('a text is found after the right byte', (t) => {
  const cases: readonly (readonly [string, RegExp, string, number] | readonly [string, RegExp])[] = [
    ['one two three', /two/, 'two', 7],
    ['A done B done', /done/, 'done', 6],
    ['count: 42\r\n', /count: \d+/, 'count: 42', 9],
    ['one', /two/],
    // A line that continues on the next one, and a wide character that does not fit the first.
    ['0123456789012345678901234', /9012345678901/, '9012345678901', 22],
    ['0123456789012345678漢字', /8漢/, '8漢', 22],
    // Blanks that were printed, and a gap that was not.
    ['$ ', /^\$ $/m, '$ ', 2],
    ['a\x1b[5Gb', /a {3}b/, 'a   b', 6],
    ['first\r\nsecond\r\nthird', /^second$/m, 'second', 13],
    ['first\r\nsecond', /first\nsec/, 'first\nsec', 10],
    // Colours within, control strings, invisible text, overwritten text.
    ['gr\x1b[32mee\x1b[0mn', /green/, 'green', 14],
    ['\x1b]0;secret\x07plain', /secret/],
    ['\x1b[8msecret\x1b[0m', /secret/],
    ['secret\rpublic', /secretpublic|public/, 'public', 13],
    // The alternate screen, and the primary one below it.
    ['below\x1b[?1049habove', /below/],
    ['\x1b[?1049h\x1b[3;4Habove\x1b[?1049l', /above/],
  ];
  for (const [output, pattern, match, seq] of cases) {
    const found = fed(pattern, output);
    // A part is searched only at its end, so that text that has gone by then is not found.
    t.match(found, match === undefined ? undefined : { match, seq }, JSON.stringify(output));
  }
  t.end();
});

t.test('text that scrolls away is found, however fast', (t) => {
  const many = '\n'.repeat(3 * LOOK_BYTES);
  t.match(fed(/needle/, `needle${many}`), { match: 'needle', seq: 6 });
  t.match(fed(/needle/, `${many}needle${many}`), { match: 'needle', seq: many.length + 6 });
  const wrapped = 'x'.repeat(LOOK_BYTES - 3);
  t.match(fed(/needle/, `${wrapped}needle${many}`), { match: 'needle', seq: wrapped.length + 6 });
  t.end();
});

t.test('text that was there before counts as blank', (t) => {
  const watch = watchFor(/ready/);
  watch.pass(Buffer.from('ready\r\nready\r\n\r\n\r\n\r\n\r\nready ready? rea'));
  watch.blank();
  const { seq } = watch;
  t.equal(watch.look(), undefined);
  t.equal(watch.feed(Buffer.from('dy')), undefined, 'only its end is new');
  t.equal(watch.feed(Buffer.from('\x1b[1;2H')), undefined);
  t.match(watch.feed(Buffer.from('ready')), { match: 'ready', seq: seq + 2 + 6 + 5 });
  const both = watchFor(/primary/);
  both.pass(Buffer.from('primary\x1b[?1049h'));
  both.blank();
  t.equal(both.feed(Buffer.from('\x1b[?1049l')), undefined, 'what was below the alternate screen');
  t.end();
});

t.test('text in a snapshot is found, and text that wraps at another size', (t) => {
  const watch = new TextSearch({
    patterns: [/abcdef/],
    isShown: false,
    size: SIZE,
    history: 10,
    seq: 100,
    typed: [],
  });
  watch.draw(Buffer.from('abcdef'));
  t.match(watch.look(), { match: 'abcdef', seq: 100 });
  const narrow = watchFor(/0123456789/, { cols: 5, rows: 4 });
  narrow.pass(Buffer.from('0123456'));
  narrow.resize({ cols: 8, rows: 4 });
  t.match(narrow.feed(Buffer.from('789')), { match: '0123456789', seq: 10 });
  t.end();
});

t.test('output in any parts gives the same match, and not too early', (t) => {
  const token = fc.constantFrom(
    'a',
    'b',
    'ab',
    ' ',
    '\r\n',
    '\r',
    '\x1b[A',
    '\x1b[K',
    '漢',
    '\x1b[31m',
    '\x1b[2;3H',
    '\x1b[J',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 80 }), fc.array(fc.nat(200)), (tokens, cuts) => {
      const output = Buffer.from(tokens.join(''));
      const pattern = /ab{2}|ba{2}b/;
      const parts = [0, ...cuts.map((cut) => cut % (output.length + 1)).sort((a, b) => a - b), output.length];
      const watch = watchFor(pattern);
      let found: Found | undefined;
      for (let index = 1; index < parts.length && !found; index++)
        found = watch.feed(output.subarray(parts[index - 1], parts[index]));
      // After every byte: the search in parts may miss a match that is gone at the end of its part.
      let first: Found | undefined;
      const slow = watchFor(pattern);
      for (const byte of output) first ??= slow.feed(Buffer.of(byte));
      if (!found) return true;
      const again = watchFor(pattern);
      let there: Found | undefined;
      for (const byte of output.subarray(0, found.seq)) there = again.feed(Buffer.of(byte)) ?? there;
      return first !== undefined && found.seq >= first.seq && there !== undefined;
    }),
  );
  t.pass();
  t.end();
});

// Where tokens end in input, however it is cut.
import t from 'tap';
import { InputTokens } from '../../src/session/input-tokens.ts';

const MOST = 64;

/** Where the tokens of the bytes end, fed byte by byte. */
function ends(bytes: Buffer, most = MOST): number[] {
  const tokens = new InputTokens(most);
  return Array.from(bytes).flatMap((byte, at) => {
    tokens.advance(Buffer.of(byte));
    return tokens.whole ? [at + 1] : [];
  });
}

/** Everything that is one token, outside a paste. */
const TOKENS: Readonly<Record<string, string>> = {
  'a character': 'a',
  'a control character': '\x03',
  'a character of two bytes': 'é',
  'a character of three bytes': '€',
  'a character of four bytes': '😀',
  'an arrow': '\x1b[A',
  'a function key': '\x1b[15;5~',
  SS3: '\x1bOP',
  'SS3 with a modifier': '\x1bO5P',
  'Alt with a character': '\x1bx',
  'Alt with one of two bytes': '\x1bé',
  'Alt with Enter': '\x1b\r',
  'Alt with an arrow, as rxvt': '\x1b\x1b[A',
  "the Linux console's F1": '\x1b[[A',
  'a mouse report': '\x1b[<0;10;20M',
  'a mouse report with the row of ESC': '\x1b[M \x1b!',
  'a key of the kitty protocol': '\x1b[97;5u',
  DA1: '\x1b[?62;22c',
  DECRPM: '\x1b[?2026;2$y',
  'a colour': '\x1b]11;rgb:0000/0000/0000\x07',
  'a colour that ST ends': '\x1b]11;rgb:0000/0000/0000\x1b\\',
  XTVERSION: '\x1bP>|XTerm(380)\x1b\\',
  'an answer of the graphics protocol': '\x1b_Gi=31;OK\x1b\\',
};

for (const [name, text] of Object.entries(TOKENS)) {
  t.test(`${name} is one token`, (t) => {
    const bytes = Buffer.from(text);
    t.strictSame(ends(bytes), [bytes.length]);
    t.strictSame(ends(Buffer.concat([bytes, bytes])), [bytes.length, 2 * bytes.length]);
    t.equal(new InputTokens(MOST).fit(bytes, 1, false), bytes.length, 'given out together');
    const two = Buffer.concat([bytes, bytes]);
    t.equal(new InputTokens(MOST).fit(two, bytes.length, false), bytes.length);
    t.equal(new InputTokens(MOST).fit(two, two.length - 1, false), bytes.length);
    t.end();
  });
}

t.test('invalid or truncated tokens do not hold back what follows', (t) => {
  const at = (text: string): number[] => ends(Buffer.from(text, 'latin1'));
  t.strictSame(at('\x80a'), [1, 2], 'a continuation byte without its first');
  t.strictSame(at('\xe2\x82a'), [3], 'a character that lacks its end, and one that follows');
  t.strictSame(at('\x1b[\r'), [3], 'Alt-[ and Enter');
  t.strictSame(at('\x1bO\x03'), [3], 'Alt-O and Ctrl-C');
  t.strictSame(at('\x1b]ls\ra'), [5, 6], 'Alt-], and a line');
  t.strictSame(at('\x1bPls\x1b[A'), [7], 'Alt-P, and an arrow');
  t.strictSame(at('\x1b[1\x1b[A'), [6], 'a sequence within one');
  t.strictSame(ends(Buffer.from(`\x1b]${'x'.repeat(100)}`), 10).slice(0, 2), [10, 11], 'one that never ends');
  t.end();
});

t.test('a paste begins and ends only with its markers', (t) => {
  const pasted = (text: string): boolean => {
    const tokens = new InputTokens(MOST);
    tokens.advance(Buffer.from(text));
    return tokens.paste;
  };
  t.ok(pasted('\x1b[200~'));
  t.ok(pasted('a\x1b[200~b\r\x1b[A\x1b]x\x1b[201'));
  t.ok(pasted('\x1b[200~\x1b[201\x1b[20'));
  t.notOk(pasted('\x1b[200~\x1b[20\x1b[201~'), 'the marker after the beginning of one');
  t.notOk(pasted('\x1b[200~\x1b\x1b[201~'));
  t.notOk(pasted('\x1b[201~'));
  for (const other of ['\x1b[20~', '\x1b[2000~', '\x1b[200;1~', '\x1b[?200~', '\x1b[200u', '\x1b[200$~'])
    t.notOk(pasted(other), JSON.stringify(other));
  t.end();
});

t.test('in a paste the possible beginning of its end or of a character is held back', (t) => {
  const fit = (text: string, all = false): number => {
    const tokens = new InputTokens(MOST);
    tokens.advance(Buffer.from('\x1b[200~'));
    return tokens.fit(Buffer.from(text, 'latin1'), 100, all);
  };
  t.equal(fit('abc'), 3);
  t.equal(fit('abc\x1b'), 3);
  t.equal(fit('abc\x1b[201'), 3);
  t.equal(fit('\x1b[201'), 0);
  t.equal(fit('abc\x1b[201', true), 8, 'not where no more is to come');
  t.equal(fit('abc\x1b[201~'), 9);
  t.equal(fit('abc\x1b[201~\x1b['), 11, 'nor of what follows');
  t.equal(fit('abc\xe2\x82'), 3);
  t.equal(fit('abc\xe2\x82\xac'), 6);
  t.end();
});

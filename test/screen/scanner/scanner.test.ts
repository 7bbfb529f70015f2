// The scanner finds control functions with their parts, the same however the output is cut.
import fc from 'fast-check';
import t from 'tap';
import { Scanner } from '../../../src/screen/scanner/scanner.ts';

interface Found {
  /** All events in order, with adjacent text joined. */
  readonly events: string[];
  readonly within: boolean;
}

function scan(chunks: readonly string[]): Found {
  const events: string[] = [];
  let text = '';
  const report = (event: string): void => {
    if (text !== '') events.push(`text ${JSON.stringify(text)}`);
    text = '';
    if (event !== '') events.push(event);
  };
  const char = (code: number): string => (code === 0 ? '' : String.fromCharCode(code));
  const scanner = new Scanner({
    text: (bytes, from, to) => (text += Buffer.from(bytes.subarray(from, to)).toString('latin1')),
    shift: (control) => report(`shift ${control}`),
    escape: (intermediate, final) => report(`ESC ${char(intermediate)}${char(final)}`),
    csi: (prefix, params, intermediate, final) =>
      report(`CSI ${char(prefix)}${params.join(';')}${char(intermediate)}${char(final)}`),
    oscOpened: (number) => report(`open ${number}`),
    osc: (number, text) => report(`OSC ${number} ${text}`),
    dcs: (text) => report(`DCS ${text}`),
  });
  for (const chunk of chunks) scanner.scan(Buffer.from(chunk, 'latin1'));
  report('');
  return { events, within: scanner.within };
}

const CASES: readonly (readonly [name: string, text: string, events: readonly string[]])[] = [
  ['nothing', '', []],
  ['text', 'abc\r\n\tdef', ['text "abc\\r\\n\\tdef"']],
  ['UTF-8, in which 9b is not CSI', 'a\xc3\x9b31mb', ['text "a\xc3\x9b31mb"']],
  ['SI and SO', 'a\x0eb\x0f', ['text "a"', 'shift 14', 'text "b"', 'shift 15']],
  ['ESC and a final byte', 'a\x1bMb', ['text "a"', 'ESC M', 'text "b"']],
  ['ESC with an intermediate byte', '\x1b(0\x1b#8', ['ESC (0', 'ESC #8']],
  ['ESC twice', '\x1b\x1bM', ['ESC M']],
  ['CSI', '\x1b[m\x1b[0m\x1b[1;31m', ['CSI m', 'CSI 0m', 'CSI 1;31m']],
  ['parameters that are left out', '\x1b[;5H\x1b[5;H', ['CSI 0;5H', 'CSI 5;0H']],
  ['sub-parameters', '\x1b[4:3;38:2::1:2:3;5m', ['CSI 4;38;5m']],
  ['a prefix', '\x1b[?25l\x1b[>4;2m\x1b[=1u\x1b[<u', ['CSI ?25l', 'CSI >4;2m', 'CSI =1u', 'CSI <u']],
  ['an intermediate byte', '\x1b[5 q\x1b[!p\x1b[?2026$p', ['CSI 5 q', 'CSI !p', 'CSI ?2026$p']],
  ['a prefix after a parameter', '\x1b[1?hx', ['text "x"']],
  ['a parameter after an intermediate byte', '\x1b[ 1qx', ['text "x"']],
  ['a number that is too large', '\x1b[99999999999m', ['CSI 65535m']],
  ['as many parameters as are read', `\x1b[${'7;'.repeat(31)}8m`, [`CSI ${'7;'.repeat(31)}8m`]],
  ['a control within CSI', '\x1b[1\r\n;2\x0eH', ['text "\\r\\n"', 'shift 14', 'CSI 1;2H']],
  ['ESC within CSI', '\x1b[1;2\x1b[3m', ['CSI 3m']],
  ['CAN and SUB within CSI', '\x1b[1\x18m\x1b[1\x1am', ['text "mm"']],
  ['OSC ended by BEL', '\x1b]0;a title\x07b', ['open 0', 'OSC 0 a title', 'text "b"']],
  ['OSC ended by ST', '\x1b]8;;http://x\x1b\\b', ['open 8', 'OSC 8 ;http://x', 'text "b"']],
  ['OSC with a number only', '\x1b]104\x07', ['OSC 104 ']],
  ['OSC without a number', '\x1b]x;1\x07', ['open -1', 'OSC -1 ;1']],
  ['OSC broken off by a sequence', '\x1b]2;t\x1b[1mx', ['open 2', 'OSC 2 t', 'CSI 1m', 'text "x"']],
  [
    'OSC broken off by another and by a sequence that ends at once',
    '\x1b]2;t\x1b]2;u\x1bM',
    ['open 2', 'OSC 2 t', 'open 2', 'OSC 2 u', 'ESC M'],
  ],
  ['OSC broken off by CAN', '\x1b]2;t\x18x', ['open 2', 'text "x"']],
  [
    'DCS, SOS, PM and APC',
    '\x1bPa[1m\x07\x1b\\\x1bXb\x1b\\\x1b^c\x1b\\\x1b_d\x1b\\x',
    ['DCS a[1m\x07', 'text "x"'],
  ],
  ['DCS broken off by a sequence', '\x1bPq\x1b[1m', ['DCS q', 'CSI 1m']],
  ['DCS whose text is long', `\x1bP${'x'.repeat(99)}\x1b\\`, [`DCS ${'x'.repeat(64)}`]],
  ['ST on its own', '\x1b\\x', ['ESC \\', 'text "x"']],
];

for (const [name, text, events] of CASES) {
  t.test(`the events are found: ${name}`, (t) => {
    t.strictSame(scan([text]), { events, within: false });
    for (let at = 1; at < text.length; at++) {
      t.strictSame(scan([text.slice(0, at), text.slice(at)]).events, events, `cut at ${at}`);
    }
    t.strictSame(scan(Array.from(text)).events, events, 'a byte at a time');
    t.end();
  });
}

t.test('the scanner tells if the bytes end within a control function', (t) => {
  const whole = '\x1b[?25l\x1b(0\x1b]0;t\x1b\\\x1bPq\x1b\\\x1bM';
  const starts = new Set([0, 6, 9, 16, 21, 23]);
  for (let at = 0; at <= whole.length; at++) {
    t.equal(scan([whole.slice(0, at)]).within, !starts.has(at), `after ${at} bytes`);
  }
  t.equal(scan(['text']).within, false);
  t.end();
});

t.test('any bytes, cut anywhere, give the same events', (t) => {
  const unit = fc.constantFrom(...Array.from('\x1b\x1b\x1b[](P\\?;:15mhH q\x07\x18\r\n\x0e\x0f\x7f\x9bx'));
  const piece = fc.oneof(fc.constantFrom(...CASES.map(([, text]) => text)), fc.string({ unit }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(200)), (pieces, cuts) => {
      const text = pieces.join('');
      const chunks: string[] = [];
      let from = 0;
      for (const to of [...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length]) {
        chunks.push(text.slice(from, to));
        from = to;
      }
      return JSON.stringify(scan(chunks)) === JSON.stringify(scan([text]));
    }),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

t.test('the place where a control string opens is given', (t) => {
  const positions = (...chunks: string[]): number[] => {
    const found: number[] = [];
    const nothing = (): undefined => undefined;
    const oscOpened = (_number: number, at: number): number => found.push(at);
    const scanner = new Scanner({
      text: nothing,
      shift: nothing,
      escape: nothing,
      csi: nothing,
      osc: nothing,
      dcs: nothing,
      oscOpened,
    });
    for (const chunk of chunks) scanner.scan(Buffer.from(chunk, 'latin1'));
    return found;
  };
  t.strictSame(positions('\x1b]0;t\x07'), [0]);
  t.strictSame(positions('text\x1b]0;t\x07text\x1b]2;t\x07'), [4, 14]);
  t.strictSame(positions('text\x1b\x1b]0;t\x07'), [5], 'an ESC that is thrown away is not its beginning');
  t.strictSame(positions('text\x1b[1\x1b]0;t\x07'), [7], 'nor is a sequence that it breaks off');
  for (const cut of [1, 2, 3]) {
    const title = '\x1b]0;t\x07';
    t.strictSame(positions(title.slice(0, cut), title.slice(cut)), [-cut], `cut at ${cut}`);
  }
  t.strictSame(positions('text\x1b]0;', 't\x07x\x1b]2;t\x07'), [4, 3]);
  t.strictSame(positions('\x1bPq\x1b]0;t\x07'), [3], 'a string that it breaks off is before it');
  t.strictSame(positions('\x1bPq\x1b', ']0;t\x07'), [-1], 'cut in between');
  t.end();
});

t.test('an OSC with a long text is cut to its limit', (t) => {
  const text = `\x1b]52;${'x'.repeat(8_199)}\x07y`;
  const events = ['open 52', `OSC 52 ${'x'.repeat(8_192)}`, 'text "y"'];
  for (const at of [2, 100, 8_196, 8_197, 8_198, text.length - 2]) {
    t.ok(scan([text.slice(0, at), text.slice(at)]).events.join() === events.join(), `cut at ${at}`);
  }
  t.end();
});

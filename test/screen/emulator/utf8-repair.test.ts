// Bytes that are not UTF-8: each bad byte or maximal part is one U+FFFD, as in WHATWG's decoder.
import fc from 'fast-check';
import t from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import { Utf8Repair } from '../../../src/screen/emulator/utf8-repair.ts';
import { portrait } from '../../support/judges/xterm-screen.ts';

const decoded = (bytes: Buffer): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** The stream in pieces, and an ASCII letter that ends whatever is open. */
function repaired(...pieces: Uint8Array[]): string {
  const repair = new Utf8Repair();
  const out = [...pieces, Buffer.from('.')].map((piece) => Buffer.from(repair.repair(piece)));
  return Buffer.concat(out).toString('latin1');
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const BAD = Buffer.from(
  'caf\xe9 au lait\n\xff\xfe\xc3(\xe2\x82 x|\nna\xefve \xf0\x9f\x98 \xed\xa0\x80 \xe0\x80\xf4\x90 \xc0\xaf \xc3\xa9',
  'latin1',
);

t.test('each bad byte or maximal part becomes U+FFFD, wherever the stream is cut', (t) => {
  const expected = latin1(decoded(Buffer.concat([BAD, Buffer.from('.')])));
  for (let cut = 0; cut <= BAD.length; cut++)
    t.equal(repaired(BAD.subarray(0, cut), BAD.subarray(cut)), expected, `cut at ${cut}`);
  t.equal(repaired(...Array.from(BAD, (byte) => Uint8Array.of(byte))), expected, 'byte by byte');
  t.end();
});

t.test('any bytes in any pieces become what WHATWG decodes', (t) => {
  const byte = fc.oneof(
    fc.constantFrom(0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x41),
    fc.integer({ min: 0, max: 255 }),
  );
  const pieces = fc.array(fc.array(byte, { maxLength: 6 }), { maxLength: 8 });
  fc.assert(
    fc.property(pieces, (parts) => {
      const buffers = parts.map((part) => Buffer.from(part));
      const whole = Buffer.concat([...buffers, Buffer.from('.')]);
      return repaired(...buffers) === latin1(decoded(whole));
    }),
    { numRuns: 3_000 },
  );
  t.end();
});

t.test('valid bytes are passed on without a copy', (t) => {
  const valid = Buffer.from('plain é 漢 👍 \ufeff \ufffd');
  t.equal(new Utf8Repair().repair(valid), valid);
  t.end();
});

t.test('a bad byte has a cell of its own, and does not end a string', (t) => {
  const show = (bytes: Buffer, size: number): Record<string, unknown> => {
    const emulator = new Emulator(20, 6, 30);
    for (let at = 0; at < bytes.length; at += size) emulator.write(bytes.subarray(at, at + size));
    return portrait(emulator);
  };
  const stream = Buffer.concat([
    BAD,
    Buffer.from('\x1b]0;t\xe9\x9cle\x1b\\\x1bP1\xff\x1b\\\x1b[\xe931mx', 'latin1'),
  ]);
  const expected = show(Buffer.from(decoded(stream)), stream.length * 3);
  for (const size of [1, 2, 3, 7, stream.length])
    t.strictSame(show(stream, size), expected, `${size} bytes at a time`);

  const model = new ScreenModel({ cols: 20, rows: 4 }, 30, {
    onAnswer: () => undefined,
    onFault: () => undefined,
  });
  model.feed(Buffer.from('caf\xe9 x', 'latin1'));
  const view = model.view(0, 'plain');
  t.equal(view?.plain.split('\n')[0], 'caf\ufffd x');
  t.equal(view?.cursor.column, 6);
  t.end();
});

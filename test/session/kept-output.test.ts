// The kept output is compared with the whole output, in any pieces.
import fc from 'fast-check';
import t from 'tap';
import { KeptOutput } from '../../src/session/kept-output.ts';

t.test('the end of the output is kept', (t) => {
  const piece = fc.uint8Array({ minLength: 1, maxLength: 30_000, size: 'max' });
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom(1, 100, 8192, 50_000),
      fc.nat(),
      fc.nat(60_000),
      (pieces, limit, somewhere, most) => {
        const kept = new KeptOutput(limit);
        for (const bytes of pieces) kept.add(Buffer.from(bytes));
        const whole = Buffer.concat(pieces);
        const start = Math.max(0, whole.length - limit);
        const from = somewhere % (whole.length + 1);
        return (
          kept.end === whole.length &&
          kept.start === start &&
          kept.read(0).equals(whole.subarray(start)) &&
          kept.read(from, most).equals(whole.subarray(Math.max(from, start)).subarray(0, most))
        );
      },
    ),
  );
  t.pass();
  t.end();
});

t.test('bytes are reported in order before they are dropped, until the listener is removed', (t) => {
  const piece = fc.uint8Array({ minLength: 1, maxLength: 30_000, size: 'max' });
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.constantFrom(1, 100, 8192, 50_000),
      fc.nat(12),
      (pieces, limit, told) => {
        const kept = new KeptOutput(limit);
        const gone: Buffer[] = [];
        kept.whenGone((bytes) => gone.push(Buffer.from(bytes)));
        for (const bytes of pieces.slice(0, told)) kept.add(Buffer.from(bytes));
        const whole = Buffer.concat(pieces.slice(0, told));
        const start = kept.start;
        kept.whenGone(undefined);
        for (const bytes of pieces.slice(told)) kept.add(Buffer.from(bytes));
        return Buffer.concat(gone).equals(whole.subarray(0, start));
      },
    ),
  );
  t.pass();
  t.end();
});

t.test('nothing can be read from no output, or after its end', (t) => {
  const kept = new KeptOutput(10);
  kept.add(Buffer.alloc(0));
  t.equal(kept.read(5).length, 0);
  kept.add(Buffer.from('abc'));
  t.equal(kept.read(7).length, 0, 'behind the end');
  t.end();
});

// msgpack, held against a library that many use, in both directions.
import fc from 'fast-check';
import { Packr, Unpackr } from 'msgpackr';
import t from 'tap';
import { MAX_DEPTH } from '../../protocol/limits.ts';
import { pack, unpack } from '../../protocol/msgpack.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' });

/** Whatever a message could hold. The library gives keys that look like numbers, and __proto__, another form. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, false),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).map((one) => one + 0), // minus zero is the whole number 0
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(
      fc.string({ unit: 'grapheme' }).map((key) => `k${key}`),
      tie('value'),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
}));

t.test('what is packed is what the library reads, and what it packs is read', (t) => {
  fc.assert(
    fc.property(value, (one) => {
      t.strictSame(unpackr.unpack(pack(one)), one, 'packed');
      t.strictSame(unpack(Buffer.from(packr.pack(one))), one, 'read');
      t.strictSame(unpack(pack(one)), one, 'there and back');
    }),
    { numRuns: 300 },
  );
  t.end();
});

/** strictSame of an array of 65,536 takes seconds. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

t.test('lengths and numbers at which a format ends', (t) => {
  const lengths = [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536];
  const sized: readonly ((length: number) => unknown)[] = [
    (length): string => 'x'.repeat(length),
    (length): Buffer => Buffer.alloc(length, 1),
    (length): number[] => new Array<number>(length).fill(1),
    (length): object => Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, at])),
  ];
  const numbers = [
    0,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    0xffff_ffff,
    0x1_0000_0000,
    Number.MAX_SAFE_INTEGER,
  ];
  const negative = [-1, -32, -33, -128, -129, -32_768, -32_769, -0x8000_0000, -0x8000_0001, -(2 ** 53 - 1)];
  const all = [
    ...sized.flatMap((make) => lengths.map(make)),
    ...numbers,
    ...negative,
    0.5,
    2 ** 60,
    -Infinity,
    NaN,
  ];
  for (const one of all) {
    const packed = pack(one);
    t.ok(
      [unpackr.unpack(packed), unpack(packed), unpack(Buffer.from(packr.pack(one)))].every((out) =>
        same(out, one),
      ),
    );
    if (typeof one !== 'number') t.equal(packed.length, packr.pack(one).length, 'in its shortest form');
  }
  t.end();
});

t.test('all formats of numbers', (t) => {
  const formats: readonly (readonly [string, number])[] = [
    ['7f', 127],
    ['e0', -32],
    ['ccff', 255],
    ['cdffff', 65_535],
    ['ceffffffff', 0xffff_ffff],
    ['cf0020000000000000', 2 ** 53],
    ['d080', -128],
    ['d18000', -32_768],
    ['d280000000', -0x8000_0000],
    ['d3ffe0000000000000', -(2 ** 53)],
    ['ca3fc00000', 1.5],
    ['cb3ff8000000000000', 1.5],
  ];
  for (const [hex, number] of formats) t.equal(unpack(Buffer.from(hex, 'hex')), number, hex);
  t.end();
});

t.test('what is refused', (t) => {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  const nested = (deep: number): Buffer => Buffer.concat([Buffer.alloc(deep, 0x91), bytes('c0')]);
  for (let format = 0; format < 0x100; format++) {
    const rest = [0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8];
    if (rest.includes(format))
      t.throws(() => unpack(Buffer.concat([Buffer.of(format), Buffer.alloc(20)])), { name: 'TypeError' });
  }
  const whole = pack({
    text: 'text',
    bytes: Buffer.from('bytes'),
    list: [1, 70_000, 0.5, -3],
    map: { a: null },
  });
  for (let length = 0; length < whole.length; length++)
    t.throws(() => unpack(whole.subarray(0, length)), { name: 'RangeError' }, `cut at ${length}`);
  t.throws(() => unpack(Buffer.concat([whole, Buffer.of(0)])), { message: /behind/ });
  t.throws(() => unpack(bytes('81c201')), { message: /key/ }, 'a key that is false');
  t.strictSame(unpack(nested(MAX_DEPTH)), JSON.parse(`${'['.repeat(MAX_DEPTH)}null${']'.repeat(MAX_DEPTH)}`));
  t.throws(() => unpack(nested(MAX_DEPTH + 1)), { message: /deep/ });
  t.end();
});

t.test('the key __proto__ is a key', (t) => {
  const out = unpack(pack(JSON.parse('{"__proto__": {"a": 1}}'))) as object;
  t.equal(Object.getPrototypeOf(out), Object.prototype);
  t.equal(JSON.stringify(out), '{"__proto__":{"a":1}}');
  t.end();
});

// msgpack is written and read as by an implementation that shares no code with it, in both
// directions: from the modules, and from the bundle.
import { isDeepStrictEqual } from 'node:util';
import { ExtensionCodec, decode, encode } from '@msgpack/msgpack';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import fc from 'fast-check';
import t from 'tap';
import * as source from '../../protocol/codec.ts';
import { MAX_DEPTH } from '../../protocol/wire-limits.ts';

type Codec = typeof source;

/** The codec as bundled in the programs of the package. */
async function bundled(): Promise<Codec> {
  const { msgpackr } = (await import(new URL('../../../bundle-plugins.js', import.meta.url).href)) as {
    msgpackr: Plugin;
  };
  const entry = new URL('../../protocol/codec.js', import.meta.url).pathname;
  const plugins = [msgpackr];
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, plugins },
    ...{ platform: 'node', format: 'esm', minify: true },
  });
  const text = outputFiles[0]?.text ?? '';
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as Codec;
}

const inBundle = await bundled();
const codecs: readonly (readonly [string, Codec])[] = [
  ['modules', source],
  ['bundled', inBundle],
];

/** Any value that a message can hold. The judge refuses the key __proto__. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, false),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).map((one) => one + 0), // minus zero becomes the integer 0
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

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const judged = (packed: Buffer): unknown => decode(packed);
const judge = (one: unknown): Buffer => Buffer.from(encode(one));

/** The judge's options: extension types are refused, and keys are texts, numbers or nil. */
const strict = {
  extensionCodec: Object.assign(new ExtensionCodec(), {
    decode: () => {
      throw new TypeError('an extension type');
    },
  }),
  mapKeyConverter: (key: unknown): string => {
    if (typeof key === 'string' || typeof key === 'number' || key === null) return `k${key}`;
    throw new TypeError('a key of another kind');
  },
};

/** The name of the error that is thrown, or undefined. */
function errorOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

/** Compares by JSON: strictSame of an array of 65,536 takes seconds. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const LENGTHS = [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536];
const sized: readonly ((length: number) => unknown)[] = [
  (length): string => 'x'.repeat(length),
  (length): Buffer => Buffer.alloc(length, 1),
  (length): number[] => new Array<number>(length).fill(1),
  (length): object => Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, at])),
];
const POSITIVE = [0, 127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1];
const NEGATIVE = [-1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 53 - 1)];

/** Numbers in each of their formats. */
const FORMATS: readonly (readonly [string, number])[] = [
  ['7f', 127],
  ['e0', -32],
  ['ccff', 255],
  ['cdffff', 65_535],
  ['ceffffffff', 0xffff_ffff],
  ['cf0020000000000000', 2 ** 53],
  ['cf0020000000000001', 2 ** 53], // the nearest number
  ['cf0020000000000003', 2 ** 53 + 4],
  ['cfffffffffffffffff', 2 ** 64],
  ['d080', -128],
  ['d18000', -32_768],
  ['d280000000', -0x8000_0000],
  ['d3ffe0000000000000', -(2 ** 53)],
  ['d38000000000000000', -(2 ** 63)],
  ['ca3fc00000', 1.5],
  ['cb3ff8000000000000', 1.5],
];

/**
 * Values with a few bytes changed, and random bytes, most of which are formats of lists and maps.
 */
const garbage = fc.oneof(
  fc
    .tuple(value, fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 2 }))
    .map(([one, changes]) => {
      const packed = judge(one);
      for (const [at, byte] of changes) packed[at % packed.length] = byte;
      return packed;
    }),
  fc
    .array(fc.oneof(fc.nat(255), fc.integer({ min: 0x80, max: 0xdf }), fc.nat(2)), {
      minLength: 1,
      maxLength: 60,
    })
    .map((all) => Buffer.from(all)),
);

for (const [name, { pack, unpack }] of codecs) {
  t.test(`${name}: the judge reads what is packed, and what the judge packs is read`, (t) => {
    fc.assert(
      fc.property(value, (one) => {
        const all = [unpack(pack(one)), unpack(judge(one)), unpack(Buffer.from(encode(judged(pack(one)))))];
        return all.every((out) => isDeepStrictEqual(out, one));
      }),
      { numRuns: 200 },
    );
    t.pass();
    t.end();
  });

  t.test(`${name}: values at the limits of a format are read and take the shortest form`, (t) => {
    const rest = [0.5, 2 ** 60, -Infinity, NaN];
    for (const one of [...sized.flatMap((make) => LENGTHS.map(make)), ...POSITIVE, ...NEGATIVE, ...rest]) {
      const packed = pack(one);
      t.ok([judged(packed), unpack(packed)].every((out) => same(out, judged(judge(one)))));
      t.ok(same(unpack(judge(one)), one), 'read');
      t.equal(packed.length, judge(one).length, 'in its shortest form');
    }
    t.end();
  });

  t.test(`${name}: all formats of numbers are read`, (t) => {
    for (const [hex, number] of FORMATS) t.equal(unpack(bytes(hex)), number, hex);
    t.end();
  });

  t.test(`${name}: whole numbers are written as integers`, (t) => {
    for (const one of [...POSITIVE, ...NEGATIVE]) t.not(pack(one)[0], 0xcb, `${one}`);
    t.end();
  });

  t.test(`${name}: exactly the input that the judge refuses is refused`, (t) => {
    let count = 0;
    fc.assert(
      fc.property(garbage, (one) => {
        const fine = errorOf(() => unpack(one)) === undefined;
        if (fine) count++;
        return fine === (errorOf(() => decode(one, strict)) === undefined);
      }),
      { numRuns: 400 },
    );
    t.ok(count > 20 && count < 380, `${count} were accepted`);
    t.end();
  });

  t.test(`${name}: extension types, truncated values, other keys and deep nesting are refused`, (t) => {
    const nested = (depth: number): Buffer => Buffer.concat([Buffer.alloc(depth, 0x91), bytes('c0')]);
    const errors = new Set<unknown>();
    for (const format of [0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8])
      for (let type = 0; type < 0x100; type++)
        errors.add(errorOf(() => unpack(Buffer.concat([Buffer.of(format, type, type), Buffer.alloc(20)]))));
    t.strictSame(errors, new Set(['TypeError']), 'extension types');
    const whole = pack({
      text: 'text',
      bytes: Buffer.from('bytes'),
      list: [1, 70_000, 0.5, -3],
      map: { a: null },
    });
    for (let length = 0; length < whole.length; length++)
      t.throws(() => unpack(whole.subarray(0, length)), { name: 'RangeError' }, `cut at ${length}`);
    t.throws(() => unpack(Buffer.concat([whole, Buffer.of(0)])), { message: /behind/ });
    for (const key of ['c2', '90', '80', 'c400'])
      t.throws(() => unpack(bytes(`81${key}01`)), { message: /key/ }, `the key ${key}`);
    t.strictSame(
      unpack(nested(MAX_DEPTH)),
      JSON.parse(`${'['.repeat(MAX_DEPTH)}null${']'.repeat(MAX_DEPTH)}`),
    );
    t.throws(() => unpack(nested(MAX_DEPTH + 1)), { message: /deep/ });
    t.end();
  });

  t.test(`${name}: a record, for which msgpackr would compile code, is refused, and not remembered`, (t) => {
    for (let count = 0; count < 10; count++) t.throws(() => unpack(bytes('92 d472 40 91a161 05 4006')));
    t.strictSame(unpack(bytes('92 40 06')), [64, 6]);
    t.end();
  });

  t.test(`${name}: a map becomes a plain object, whatever its keys are`, (t) => {
    const keys = ['__proto__', 'constructor', 'toString', 'toJSON', 'hasOwnProperty', '1', 'x'.repeat(40)];
    for (const key of keys) {
      const one = JSON.parse(`{${JSON.stringify(key)}: {"own": 1}, "other": 2}`) as object;
      for (const packed of [
        pack(one),
        Buffer.concat([bytes('82'), pack(key), pack({ own: 1 }), pack('other'), bytes('02')]),
      ]) {
        const out = unpack(packed) as Record<string, unknown>;
        t.equal(Object.getPrototypeOf(out), Object.prototype, key);
        t.equal(out['own'], undefined, 'nothing is inherited');
        t.equal(out['other'], 2);
        if (key !== '__proto__') t.equal(JSON.stringify(out), JSON.stringify(one));
      }
    }
    t.equal(({} as Record<string, unknown>)['own'], undefined);
    t.strictSame(unpack(bytes('83 0102 c002 a16101')), { 1: 2, null: 2, a: 1 }, 'other keys become texts');
    t.end();
  });

  t.test(`${name}: bytes are a view of the input`, (t) => {
    for (const length of [0, 3, 300, 70_000]) {
      const packed = Buffer.from(pack([Buffer.alloc(length, 1)]));
      const [out] = unpack(packed) as [Buffer];
      t.ok(Buffer.isBuffer(out));
      t.equal(out.buffer, packed.buffer);
      t.equal(out.length, length);
    }
    t.ok(Buffer.isBuffer((unpack(pack([new Uint8Array(5)])) as unknown[])[0]), 'also those of no Buffer');
    t.end();
  });

  t.test(`${name}: text that is not UTF-8 is read with U+FFFD, as Node reads it`, (t) => {
    const text = fc
      .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0x80, max: 0xff })), {
        maxLength: 200,
      })
      .map((all) => Buffer.from([0x41, ...all]));
    fc.assert(
      fc.property(text, (one) => {
        const out = unpack(Buffer.concat([Buffer.of(0xda, one.length >> 8, one.length & 0xff), one]));
        const short = unpack(
          Buffer.concat([Buffer.of(0xa0 | Math.min(one.length, 31)), one.subarray(0, 31)]),
        );
        return out === one.toString() && short === one.subarray(0, 31).toString();
      }),
      { numRuns: 500 },
    );
    t.pass();
    t.end();
  });

  t.test(`${name}: text is written as UTF-8, with U+FFFD for half a surrogate pair`, (t) => {
    for (const length of [1, 10, 40, 300]) {
      const half = 'x'.repeat(length - 1) + '\ud83d';
      t.equal(unpack(pack(half)), half.toWellFormed());
      t.strictSame(Buffer.from(pack(half)).subarray(-3), Buffer.from('\ufffd'));
      t.strictSame(Object.keys(unpack(pack({ [half]: 1 })) as object), [half.toWellFormed()]);
    }
    t.end();
  });

  t.test(`${name}: packing does not change what was packed before, however long it is`, (t) => {
    const all = [10, 3000, 8000, 100_000, 20, 5_000_000, 30, 40].map((length) => {
      const packed = pack('x'.repeat(length), 4);
      return { packed, copy: Buffer.from(packed.subarray(4)) };
    });
    for (const { packed, copy } of all) t.ok(packed.subarray(4).equals(copy));
    t.ok((all.at(-1)?.packed.buffer.byteLength ?? Infinity) < 10_000, 'and no short one holds a long buffer');
    t.end();
  });
}

t.test('the bundle keeps a U+FEFF at the beginning of a text', (t) => {
  for (const length of [1, 20, 40, 70, 300]) {
    const text = `\ufeff${'é'.repeat(length)}`;
    t.equal(inBundle.unpack(inBundle.pack(text)), text);
  }
  t.end();
});

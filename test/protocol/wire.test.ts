// Properties of encoding and decoding over generated messages and garbage.
import fc from 'fast-check';
import t from 'tap';
import { unpack } from '../../protocol/codec.ts';
import { Decoder } from '../../protocol/decoder.ts';
import { MAX_DATA_BYTES, MAX_PAYLOAD_BYTES } from '../../protocol/wire-limits.ts';
import { DATA_HEADER_BYTES, encode, encodeData, writeDataHeader } from '../../protocol/encode.ts';
import { MessageType, REDRAW_METHODS, SIGNALS, SIGNAL_TARGETS } from '../../protocol/message.ts';
import type { Message } from '../../protocol/message.ts';
import { SIZINGS } from '../../protocol/sizing.ts';

const text = fc.string({ unit: 'grapheme' });
const bin = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const cells = fc.integer({ min: 1, max: 65_535 });
const pixels = fc.integer({ min: 0, max: 65_535 });
const size = fc.record(
  { cols: cells, rows: cells, xpixel: pixels, ypixel: pixels },
  { requiredKeys: ['cols', 'rows'] },
);
const sizing = fc.oneof(fc.constantFrom(...SIZINGS), fc.record({ cols: cells, rows: cells }));
/** Any value that survives JSON, by which the test compares. `__proto__` is refused. */
const anything = fc
  .jsonValue({ maxDepth: 3 })
  .map((value): unknown =>
    JSON.parse(JSON.stringify(value), (key, part: unknown) => (key === '__proto__' ? undefined : part)),
  );

const fields = {
  hello: fc.record(
    { protocol: uint32, version: text, session: text, pid: uint32, composes: fc.boolean() },
    { requiredKeys: ['protocol', 'version', 'session', 'pid'] },
  ),
  attach: fc.record(
    {
      size,
      terminal: fc.boolean(),
      redraw: fc.constantFrom(...REDRAW_METHODS),
      within: text,
      history: uint32,
      readonly: fc.boolean(),
      sizing,
      agent: text,
      devices: fc.array(text, { maxLength: 8 }),
      display: fc.string({ maxLength: 256 }),
      emulator: text,
      composed: fc.boolean(),
    },
    { requiredKeys: ['size', 'terminal', 'redraw', 'within'] },
  ),
  detach: fc.record({}),
  data: fc.record({
    bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  }),
  resize: fc.record({ size }),
  signal: fc.record(
    { signal: fc.constantFrom(...SIGNALS), target: fc.constantFrom(...SIGNAL_TARGETS) },
    { requiredKeys: ['signal'] },
  ),
  exit: fc.record({ status: fc.integer({ min: 0, max: 255 }), signal: fc.integer({ min: 0, max: 127 }) }),
  error: fc.record({ code: text, message: text }),
  request: fc.record({ id: uint32, method: text, params: anything }),
  reply: fc.record({ id: uint32, result: anything, error: text }),
  progress: fc.record({}),
  resync: fc.record({}),
  shown: fc.record({ bytes: uint32 }),
  undo: fc.record(
    {
      bytes: bin,
      enter: bin,
      asks: fc.array(text, { maxLength: 3 }),
      extended: fc.boolean(),
      alternate: fc.boolean(),
    },
    { requiredKeys: ['bytes'] },
  ),
  lend: fc.oneof(
    fc.record({ step: fc.constantFrom('taken', 'begun', 'ended') }),
    fc.record({
      step: fc.constant('offered'),
      terminal: fc.record({ path: text, device: text, inode: fc.maxSafeNat(), pid: uint32 }),
    }),
  ),
} satisfies Record<Message['type'], fc.Arbitrary<object>>;

const message: fc.Arbitrary<Message> = fc.oneof(
  ...Object.entries(fields).map(([type, rest]) =>
    (rest as fc.Arbitrary<object>).map((rest) => ({ type, ...rest }) as unknown as Message),
  ),
);

/** Cuts bytes into chunks of these lengths, repeatedly. */
function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

const keep = (one: Message): Message =>
  one.type === 'data' ? { ...one, bytes: Buffer.from(one.bytes) } : one;

t.test('any messages, cut anywhere, are decoded as they were encoded', (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(message, { maxLength: 10 }), lengths, (messages, lengths) => {
      const decoder = new Decoder();
      const out: Message[] = [];
      for (const chunk of cut(Buffer.concat(messages.map(encode)), lengths)) {
        if (decoder.push(chunk, (one) => out.push(keep(one))) !== undefined) return false;
      }
      for (const { type } of out) seen.add(type);
      return JSON.stringify(out) === JSON.stringify(messages);
    }),
    { numRuns: 300 },
  );
  t.strictSame(seen, new Set(Object.keys(MessageType)), 'messages of all types were among them');
  t.end();
});

/** Random bytes, and messages with a few bytes changed, which are read further. */
const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      message,
      fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
    )
    .map(([message, changes]) => {
      const payload = Buffer.from(encode(message).subarray(4));
      for (const [at, byte] of changes) payload[at % payload.length] = byte;
      return payload;
    }),
);

const framed = (payload: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return Buffer.concat([length, payload]);
};

t.test('garbage never throws, and after an error nothing is read', (t) => {
  let errors = 0;
  fc.assert(
    fc.property(garbage, garbage, fc.boolean(), (first, second, bare) => {
      const decoder = new Decoder();
      let failed: string | undefined;
      for (const bytes of [framed(first), bare ? second : framed(second), encode({ type: 'detach' })]) {
        let count = 0;
        const error = decoder.push(bytes, () => count++);
        if (failed !== undefined && (count > 0 || error !== failed)) return false;
        failed ??= error;
      }
      if (failed !== undefined) errors++;
      return true;
    }),
    { numRuns: 2000 },
  );
  t.ok(errors > 100, `${errors} of them were errors`);
  t.end();
});

t.test('garbage gives the same result however it is cut', (t) => {
  const run = (chunks: readonly Buffer[]): string => {
    const decoder = new Decoder();
    const types: string[] = [];
    let error: string | undefined;
    for (const chunk of chunks) error = decoder.push(chunk, ({ type }) => types.push(type));
    return `${types.join()} ${error}`;
  };
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(garbage, { maxLength: 4 }), lengths, (payloads, lengths) => {
      const stream = Buffer.concat(payloads.filter(({ length }) => length > 0).map(framed));
      return run([stream]) === run(cut(stream, lengths));
    }),
    { numRuns: 300 },
  );
  t.pass();
  t.end();
});

t.test('a length is refused at its last byte, before the payload', (t) => {
  for (const length of [0, MAX_PAYLOAD_BYTES + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length);
    const decoder = new Decoder();
    const answers = Array.from(header, (byte) => decoder.push(Buffer.of(byte), () => t.fail('no message')));
    const code = length === 0 ? 'frame-empty' : 'frame-too-long';
    t.strictSame(answers, [undefined, undefined, undefined, code], `${length}`);
    t.equal(
      decoder.push(encode({ type: 'detach' }), () => t.fail('nothing is read after it')),
      code,
    );
  }
  t.end();
});

t.test('a payload of the maximum length is read', (t) => {
  const room = MAX_PAYLOAD_BYTES - encode({ type: 'error', code: '', message: '' }).length - 8;
  const long: Message = { type: 'error', code: '', message: 'x'.repeat(room) };
  for (let more = 0; encode(long).length - 4 + more <= MAX_PAYLOAD_BYTES; more++) {
    const message: Message = { ...long, message: long.message + 'x'.repeat(more) };
    const frame = encode(message);
    const out: Message[] = [];
    t.equal(
      new Decoder().push(frame, (one) => out.push(one)),
      undefined,
      `${frame.length - 4} bytes`,
    );
    t.ok(out[0]?.type === 'error' && out[0].message.length === message.message.length);
  }
  t.end();
});

t.test('data that is whole in a chunk is not copied', (t) => {
  const frame = encode({ type: 'data', bytes: Buffer.from('some bytes') });
  new Decoder().push(frame, (one) => {
    t.ok(one.type === 'data' && one.bytes.buffer === frame.buffer);
  });
  t.plan(1);
});

t.test('more data than a message can hold is sent as several messages', (t) => {
  const bytes = Buffer.alloc(MAX_DATA_BYTES * 2 + 1, 'x');
  const lengths: number[] = [];
  new Decoder().push(encodeData(bytes), (one) => {
    if (one.type === 'data') lengths.push(one.bytes.length);
  });
  t.strictSame(lengths, [MAX_DATA_BYTES, MAX_DATA_BYTES, 1]);
  t.equal(encodeData(Buffer.alloc(0)).length, 0);
  t.end();
});

t.test('a header written in place is the same as that of encode, and can be decoded', (t) => {
  for (const count of [0, 1, 5, 256, MAX_DATA_BYTES]) {
    const bytes = Buffer.alloc(count, 'b');
    const frame = Buffer.concat([Buffer.alloc(DATA_HEADER_BYTES), bytes]);
    writeDataHeader(frame, count);
    if (count > 0) t.ok(frame.equals(encode({ type: 'data', bytes })), `${count} bytes`);
    t.equal(frame.readUInt32BE(0), frame.length - 4);
    t.strictSame(unpack(frame.subarray(4)), [MessageType.data, bytes]);
  }
  t.end();
});

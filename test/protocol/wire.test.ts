// The wire's numbers, and properties of encoding and decoding over generated messages and garbage.
import fc from 'fast-check';
import t from 'tap';
import { Decoder } from '../../protocol/decoder.ts';
import { MAX_DATA_BYTES, MAX_PAYLOAD_BYTES, PROTOCOL_VERSION } from '../../protocol/limits.ts';
import {
  DATA_HEADER_BYTES,
  MessageType,
  encode,
  encodeData,
  writeDataHeader,
} from '../../protocol/message.ts';
import type { Message } from '../../protocol/message.ts';

t.test('type numbers and limits are pinned: a change is a new version of the protocol', (t) => {
  t.strictSame(MessageType, {
    hello: 1,
    attach: 2,
    detach: 3,
    data: 4,
    resize: 5,
    signal: 6,
    exit: 7,
    error: 8,
    request: 9,
    reply: 10,
    progress: 11,
    resync: 12,
  });
  t.strictSame([PROTOCOL_VERSION, MAX_PAYLOAD_BYTES, MAX_DATA_BYTES], [1, 1_048_576, 65_536]);
  t.end();
});

const size = fc.record({
  cols: fc.integer({ min: 1, max: 65535 }),
  rows: fc.integer({ min: 1, max: 65535 }),
});
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant('resize' as const), size }),
  fc.record({
    type: fc.constant('attach' as const),
    size,
    terminal: fc.boolean(),
    redraw: fc.constantFrom('winch' as const, 'ctrl_l' as const, 'none' as const),
    within: fc.string({ unit: 'grapheme' }),
  }),
  fc.record({
    type: fc.constant('data' as const),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({
    type: fc.constant('exit' as const),
    status: fc.integer({ min: 0, max: 255 }),
    signal: fc.integer({ min: 0, max: 127 }),
  }),
  fc.record({ type: fc.constant('error' as const), code: fc.string(), message: fc.string() }),
);

/** Cuts bytes into chunks of the given lengths, over and over. */
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

t.test('any messages, cut anywhere, come out as they went in', (t) => {
  const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 10 }), lengths, (messages, lengths) => {
      const decoder = new Decoder();
      const out: Message[] = [];
      for (const chunk of cut(Buffer.concat(messages.map(encode)), lengths)) {
        if (decoder.push(chunk, (one) => out.push(keep(one))) !== undefined) return false;
      }
      return JSON.stringify(out) === JSON.stringify(messages);
    }),
  );
  t.pass();
  t.end();
});

t.test('garbage never throws, and nothing is read after an error', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 50 }), (garbage, payload) => {
      const frame = Buffer.alloc(4 + payload.length);
      frame.writeUInt32BE(payload.length, 0);
      frame.set(payload, 4);
      const decoder = new Decoder();
      let failed = false;
      for (const bytes of [frame, Buffer.from(garbage)]) {
        const error = decoder.push(bytes, () => {
          if (failed) throw new Error('a message after an error');
        });
        failed ||= error !== undefined;
      }
    }),
  );
  t.pass();
  t.end();
});

t.test('more than a data message holds goes as several', (t) => {
  const bytes = Buffer.alloc(MAX_DATA_BYTES * 2 + 1, 'x');
  const lengths: number[] = [];
  new Decoder().push(encodeData(bytes), (one) => {
    if (one.type === 'data') lengths.push(one.bytes.length);
  });
  t.strictSame(lengths, [MAX_DATA_BYTES, MAX_DATA_BYTES, 1]);
  t.equal(encodeData(Buffer.alloc(0)).length, 0);
  t.end();
});

t.test('a header in place is what encode writes', (t) => {
  const frame = Buffer.concat([Buffer.alloc(DATA_HEADER_BYTES), Buffer.from('bytes')]);
  writeDataHeader(frame, 5);
  t.ok(frame.equals(encode({ type: 'data', bytes: Buffer.from('bytes') })));
  t.end();
});

// The vectors of the specification, run through the decoder whole, cut at every byte, and a byte at
// a time.
import fs from 'node:fs';
import t from 'tap';
import { Decoder } from '../../protocol/decoder.ts';
import { MAX_PAYLOAD_BYTES } from '../../protocol/wire-limits.ts';
import { encode } from '../../protocol/encode.ts';
import { MessageType } from '../../protocol/message.ts';
import type { Message } from '../../protocol/message.ts';
import type { ProtocolErrorCode } from '../../protocol/validate.ts';

interface Vector {
  readonly name: string;
  /** Hexadecimal, or a list of parts, in which `00*1000` stands for a byte that is repeated. */
  readonly hex: string | readonly string[];
  readonly message?: Record<string, unknown>;
  /** The messages of a stream of several frames. */
  readonly messages?: readonly Record<string, unknown>[];
  readonly canonical?: false;
  readonly ignored?: true;
  readonly error?: string;
}

const vectors = JSON.parse(
  fs.readFileSync(new URL('../../../protocol/vectors.json', import.meta.url), 'utf8'),
) as Vector[];

/** Every code must have its key here, or this does not compile. */
const CODES: Readonly<Record<ProtocolErrorCode, true>> = {
  'frame-empty': true,
  'frame-too-long': true,
  'not-msgpack': true,
  'not-a-message': true,
  'bad-message': true,
};

const MOST_CUTS = 2_000;

function bytesOf({ hex }: Vector): Buffer {
  const parts = typeof hex === 'string' ? [hex] : hex;
  return Buffer.concat(
    parts.map((part) => {
      const [byte = '', times] = part.split('*');
      return times ? Buffer.alloc(Number(times), parseInt(byte, 16)) : Buffer.from(byte, 'hex');
    }),
  );
}

/** A message in the form of the vectors. */
function plain(message: Message): Record<string, unknown> {
  const texts = Object.entries(message).map(([key, value]: [string, unknown]) => [
    key,
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  ]);
  return Object.fromEntries(texts) as Record<string, unknown>;
}

/** A message of the vectors in the form of the code. */
function real(message: Record<string, unknown>): Message {
  const isBytes = (key: string): boolean =>
    ['data', 'undo'].includes(String(message['type'])) && (key === 'bytes' || key === 'enter');
  const values = Object.entries(message).map(([key, value]) => [
    key,
    isBytes(key) ? Buffer.from(String(value), 'hex') : value,
  ]);
  return Object.fromEntries(values) as Message;
}

const messagesOf = ({ message, messages }: Vector): readonly Record<string, unknown>[] =>
  messages ?? (message ? [message] : []);

interface Outcome {
  readonly messages: Record<string, unknown>[];
  readonly error: string | undefined;
}

function decode(chunks: readonly Buffer[]): Outcome {
  const decoder = new Decoder();
  const messages: Record<string, unknown>[] = [];
  let error: string | undefined;
  for (const chunk of chunks)
    error = decoder.push(Buffer.from(chunk), (message) => messages.push(plain(message)));
  return { messages, error };
}

const detach = encode({ type: 'detach' });

for (const vector of vectors) {
  t.test(vector.name, (t) => {
    const bytes = bytesOf(vector);
    // A message after it shows that reading goes on, or has stopped for good.
    const stream = Buffer.concat([bytes, detach]);
    const behind = vector.error ? [] : [{ type: 'detach' }];
    const expected: Outcome = { messages: [...messagesOf(vector), ...behind], error: vector.error };
    t.strictSame(decode([stream]), expected, 'whole');
    const cuts = Math.min(stream.length, MOST_CUTS);
    let wrong = 0;
    for (let at = 1; at < cuts; at++) {
      const outcome = decode([stream.subarray(0, at), stream.subarray(at)]);
      if (JSON.stringify(outcome) !== JSON.stringify(expected)) wrong++;
    }
    t.equal(wrong, 0, 'cut at every byte');
    t.strictSame(decode(Array.from(stream, (byte) => Buffer.of(byte))), expected, 'a byte at a time');
    t.end();
  });
}

t.test('messages are encoded as the vectors say', (t) => {
  let count = 0;
  for (const vector of vectors) {
    if (!vector.message || vector.canonical === false) continue;
    t.equal(encode(real(vector.message)).toString('hex'), vector.hex, vector.name);
    count++;
  }
  t.ok(count > 15, `${count} canonical vectors`);
  t.end();
});

t.test('the vectors are well formed', (t) => {
  t.equal(new Set(vectors.map(({ name }) => name)).size, vectors.length, 'no name comes twice');
  for (const vector of vectors) {
    const { name, hex, message, messages, ignored, error } = vector;
    const outcomes = [message, ignored, messages ?? error].filter((one) => one !== undefined);
    t.equal(outcomes.length, 1, `${name}: one outcome`);
    for (const part of [hex].flat())
      t.match(part, /^(?:(?:[0-9a-f]{2})+|[0-9a-f]{2}\*\d+)$/, `${name}: hexadecimal`);
    const frames = bytesOf(vector);
    const length = frames.readUInt32BE(0);
    if (!messages && length > 0 && length <= MAX_PAYLOAD_BYTES)
      t.equal(frames.length - 4, length, `${name}: one frame, whole`);
  }
  t.end();
});

t.test('every type and every error code has a vector', (t) => {
  const types = new Set(vectors.flatMap(messagesOf).map(({ type }) => type));
  t.strictSame(types, new Set(Object.keys(MessageType)));
  const codes = new Set(vectors.flatMap(({ error }) => error ?? []));
  t.strictSame(codes, new Set(Object.keys(CODES)));
  t.ok(
    vectors.some(({ ignored }) => ignored),
    'and one that is ignored',
  );
  t.end();
});

// The vectors of the specification, run through the decoder whole, cut at every byte, and a byte at a time.
import fs from 'node:fs';
import t from 'tap';
import { Decoder } from '../../protocol/decoder.ts';
import { encode } from '../../protocol/message.ts';
import type { Message } from '../../protocol/message.ts';

interface Vector {
  readonly name: string;
  /** Hexadecimal; a list of parts, of which `00*1000` stands for a byte that is repeated. */
  readonly hex: string | readonly string[];
  readonly message?: Record<string, unknown>;
  readonly canonical?: false;
  readonly ignored?: true;
  readonly error?: string;
}

const vectors = JSON.parse(
  fs.readFileSync(new URL('../../../protocol/vectors.json', import.meta.url), 'utf8'),
) as Vector[];

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

/** A message as the vectors write it. */
function plain(message: Message): Record<string, unknown> {
  return message.type === 'data'
    ? { type: 'data', bytes: Buffer.from(message.bytes).toString('hex') }
    : { ...message };
}

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
    // A message behind it shows that reading goes on, or has stopped for good.
    const stream = Buffer.concat([bytes, detach]);
    const own = vector.message ? [vector.message] : [];
    const messages = vector.error ? [] : [...own, { type: 'detach' }];
    const expected: Outcome = { messages, error: vector.error };
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

t.test('what is encoded is what the vectors say', (t) => {
  for (const vector of vectors) {
    const { message } = vector;
    if (!message || vector.canonical === false) continue;
    const bytes = Buffer.from(typeof message['bytes'] === 'string' ? message['bytes'] : '', 'hex');
    const whole = (message['type'] === 'data' ? { type: 'data', bytes } : message) as unknown as Message;
    t.equal(encode(whole).toString('hex'), vector.hex, vector.name);
  }
  t.end();
});

t.test('there is a vector for every type and every error code', (t) => {
  const types = new Set(vectors.map(({ message }) => message?.['type']));
  const all = ['hello', 'attach', 'detach', 'data', 'resize', 'signal', 'exit', 'error', 'request', 'reply'];
  for (const type of [...all, 'progress', 'resync']) t.ok(types.has(type), type);
  const codes = new Set(vectors.map(({ error }) => error));
  for (const code of ['frame-too-long', 'frame-empty', 'not-msgpack', 'not-a-message', 'bad-message']) {
    t.ok(codes.has(code), code);
  }
  t.end();
});

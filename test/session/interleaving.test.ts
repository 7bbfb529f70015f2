// Input of several senders at once: a token or a paste of one sender is never interrupted by
// another.
import fc from 'fast-check';
import t from 'tap';
import { InputQueue } from '../../src/session/input-queue.ts';

const LIMITS = { turnBytes: 16, tokenBytes: 64, holdMs: 100 };
const START = '\x1b[200~';
const END = '\x1b[201~';

/** The characters of each sender, by which its bytes are told from the others'. */
const ALPHABETS = ['abcé', 'ijk€', 'qrs😀'] as const;

const from = <T>(...all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);

/** A token of a sender, of one of the kinds that a terminal sends. */
function token(alphabet: string): fc.Arbitrary<string> {
  const character = from(...Array.from(alphabet));
  const some = fc.array(character, { minLength: 1, maxLength: 10 }).map((all) => all.join(''));
  const letter = from(...Array.from(alphabet.slice(0, 3)));
  const pasted = fc.array(
    fc.oneof(
      some,
      letter.map((one) => `\x1b${one}`),
      letter.map((one) => `\x1b[20${one}`),
    ),
    { maxLength: 10 },
  );
  return fc.oneof(
    character,
    some.map((text) => `\x1b]${text}\x07`),
    some.map((text) => `\x1bP${text}\x1b\\`),
    letter.map((one) => `\x1b[1;5${one}`),
    letter.map((one) => `\x1b${one}`),
    pasted.map((all) => `${START}${all.join('')}${END}`),
  );
}

/** One token as a program reads it. */
const ONE =
  /\x1b\[200~([^]*?)\x1b\[201~|\x1b\[[\d;]*[a-z]|\x1b\][^\x07]*\x07|\x1bP[^\x1b]*\x1b\\|\x1b[a-z]|[^\x1b]/uy;

/** The senders whose characters a text contains. */
const ownersOf = (text: string): number[] =>
  ALPHABETS.flatMap((alphabet, sender) =>
    Array.from(alphabet).some((one) => text.includes(one)) ? [sender] : [],
  );

/** Each sender's part of the output; throws if one sender's input is inside that of another. */
function readBack(output: string): string[] {
  const parts = ['', '', ''];
  ONE.lastIndex = 0;
  while (ONE.lastIndex < output.length) {
    const at = ONE.lastIndex;
    const found = ONE.exec(output)?.[0];
    if (found === undefined) throw new Error(`no token at ${at} of ${JSON.stringify(output)}`);
    if (found === START + END) continue; // an empty paste, which may be any sender's
    const owners = ownersOf(found);
    const [owner] = owners;
    if (owner === undefined || owners.length > 1)
      throw new Error(`${JSON.stringify(found)} is of ${owners.join()}`);
    parts[owner] = (parts[owner] ?? '') + found;
  }
  return parts;
}

/** The text as if its pastes had not been closed and opened again, and without empty ones. */
const joined = (text: string): string => text.replaceAll(START + END, '').replaceAll(END + START, '');

t.test('the input of every sender is whole and in order, and its tokens contain no other input', (t) => {
  const stream = (alphabet: string): fc.Arbitrary<string> =>
    fc.array(token(alphabet), { maxLength: 12 }).map((all) => all.join(''));
  const streams = fc.tuple(...ALPHABETS.map(stream));
  const steps = fc.array(
    fc.record({
      sender: fc.integer({ min: 0, max: 2 }),
      bytes: fc.integer({ min: 1, max: 40 }),
      room: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(streams, steps, (streams, steps) => {
      let room = 0;
      const written: Buffer[] = [];
      const queue = new InputQueue(
        (bytes) => {
          const count = Math.min(room, bytes.length);
          room -= count;
          written.push(Buffer.from(bytes.subarray(0, count)));
          return count;
        },
        LIMITS,
        () => 0,
      );
      const rest = streams.map((text) => Buffer.from(text));
      const add = (sender: number, count: number): void => {
        const bytes = rest[sender] ?? Buffer.alloc(0);
        rest[sender] = bytes.subarray(count);
        queue.add(sender, bytes.subarray(0, count));
      };
      for (const step of steps) {
        room = step.room;
        add(step.sender, step.bytes);
        queue.pump();
      }
      room = Infinity;
      for (const sender of [0, 1, 2]) add(sender, Infinity);
      queue.pump();
      const output = Buffer.concat(written).toString();
      const parts = readBack(output);
      for (const [sender, text] of streams.entries()) {
        if (joined(parts[sender] ?? '') !== joined(text)) throw new Error(JSON.stringify(output));
      }
      return queue.empty && !queue.full;
    }),
    { numRuns: 3000 },
  );
  t.pass();
  t.end();
});

// tdetach -p sends standard input to the session, byte for byte.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { Sandbox } from '../../support/sandbox.ts';
import { Taker } from '../../support/taker.ts';

t.test('10 MB arrive whole without a terminal', async (t) => {
  const box = new Sandbox(t);
  const input = randomBytes(10_000_000);
  const taker = await Taker.start(box, (out) => `head -c ${input.length} > ${out}; exec sleep 1000`);
  const pushed = await box.run(['-p', 's1'], { input });
  t.strictSame([pushed.status, pushed.stderr], [0, '']);
  t.ok(await taker.has(input));
});

t.test('a program that reads in small pieces sets the pace', async (t) => {
  const box = new Sandbox(t);
  const input = randomBytes(300_000);
  const small = 'dd bs=100 count=3000 iflag=fullblock 2>/dev/null';
  const taker = await Taker.start(box, (out) => `${small} of=${out}; exec sleep 1000`);
  t.equal((await box.run(['-p', 's1'], { input })).status, 0);
  t.ok(await taker.has(input));
});

t.test('a session that ends before it has taken everything is an error', async (t) => {
  const box = new Sandbox(t);
  await Taker.start(box, () => 'head -c 10 > /dev/null');
  const pushed = await box.run(['-p', 's1'], { input: Buffer.alloc(5_000_000, 'x') });
  t.equal(pushed.status, 125);
  t.match(pushed.stderr, /^tdetach: not all of the input reached s1: [^\n]*\n$/);
});

// tdetach -p: standard input to the session, byte for byte.
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import t from 'tap';
import { Sandbox, eventually } from '../support/sandbox.ts';

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

t.test('10 MB, whole, without a terminal', async (t) => {
  const box = new Sandbox(t);
  const input = randomBytes(10_000_000);
  const [ready, out] = [box.path('ready'), box.path('out')];
  const program = `stty raw -echo; touch ${ready}; head -c ${input.length} > ${out}; exec sleep 1000`;
  t.equal((await box.run(['-n', 's1', 'sh', '-c', program])).status, 0);
  await eventually(
    () => fs.existsSync(ready),
    () => fs.readdirSync(box.folder),
  );
  const pushed = await box.run(['-p', 's1'], { input });
  t.strictSame([pushed.status, pushed.stderr], [0, '']);
  await eventually(
    () => fs.statSync(out).size === input.length,
    () => fs.statSync(out).size,
  );
  t.equal(digest(fs.readFileSync(out)), digest(input));
});

t.test('a program that reads in small pieces sets the pace', async (t) => {
  const box = new Sandbox(t);
  const input = randomBytes(300_000);
  const [ready, out] = [box.path('ready'), box.path('out')];
  const program = `stty raw -echo; touch ${ready}; dd bs=100 count=3000 iflag=fullblock of=${out} 2>/dev/null; exec sleep 1000`;
  await box.run(['-n', 's1', 'sh', '-c', program]);
  await eventually(
    () => fs.existsSync(ready),
    () => fs.readdirSync(box.folder),
  );
  t.equal((await box.run(['-p', 's1'], { input })).status, 0);
  await eventually(
    () => fs.statSync(out).size === input.length,
    () => fs.statSync(out).size,
  );
  t.equal(digest(fs.readFileSync(out)), digest(input));
});

t.test('a session that ends before it has taken everything', async (t) => {
  const box = new Sandbox(t);
  const ready = box.path('ready');
  await box.run(['-n', 's1', 'sh', '-c', `stty raw -echo; touch ${ready}; head -c 10 > /dev/null`]);
  await eventually(
    () => fs.existsSync(ready),
    () => fs.readdirSync(box.folder),
  );
  const pushed = await box.run(['-p', 's1'], { input: Buffer.alloc(5_000_000, 'x') });
  t.equal(pushed.status, 125);
  t.match(pushed.stderr, /^tdetach: not all of the input reached s1: [^\n]*\n$/);
});

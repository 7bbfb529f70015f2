// A program that reads whole lines is sent no line that its terminal would cut; one that reads byte
// by byte is sent anything.
import t from 'tap';
import { Sandbox, SHOW_KEYS } from '../../support/sandbox.ts';
import { Session } from '../../../src/library/session.ts';

const MOST = 4_095;
const REFUSED = /^tdetach: s1: not typed: its program reads whole lines, [^\n]* 4095 bytes [^\n]*\n$/;

/** Prints the length of each line that it reads. */
const COUNT = ['sh', '-c', 'stty -echo; printf READY; while read -r line; do echo "got ${#line}"; done'];

t.test('a line that fits arrives whole, and a longer one is refused', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', COUNT);
  await box.session('s1').wait({ text: 'READY' });
  const input = (text: string): { input: Buffer } => ({ input: Buffer.from(text) });
  const seen = async (text: string): Promise<void> => {
    await box.session('s1').wait({ regex: new RegExp(`^(READY)?${text}$`, 'm'), timeoutMs: 120_000 });
  };
  t.equal((await box.run(['-p', 's1'], input(`${'a'.repeat(MOST)}\n`))).status, 0);
  await seen(`got ${MOST}`);
  const session = Session.named('s1', { folder: box.folder });
  const tooLong = 'a'.repeat(MOST + 1);
  for (const end of ['\n', '\r']) await t.rejects(session.send(tooLong + end), { code: 'line-too-long' });
  for (const end of ['', `\t${'b'.repeat(5_000)}\n`]) {
    const whole = `${tooLong}${end}`;
    for (const args of [
      ['-p', 's1'],
      ['send', 's1', '-'],
      ['send', 's1', whole],
    ]) {
      const { status, stderr } = await box.run(
        args,
        input(args.length === 3 && args[2] === whole ? '' : whole),
      );
      t.equal(status, 125);
      t.match(stderr, REFUSED);
    }
  }
  const some = await box.run(['-p', 's1'], input(`one\n${'a'.repeat(MOST + 1)}\ntwo\n`));
  t.strictSame([some.status, REFUSED.test(some.stderr)], [125, true]);
  await seen('got 3');
  // A line that has begun counts as well.
  await session.send('a'.repeat(3_000));
  const more = await box.run(['send', 's1', 'a'.repeat(1_096)]);
  t.strictSame([more.status, REFUSED.test(more.stderr)], [125, true], more.stderr);
  await session.send({ text: 'a'.repeat(1_090), keys: ['Enter'] });
  await seen('got 4090');
  await t.rejects(session.send('a'.repeat(5_000)), { code: 'line-too-long' });
  await session.send(`${'a'.repeat(4_000)}\n${'b'.repeat(4_001)}\r`);
  await seen('got 4001');
});

t.test('a program in raw mode is sent lines of any length', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  await box.session('s1').wait({ text: 'READY' });
  for (const args of [
    ['send', 's1', 'x'.repeat(9_000)],
    ['send', 's1', '-'],
    ['-p', 's1'],
  ]) {
    const { status, stderr } = await box.run(args, { input: Buffer.from('y'.repeat(9_000)) });
    t.strictSame([status, stderr], [0, '']);
  }
});

t.test('run -i refuses a line that is too long, and ends the input', async (t) => {
  const box = new Sandbox(t);
  const input = Buffer.from(`one\n${'a'.repeat(5_000)}\ntwo\n`);
  const { stdout, stderr } = await box.run(['run', '-i', 's1', 'sh', '-c', 'cat; echo over'], { input });
  t.match(stderr, REFUSED);
  t.match(stdout.toString(), /one\r\n[^]*over\r\n$/);
});

// Sending and waiting end when the time is over, or when the caller gives up; what was not typed by then is not typed.
import t from 'tap';
import { attach } from '../../src/library/attachment.ts';
import { createSession } from '../../src/library/create.ts';
import { Session } from '../../src/library/session.ts';
import { EXECUTABLE, Sandbox, eventually } from '../support/sandbox.ts';

t.test('send ends in time, tells what was taken, and what was not is never typed', async (t) => {
  const box = new Sandbox(t);
  await box.run([
    '-n',
    's1',
    'sh',
    '-c',
    `stty raw -echo; printf READY; while [ ! -e ${box.path('go')} ]; do sleep 0.02; done; exec cat`,
  ]);
  await box.run(['wait', 's1', '--text', 'READY']);
  const began = performance.now();
  const sent = await box.run(['send', 's1', 'a'.repeat(100_000), '--timeout', '3s']);
  t.ok(performance.now() - began < 30_000);
  t.equal(sent.status, 124);
  const [, taken] =
    /^tdetach: s1: out of time after 3 s: its program has taken (\d+) bytes, and the rest is not typed any more\n$/.exec(
      sent.stderr,
    ) ?? [];
  t.ok(Number(taken) > 0 && Number(taken) < 100_000, sent.stderr);
  await box.run(['run', 's2', 'touch', box.path('go')]);
  t.equal((await box.run(['send', 's1', 'z', '--timeout', '20s'])).status, 0);
  const session = Session.named('s1', { folder: box.folder });
  await session.wait({ text: 'az', timeoutMs: 20_000 });
  let count = 0;
  await session.output((part) => (count += Buffer.from(part.bytes).toString('latin1').split('a').length - 1));
  t.equal(count, Number(taken), 'no more than was told');
  t.equal((await box.run(['send', 's1', 'x', '--timeout', 'soon'])).status, 125);
});

t.test('a signal gives up what waits, with its reason', async (t) => {
  const box = new Sandbox(t);
  await box.run(['-n', 's1', 'sh', '-c', 'stty raw -echo; printf READY; exec sleep 1000']);
  const session = Session.named('s1', { folder: box.folder });
  await session.wait({ text: 'READY' });
  const gone = { code: 'aborted', cause: { message: 'enough' } };
  const stop = new AbortController();
  const { signal } = stop;
  const folder = box.folder;
  const attached = await attach('s1', { folder, signal });
  const waiting = [
    t.rejects(session.wait({ exit: true, signal }), gone),
    t.rejects(session.wait({ idleMs: 100_000, signal }), gone),
    t.rejects(session.wait({ text: 'never', signal }), gone),
    t.rejects(session.wait({ regex: /never/, signal }), gone),
    t.rejects(session.send({ text: 'a'.repeat(100_000), signal }), {
      ...gone,
      message: /has taken \d+ bytes/,
    }),
    t.rejects(
      session.output(() => undefined, { follow: true, signal }),
      gone,
    ),
  ];
  setTimeout(() => stop.abort(new Error('enough')), 300);
  await Promise.all(waiting);
  t.strictSame(await attached.ended, { kind: 'detached' });
  await t.rejects(attach('s1', { folder, signal }), gone);
  await t.rejects(session.send({ text: 'a', signal }), gone);
  await t.rejects(createSession(EXECUTABLE, 's2', { folder, command: ['cat'], signal }), gone);
  const idle = async (): Promise<boolean> => (await session.status()).clients.length === 0;
  await eventually(idle, () => 'clients');
});

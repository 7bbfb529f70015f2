// Sending and waiting end at their timeout, or when the caller gives up. Text that was not typed by
// then is never typed.
import t from 'tap';
import { attach } from '../../../src/library/attachment.ts';
import { createSession } from '../../../src/library/create.ts';
import { connect } from '../../../src/library/connect.ts';
import { list } from '../../../src/library/list.ts';
import { Session } from '../../../src/library/session.ts';
import { startHost } from '../../../src/v8/spawn-host.ts';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';

t.test('send ends at its timeout, counts what was taken, and never types the rest', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', [
    'sh',
    '-c',
    `stty raw -echo; printf READY; while [ ! -e ${box.path('go')} ]; do sleep 0.02; done; exec cat`,
  ]);
  await box.session('s1').wait({ text: 'READY' });
  const began = performance.now();
  const sent = await box.run(['send', 's1', 'a'.repeat(100_000), '--timeout', '3s']);
  t.ok(performance.now() - began < 60_000);
  t.equal(sent.status, 124);
  const [, taken] =
    /^tdetach: s1: out of time after 3 s: its program has taken (\d+) bytes, and the rest is not typed any more\n$/.exec(
      sent.stderr,
    ) ?? [];
  t.ok(Number(taken) > 0 && Number(taken) < 100_000, sent.stderr);
  await box.run(['run', 's2', 'touch', box.path('go')]);
  t.equal((await box.run(['send', 's1', 'z', '--timeout', '120s'])).status, 0);
  const session = Session.named('s1', { folder: box.folder });
  await session.wait({ text: 'az', timeoutMs: 120_000 });
  let count = 0;
  for await (const { bytes } of session.output())
    count += Buffer.from(bytes).toString('latin1').split('a').length - 1;
  t.equal(count, Number(taken), 'no more than was told');
  t.equal((await box.run(['send', 's1', 'x', '--timeout', 'soon'])).status, 125);
});

/** Collects everything from an iterator. */
async function exhaust(all: AsyncIterable<unknown>): Promise<unknown[]> {
  const told: unknown[] = [];
  for await (const one of all) told.push(one);
  return told;
}

t.test('an abort signal ends calls that wait, with its reason', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'stty raw -echo; printf READY; exec sleep 1000']);
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
      message: /has taken \d+ bytes|nothing was typed/,
    }),
    t.rejects(exhaust(session.output({ follow: true, signal })), gone),
    t.rejects(exhaust(session.events({ signal })), gone),
  ];
  setTimeout(() => stop.abort(new Error('enough')), 300);
  await Promise.all(waiting);
  t.strictSame(await attached.ended, { kind: 'detached' });
  await t.rejects(attach('s1', { folder, signal }), gone);
  await t.rejects(session.send({ text: 'a', signal }), gone);
  await t.rejects(exhaust(session.output({ signal })), gone);
  for (const call of ['status', 'screen', 'html', 'kill', 'stopRecording', 'forget'] as const)
    await t.rejects(Promise.resolve<unknown>(session[call]({ signal })), gone, call);
  await t.rejects(session.detach([], { signal }), gone);
  await t.rejects(session.rename('s3', { signal }), gone);
  await t.rejects(session.record('file', { signal }), gone);
  await t.rejects(session.mark('here', { signal }), gone);
  await t.rejects(connect('s1', { folder, signal }), gone);
  await t.rejects(list({ folder, signal }), gone);
  await t.rejects(
    createSession(() => startHost(EXECUTABLE), 's2', { folder, command: ['cat'], signal }),
    gone,
  );
  const idle = async (): Promise<boolean> => (await session.status()).clients.length === 0;
  await eventually(idle, () => 'clients');
});

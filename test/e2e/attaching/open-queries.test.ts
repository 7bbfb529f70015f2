// Queries that are open when the terminal that was asked goes: another terminal or the host answers
// each of them once.
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

/** Prints the query once x is typed, and then writes its input to a file. */
const asks = (file: string, query: string): string[] => [
  'sh',
  '-c',
  `stty raw -echo; printf READY; head -c 1 >/dev/null; printf '${query}ASKED'; exec cat -v > ${file}`,
];

interface Asked {
  readonly box: Sandbox;
  readonly leader: Terminal;
  /** What the program was given after the query. */
  readonly given: () => string;
}

/** A session whose leader's terminal was asked, and does not answer by itself. */
async function asked(t: Test, query: string, more?: (box: Sandbox) => Promise<unknown>): Promise<Asked> {
  const box = new Sandbox(t);
  const file = box.path('given');
  const given = (): string => fs.readFileSync(file, 'utf8');
  await box.create('s1', asks(file, query));
  await more?.(box);
  const leader = box.terminal(['-a', 's1']);
  await leader.until('READY');
  leader.type('x');
  await leader.until('ASKED');
  await eventually(() => fs.existsSync(file), given);
  return { box, leader, given };
}

const is = (given: () => string, expected: string): Promise<void> =>
  eventually(
    () => given() === expected,
    () => [given(), expected],
  );

/**
 * Types a key, and waits until it arrives: the host has then taken all that the terminal sent
 * before.
 */
async function after({ leader, given }: Asked, before: string, key: string): Promise<void> {
  leader.type(key);
  await eventually(() => given().endsWith(key), given);
  if (given() !== before + key) throw new Error(`given: ${JSON.stringify(given())}`);
}

const CPR = '^[[1;6R';

type Way = (asked: Asked) => unknown;
const WAYS: Readonly<Record<string, Way>> = {
  'killed by SIGKILL': ({ leader }) => process.kill(leader.pid, 'SIGKILL'),
  'detached by its key': ({ leader }) => leader.type('\x1c'),
  'detached by the verb': ({ box }) => box.run(['detach', 's1']),
  'hung up': ({ leader }) => leader.hangUp(),
  'stopped by SIGSTOP': ({ leader }) => process.kill(leader.pid, 'SIGSTOP'),
};

t.test('a query that the terminal has passed over is not answered when it goes', async (t) => {
  const all = await asked(t, '\\033[>c\\033[>q');
  all.leader.type('\x1b[>0;1100;1c');
  await all.leader.until('\x1b[14t'); // the host's own query, which it asks later
  all.leader.type('\x1b[4;360;560t');
  await after(all, '^[[>0;1100;1c', 'k');
  all.leader.type('\x1c');
  t.equal(await all.leader.status(), 0);
  await all.box.session('s1').send('z');
  await is(all.given, '^[[>0;1100;1ckz');
});

for (const [name, go] of Object.entries(WAYS)) {
  t.test(`the host answers a query that is open when the leader is ${name}`, async (t) => {
    const all = await asked(t, '\\033[6n');
    await go(all);
    await is(all.given, CPR);
    await all.box.session('s1').send('k');
    await is(all.given, `${CPR}k`);
    t.pass();
  });

  if (name === 'detached by the verb') continue; // it detaches all of them
  t.test(
    `the host answers an open query when the leader is ${name}, even if another terminal is attached`,
    async (t) => {
      let other: Terminal | undefined;
      const all = await asked(t, '\\033[6n', async (box) => {
        other = box.terminal(['-a', 's1']);
        await other.until('READY');
      });
      await other?.until('ASKED');
      other?.type('\x1b[1;6R'); // from a terminal that does not lead, so not for the program
      await go(all);
      await is(all.given, CPR);
      other?.type('k');
      await is(all.given, `${CPR}k`);
      t.pass();
    },
  );
}

t.test('several open queries are answered in order, and answered ones not again', async (t) => {
  const query = '\\033[6n\\033]11;?\\033\\\\\\033[?2004$p\\033P$qm\\033\\\\\\033[>q\\033[?u\\033[18t\\033[c';
  const all = await asked(t, query);
  all.leader.type('\x1b[1;6R');
  await is(all.given, CPR);
  process.kill(all.leader.pid, 'SIGKILL');
  const rest =
    /^\^\[\[1;6R\^\[\]11;rgb:0000\/0000\/0000\^\[\\\^\[\[\?2004;2\$y\^\[P1\$r0m\^\[\\\^\[P>\|tdetach\([\d.]+\)\^\[\\\^\[\[\?0u\^\[\[8;24;80t\^\[\[\?62;22c$/;
  await eventually(() => rest.test(all.given()), all.given);
  t.pass();
});

t.test('a query that its terminal has passed over is never answered', async (t) => {
  const all = await asked(t, '\\033[?u\\033[c');
  all.leader.type('\x1b[?62;22c');
  await is(all.given, '^[[?62;22c');
  all.leader.type('\x1c');
  await all.leader.status();
  await all.box.session('s1').send('k');
  await is(all.given, '^[[?62;22ck');
  t.pass();
});

t.test('the host does not answer for a silent terminal that stays', async (t) => {
  const all = await asked(t, '\\033[6n');
  // Longer than the host would wait for a stopped terminal.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await after(all, '', 'k');
  all.leader.type('\x1b[1;6R');
  await is(all.given, `k${CPR}`);
  t.pass();
});

t.test('a query that is cut when the leader goes counts as asked afterwards', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('given');
  const script = `stty raw -echo; printf READY; head -c 1 >/dev/null; printf 'CUT\\033['; head -c 1 >/dev/null; printf 6n; exec cat -v > ${file}`;
  await box.create('s1', ['sh', '-c', script]);
  const leader = box.terminal(['-a', 's1']);
  await leader.until('READY');
  leader.type('x');
  await leader.until('CUT');
  leader.type('\x1c');
  await leader.status();
  await box.session('s1').send('y');
  const given = (): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
  await is(given, '^[[1;9R');
  t.pass();
});

t.test('if another terminal takes the lead by a key, the late answer of the first is dropped', async (t) => {
  let other: Terminal | undefined;
  const all = await asked(t, '\\033[6n', async (box) => {
    other = box.terminal(['-a', 's1']);
    await other.until('READY');
  });
  await other?.until('ASKED');
  other?.type('k');
  await eventually(() => all.given().length === CPR.length + 1, all.given);
  t.match(all.given(), /\^\[\[1;6R/);
  const before = all.given();
  all.leader.type('\x1b[1;6R');
  await after(all, before, 'l'); // leads again, and what it sent first was dropped
  all.leader.type('\x1b[1;6R');
  await after(all, `${before}l^[[1;6R`, 'm'); // no answer is expected any more, so a report now is for the program
});

t.test('a leader that goes on after a stop does not answer a second time', async (t) => {
  const all = await asked(t, '\\033[6n');
  process.kill(all.leader.pid, 'SIGSTOP');
  await is(all.given, CPR);
  process.kill(all.leader.pid, 'SIGCONT');
  all.leader.type('\x1b[1;6R');
  await after(all, CPR, 'k');
});

t.test('what is asked while the leader is stopped is answered by the host', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('given');
  const program = asks(file, '\\033[6n');
  const leader = box.terminal(['-c', 's1', ...program]);
  await leader.until('READY');
  process.kill(leader.pid, 'SIGSTOP');
  await box.session('s1').send('x');
  const given = (): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
  await is(given, CPR);
  process.kill(leader.pid, 'SIGCONT');
  await leader.until('ASKED');
  leader.type('\x1b[1;6R');
  await after({ box, leader, given }, CPR, 'k');
});

t.test('a query that the host cannot answer is asked of the next leader', async (t) => {
  let other: Terminal | undefined;
  const all = await asked(t, '\\033]52;c;?\\033\\\\', async (box) => {
    other = box.terminal(['-a', 's1']);
    await other.until('READY');
  });
  await other?.until('ASKED');
  other?.clear();
  process.kill(all.leader.pid, 'SIGKILL');
  await other?.until('\x1b]52;c;?\x1b\\');
  other?.type('\x1b]52;c;Zm9v\x1b\\');
  await is(all.given, '^[]52;c;Zm9v^[\\');
  t.pass();
});

t.test('if only a read-only client is left, the host answers', async (t) => {
  const all = await asked(t, '\\033[6n');
  const viewer = all.box.terminal(['-a', '-R', 's1']);
  await viewer.until('ASKED');
  process.kill(all.leader.pid, 'SIGKILL');
  await is(all.given, CPR);
  t.pass();
});

t.test('the host answers for a creator that is killed while its terminal is asked', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('given');
  const script = `stty raw -echo; printf '\\033[6nASKED'; exec cat -v > ${file}`;
  const creator = box.terminal(['-c', 's1', 'sh', '-c', script]);
  await creator.until('ASKED');
  process.kill(creator.pid, 'SIGKILL');
  const given = (): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
  await is(given, '^[[1;1R');
  t.pass();
});

// What list --json and events tell about the shell of a session.
import fs from 'node:fs';
import t from 'tap';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

const mark = (text: string): string => `\\033]133;${text}\\007`;

/** Prints the first of these texts at once, and the next one after each typed line. */
function steps(...printed: readonly string[]): string[] {
  const lines = printed.map((text) => `printf '${text}'; read line`);
  return ['sh', '-c', `stty -echo; ${lines.join('; ')}`];
}

/** The object that list --json prints for a session. */
async function shownOf(box: Sandbox, name: string): Promise<Record<string, unknown>> {
  const { stdout } = await box.run(['list', name, '--json']);
  const told = JSON.parse(stdout.toString()) as Record<string, unknown>;
  const keys = ['foreground', 'folder', 'atPrompt', 'commandLine', 'lastStatus', 'progress'];
  return Object.fromEntries(keys.map((key) => [key, told[key]]));
}

function isSocket(link: string): boolean {
  try {
    return fs.readlinkSync(link).startsWith('socket:');
  } catch {
    return false; // closed by now
  }
}

t.test('list --json reports the state of a shell that marks its prompts', async (t) => {
  const box = new Sandbox(t);
  const folder = '\\033]7;file:///usr\\007';
  const running = `${mark('C;cmdline_url=make%%20all')}\\033]9;4;1;40\\007one`;
  await box.create('s1', steps(`${folder}${mark('A')}$ ${mark('B')}two`, running, `${mark('D;3')}three`));
  await box.session('s1').wait({ text: 'two' });
  const about = { foreground: 'sh', folder: '/usr' };
  const none = { commandLine: null, lastStatus: null, progress: null };
  t.strictSame(await shownOf(box, 's1'), { ...about, atPrompt: true, ...none });
  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s1').wait({ text: 'one' });
  const progress = { state: 1, percent: 40 };
  const expected = { ...about, atPrompt: false, commandLine: 'make all', lastStatus: null, progress };
  t.strictSame(await shownOf(box, 's1'), expected);
  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s1').wait({ text: 'three' });
  t.strictSame(await shownOf(box, 's1'), { ...expected, commandLine: null, lastStatus: 3 });
});

t.test('list --json reports the foreground program and its folder even without marks', async (t) => {
  const box = new Sandbox(t);
  fs.mkdirSync(box.path('below'));
  await box.create('s1', ['bash', '--norc', '-i']);
  await box.session('s1').send({ text: 'cd below; exec -a named-so sleep 1000', keys: ['Enter'] });
  const none = { atPrompt: null, commandLine: null, lastStatus: null, progress: null };
  let told: unknown;
  await eventually(
    async () => {
      told = await shownOf(box, 's1');
      return (told as Record<string, unknown>)['foreground'] === 'named-so';
    },
    () => told,
  );
  t.strictSame(told, { foreground: 'named-so', folder: box.path('below'), ...none });
});

t.test('events reports when commands start and end', async (t) => {
  const box = new Sandbox(t);
  const said = [
    `${mark('A')}${mark('B')}`,
    `${mark('C;cmdline_url=ls')}x`,
    mark('D;2'),
    mark('C'),
    mark('D'),
  ];
  await box.create('s1', steps(...said));
  const following = box.run(['events', 's1', '--json']);
  const text = box.run(['events', 's1']);
  const host = hostOf((await programOf(box.path('s1'))) ?? 0);
  const sockets = (): number =>
    fs.readdirSync(`/proc/${host}/fd`).filter((fd) => isSocket(`/proc/${host}/fd/${fd}`)).length;
  await eventually(() => sockets() === 3, sockets); // the listening one, and one for each follower
  for (let count = 0; count < said.length; count++) {
    const { stdout } = await box.run(['send', 's1', '--enter', '--json']);
    const { seq } = JSON.parse(stdout.toString()) as { seq: number };
    if (count < said.length - 1) await box.run(['wait', 's1', '--idle', '20ms', '--since', String(seq)]);
  }
  const events = (await following).stdout.toString().trim().split('\n');
  const told = events
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => String(event).startsWith('command-'))
    .map(({ event, command, status }) => [event, command, status]);
  t.strictSame(told, [
    ['command-started', 'ls', undefined],
    ['command-ended', 'ls', 2],
    ['command-started', null, undefined],
    ['command-ended', null, null],
  ]);
  const lines = (await text).stdout.toString();
  t.match(lines, /s1 command-started ls\n.* s1 command-ended status 2 ls\n/s);
  t.match(lines, /s1 command-started\n.* s1 command-ended status unknown\n/s);
});

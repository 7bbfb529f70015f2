// Command lines that people bring from other programs, and the advice in errors, in the built
// program.
import t from 'tap';
import { mistake } from '../../support/mistake.ts';
import { Sandbox, programOf } from '../../support/sandbox.ts';

t.test('words of tmux and docker make, list and find sessions', async (t) => {
  const box = new Sandbox(t);
  const made = await box.run(['new-session', '-d', '-s', 's1', 'sleep', '1000']);
  t.strictSame([made.status, made.stderr], [0, '']);
  t.type(await programOf(box.path('s1')), 'number');
  for (const words of [['ls'], ['list-sessions'], ['ps', '-a'], ['-l'], ['--list'], ['-ls']]) {
    const listed = await box.run(words);
    t.equal(listed.status, 0, words.join(' '));
    t.match(listed.stdout.toString(), /^s1 +live /m, words.join(' '));
  }
  const there = await box.run(['has-session', '-t', 's1']);
  t.strictSame([there.status, there.stdout.toString(), there.stderr], [0, '', '']);
  const missing = await box.run(['has-session', '-t', 's2']);
  t.strictSame([missing.status, missing.stdout.toString()], [1, '']);
  t.match(missing.stderr, /^tdetach: there is no session s2 in [^\n]*; the nearest is s1, /);
});

t.test('attach and new do the same on a terminal as -a and -c', async (t) => {
  const box = new Sandbox(t);
  const created = box.terminal(['new', 's1', 'sh', '-c', 'echo made; read x; exit 3']);
  await created.until('made');
  created.type('\x1c');
  t.equal(await created.status(), 0);
  const attached = box.terminal(['attach', '-t', 's1']);
  await attached.until('made');
  attached.type('\r');
  t.equal(await attached.status(), 3);
});

t.test('help and version work as words', async (t) => {
  const box = new Sandbox(t);
  t.match((await box.run(['help'])).stdout.toString(), /-c, --create/);
  t.match((await box.run(['help', 'send'])).stdout.toString(), /^tdetach send SESSION/);
  t.match((await box.run(['version'])).stdout.toString(), /^\d+\.\d+\.\d+\n$/);
});

t.test('a word that is not carried out gives the right command in one line', async (t) => {
  const box = new Sandbox(t);
  await box.create('a', ['sleep', '1000']);
  const says = async (...args: string[]): Promise<string> => {
    const { status, stderr } = await mistake(box, args);
    t.equal(status, 125, args.join(' '));
    return stderr;
  };
  t.equal(await says('kill-session', '-t', 'a'), 'tdetach: there is no verb kill-session: tdetach kill a\n');
  t.type(await programOf(box.path('a')), 'number', 'it still lives');
  const existing = 'to attach to the session called a: tdetach -a a';
  t.equal(await says('a'), `tdetach: there is no verb a: tdetach -a SESSION; ${existing}\n`);
  t.match(await says('nothing', 'more'), /^tdetach: unknown verb "nothing": the nearest are [a-z, ]*\n$/);
});

t.test('an unknown verb that names a session gives the command to attach to it', async (t) => {
  const box = new Sandbox(t);
  await box.create('work', ['sleep', '1000']);
  const alone = await box.run(['work']);
  t.match(
    alone.stderr,
    /^tdetach: unknown verb "work": [^\n]*; to attach to the session called work: tdetach -a work\n$/,
  );
  t.notMatch((await mistake(box, ['work', 'x'])).stderr, /to attach/, 'not where more words follow');
  t.notMatch((await mistake(box, ['wrk'])).stderr, /to attach/, 'not if the session does not exist');
});

t.test(
  'if a session is missing, each verb names the nearest, and only attach says how to make it',
  async (t) => {
    const box = new Sandbox(t);
    const none = `there is no session wrk in ${box.folder}`;
    t.equal((await mistake(box, ['screen', 'wrk'])).stderr, `tdetach: ${none}, and no other\n`);
    await box.create('work', ['sleep', '1000']);
    // These report each session on its own, which only the executable does.
    const told = new Set<string | undefined>(['kill', 'rm', 'list']);
    for (const args of [
      ['kill', 'wrk'],
      ['rm', 'wrk'],
      ['screen', 'wrk'],
      ['log', 'wrk'],
      ['send', 'wrk', 'x'],
      ['wait', 'wrk', '--exit'],
      ['detach', 'wrk'],
      ['rename', 'wrk', 'x'],
      ['list', 'wrk'],
      ['events', 'wrk'],
      ['record', 'wrk', '--stop'],
      ['-p', 'wrk'],
    ]) {
      const { stderr } = await (told.has(args[0]) ? box.run(args) : mistake(box, args));
      t.equal(stderr, `tdetach: ${none}; the nearest is work, and tdetach list shows all\n`, args.join(' '));
    }
    t.equal((await box.run(['-a', 'wrk'])).stderr, `tdetach: ${none}: tdetach -c wrk makes it\n`);
    const missing = await mistake(box, ['screen', './wrk']);
    t.equal(missing.stderr, 'tdetach: there is no session ./wrk\n', 'a path has no neighbours');
  },
);

t.test('attaching without a terminal names the commands that need none', async (t) => {
  const box = new Sandbox(t);
  const says = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await box.run(args);
    t.strictSame([status, stdout.length], [125, 0], args.join(' '));
    return stderr;
  };
  const needs = (mode: string): string => `tdetach: ${mode} needs a terminal on standard input`;
  t.equal(await says('-c', 's1'), `${needs('-c')}: tdetach -n s1 makes the session without one\n`);
  t.equal(await says('-A', 's1'), `${needs('-A')}: tdetach -n s1 makes the session without one\n`);
  t.match(await says('-a', 's1'), /^tdetach: there is no session s1 in [^\n]*: tdetach -c s1 makes it\n$/);
  await box.create('s1', ['sleep', '1000']);
  for (const mode of ['-a', '-A']) {
    const without = 'screen, send and wait need none (tdetach screen s1)';
    t.equal(await says(mode, 's1'), `${needs(mode)}: ${without}\n`);
  }
  await box.create('s2', ['true']);
  await box.session('s2').wait({ exit: true });
  t.match(
    await says('-a', 's2'),
    /^tdetach: s2 has ended, with status 0, [^\n]*: tdetach screen s2 shows what it left\n$/,
  );
});

t.test('a text that names a key is typed, with a note', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['cat']);
  const noted = await box.run(['send', 's1', 'ls', 'Enter']);
  t.strictSame(
    [noted.status, noted.stderr],
    [0, 'tdetach: "Enter" was typed as text: --keys Enter presses the key\n'],
  );
  for (const args of [
    ['ls', 'Enter', '-q'],
    ['Enter', 'ls'],
    ['the', 'end'],
    ['ls', 'Enter', '--enter'],
    ['y'],
  ])
    t.equal((await box.run(['send', 's1', ...args])).stderr, '', args.join(' '));
});

t.test('a shell line that is given as one word is an error that names sh -c', async (t) => {
  const box = new Sandbox(t);
  const { status, stderr } = await box.run(['run', 'r', 'echo hi; ls']);
  t.equal(status, 127);
  t.equal(stderr, "tdetach: echo hi; ls: command not found; for a shell line: sh -c 'echo hi; ls'\n");
  t.equal((await box.run(['run', 'r', 'no-such'])).stderr, 'tdetach: no-such: command not found\n');
});

t.test('a name that begins with a dash is refused for a new or renamed session', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const dash = /^tdetach: "-9" cannot name a session: it begins with a dash, [^\n]* such as \.\/-9\n$/;
  for (const args of [
    ['-n', '--', '-9', 'true'],
    ['run', '--', '-9', 'true'],
    ['rename', '--', 's1', '-9'],
  ]) {
    const { status, stderr } = await mistake(box, args);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, dash, args.join(' '));
  }
  t.equal((await box.run(['rename', 's1', './-9'])).status, 0, 'a path may');
  t.equal((await box.run(['list', './-9'])).status, 0);
});

t.test('-c prints once how to detach, before the output of the session', async (t) => {
  const box = new Sandbox(t);
  const shows = async (args: readonly string[], text: string): Promise<void> => {
    const terminal = box.terminal([...args, 'echo', 'hi'], { notice: true });
    t.equal(await terminal.status(), 0);
    t.equal(terminal.text.replace('\r\r\n', '\r\n'), text, args.join(' '));
  };
  const ended = (name: string): string => `hi\r\n[${name} ended, status 0]\r\n`;
  await shows(['-c', 's1'], `[s1: Ctrl-\\ detaches]\r\n${ended('s1')}`);
  await shows(['-c', './s1', '-e', 'ctrl-p,^q'], `[./s1: Ctrl-P Ctrl-Q detaches]\r\n${ended('./s1')}`);
  await shows(['-c', 's1', '-E'], ended('s1'));
  await shows(['-A', 's1'], ended('s1'));
  await shows(['-c', 's1', '-q'], 'hi\r\n');
  const failed = box.terminal(['-c', 's1', 'no-such-command'], { notice: true });
  t.equal(await failed.status(), 127);
  t.equal(failed.text, 'tdetach: no-such-command: command not found\r\n', 'not where none was created');
  const elsewhere = box.shell('"$0" "$@" 2>err', ['-c', 's1', 'echo', 'hi'], { notice: true });
  t.equal(await elsewhere.status(), 0);
  t.equal(elsewhere.text, 'hi\r\n', 'not if standard error is not a terminal');
});

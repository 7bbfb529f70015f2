// tdetach run gives the output and the status of a command, as if there were no session, and leaves
// the session if the command runs on.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import t from 'tap';
import type { Test } from 'tap';
import { statusOf } from '../../../src/cli/printing/exit-status.ts';
import { mistake } from '../../support/mistake.ts';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';
import { Terminal } from '../../support/terminal.ts';

/** The number of commands that run at the same time. */
const AT_ONCE = 8;

/** Some of all statuses; all of them take a minute (TDETACH_TEST_STATUSES=all). */
const STATUSES = Array.from({ length: 256 }, (_, status) => status).filter(
  (status) => process.env['TDETACH_TEST_STATUSES'] === 'all' || [0, 1, 125, 128, 255].includes(status),
);

/**
 * Signals whose default action ends a program: not those that stop it, continue it, or are ignored.
 */
const SIGNALS = Object.entries(os.constants.signals).filter(
  ([name, number], index, all) =>
    !/^SIG(?:STOP|TSTP|TTIN|TTOU|CONT|CHLD|URG|WINCH|UNUSED)$/.test(name) &&
    all.findIndex(([, other]) => other === number) === index,
);

/** Runs each of the commands, and returns what is wrong with their statuses, in words. */
async function wrongStatuses(
  box: Sandbox,
  expected: readonly (readonly [string, number])[],
): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...expected.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, [script, status]] = next;
      const run = await box.run(['run', `s${index}`, '--', 'sh', '-c', script]);
      if (run.status !== status || run.stderr !== '' || run.stdout.toString() !== 'x')
        wrong.push(`${script}: ${run.status} ${run.stderr} ${run.stdout.toString()}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return wrong;
}

t.test('run ends with the status of the program', async (t) => {
  const all = STATUSES.map((status) => [`printf x; exit ${status}`, status] as const);
  t.strictSame(await wrongStatuses(new Sandbox(t), all), []);
});

t.test('every signal that ends a program gives 128 and its number as the status', async (t) => {
  // No core dumps, for the signals that make them.
  const program = (number: number): string => `ulimit -c 0; printf x; kill -${number} $$; sleep 100`;
  const expected = SIGNALS.map(([, number]) => 128 + number);
  t.ok(expected.length >= 20);
  // What the system tells a host about each, and the status that the host makes of it.
  const env = { PATH: process.env['PATH'] ?? '' };
  const ends = SIGNALS.map(([, number]) => new Terminal(['sh', '-c', program(number)], { env }).status());
  t.strictSame(await Promise.all(ends), expected);
  t.strictSame(
    SIGNALS.map(([, signal]) => statusOf({ status: 0, signal })),
    expected,
  );
  const whole = SIGNALS.filter(([name]) => ['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGSEGV'].includes(name));
  const all = whole.map(([, number]) => [program(number), 128 + number] as const);
  t.strictSame(await wrongStatuses(new Sandbox(t), all), []);
});

t.test('a command that cannot be run leaves no session and no file', async (t) => {
  const box = new Sandbox(t);
  fs.writeFileSync(box.path('file'), 'no program', { mode: 0o644 });
  const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['run', 's1', '--', 'no-such-command'], 127, /^tdetach: no-such-command: command not found\n$/],
    [['run', 's1', '--', './file'], 126, /^tdetach: \.\/file: cannot be executed/],
    [['run', 's1'], 125, /^tdetach: run needs a command after the session;/],
    [['run', 's1', '--'], 125, /^tdetach: run needs a command after the session;/],
    [['run'], 125, /^tdetach: run needs a session;/],
    [['run', 's1', '--log-size', '1M', '--', 'true'], 125, /^tdetach: --log-size goes with --log;/],
  ];
  for (const [args, status, message] of cases) {
    const run = await (args.includes('--') ? box.run(args) : mistake(box, args));
    t.equal(run.status, status, args.join(' '));
    t.match(run.stderr, message);
  }
  t.strictSame(fs.readdirSync(box.folder), ['file']);
  await box.create('s1', ['sleep', '1000']);
  const exists = await box.run(['run', 's1', '--', 'true']);
  t.strictSame(
    [exists.status, exists.stderr],
    [125, 'tdetach: the session s1 exists already: tdetach -a s1 attaches\n'],
  );
});

t.test('5 MB and an immediate end arrive whole, even for a reader that begins late', async (t) => {
  const box = new Sandbox(t);
  const bytes = 5_000_000;
  const program = ['sh', '-c', `stty -opost; printf first; head -c ${bytes} /dev/zero; printf last`];
  const { status, stdout } = await box.run(['run', 's1', '--', ...program]);
  t.equal(status, 0);
  t.equal(stdout.length, bytes + 'firstlast'.length);
  t.equal(stdout.subarray(0, 5).toString(), 'first');
  t.equal(stdout.subarray(-4).toString(), 'last');
  // Longer than a leader may take nothing before it stops throttling the program.
  const late = box.shell('"$0" "$@" | (sleep 3; cat) | wc -c; echo done', ['run', 's1', '--', ...program]);
  await late.until('done');
  t.match(late.text, new RegExp(`^${stdout.length}\\r?\n`, 'm'));
  t.notMatch(late.text, /tdetach|runs on/);
});

t.test('run takes the options for creating a session, and the command keeps its own', async (t) => {
  const box = new Sandbox(t);
  const sized = await box.run(['run', '-q', 's1', '--size', '132x43', 'stty', 'size']);
  t.equal(sized.stdout.toString(), '43 132\r\n');
  const plain = await box.run(['run', 's1', 'sh', '-c', 'stty size; echo "$@"', '-i', '--size', '--', '-q']);
  t.equal(plain.stdout.toString(), '24 80\r\n--size -- -q\r\n');
});

t.test('-i passes standard input on, and its end', async (t) => {
  const box = new Sandbox(t);
  const cat = ['sh', '-c', 'stty -echo; printf READY; cat; echo end'];
  for (const [input, output] of [
    ['one\ntwo\n', 'one\r\ntwo\r\n'],
    ['within a line', 'within a line'],
    ['', ''],
  ] as const) {
    const run = await box.run(['run', '-i', 's1', '--', ...cat], { input: Buffer.from(input) });
    t.strictSame([run.status, run.stderr], [0, '']);
    // The terminal echoed what it took before the program had switched that off.
    t.match(run.stdout.toString(), new RegExp(`READY${output}end\\r\\n$`), JSON.stringify(input));
  }
  const early = await box.run(['run', '-i', 's1', '--', 'sh', '-c', 'exit 3'], {
    input: Buffer.alloc(1_000_000, 'x\n'),
  });
  t.strictSame([early.status, early.stderr], [3, ''], 'a program that reads nothing of it');
  fs.writeFileSync(box.path('input'), 'left');
  const shell = box.shell('{ "$0" "$@"; cat; } < input', ['run', 's1', '--', 'sh', '-c', 'echo program']);
  await shell.status();
  t.equal(shell.text, 'program\r\r\nleft', 'without -i nothing of it is read');
});

/** Starts a run that will be interrupted, and waits until its program has printed. */
async function started(
  t: Test,
  box: Sandbox,
  ...args: string[]
): Promise<{ child: ChildProcess; end: Promise<[number | null, string]> }> {
  const env = { ...process.env, TDETACH_DIR: box.folder };
  const child = spawn(
    process.execPath,
    [EXECUTABLE, 'run', ...args, 's1', '--', 'sh', '-c', 'echo up; exec sleep 1000'],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  t.teardown(() => child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const end = new Promise<[number | null, string]>((resolve) =>
    child.on('close', (status) => resolve([status, err])),
  );
  await eventually(
    () => out === 'up\r\n',
    () => [out, err],
  );
  return { child, end };
}

t.test('a signal ends the command, and the session runs on', async (t) => {
  const box = new Sandbox(t);
  const says = '[s1 runs on: tdetach -a s1 attaches]\n';
  for (const [signal, args, status, message] of [
    ['SIGINT', [], 130, says],
    ['SIGTERM', [], 143, says],
    ['SIGHUP', [], 129, ''],
    ['SIGINT', ['-q'], 130, ''],
  ] as const) {
    const { child, end } = await started(t, box, ...args);
    child.kill(signal);
    t.strictSame(await end, [status, message], signal);
    t.ok((await box.session('s1').status()).pid > 0, 'the session lives');
    await box.session('s1').kill({ killSignal: 'KILL', wait: true });
  }
});

t.test('a reader that goes away ends the command quietly, and the session runs on', async (t) => {
  const box = new Sandbox(t);
  const script = '{ "$0" "$@"; echo "status $?" >&2; } | head -n 1; echo done';
  const shell = box.shell(script, ['run', 's1', '--', 'yes']);
  await shell.until('done');
  await shell.until('status');
  t.match(shell.text, /^y\r+\n/);
  t.match(shell.text, /status 141\r\n/);
  t.notMatch(shell.text, /tdetach|runs on/);
  t.ok((await box.session('s1').status()).pid > 0, 'the session lives');
});

t.test('an output that cannot be written is reported, and the session runs on', async (t) => {
  const box = new Sandbox(t);
  const shell = box.shell('"$0" "$@" > /dev/full; echo "status $?"', [
    'run',
    's1',
    '--',
    'sh',
    '-c',
    'echo x; exec sleep 1000',
  ]);
  await shell.until('status');
  t.match(
    shell.text,
    /tdetach: the session's output cannot be written \([^)]*ENOSPC\)\r\n\[s1 runs on: .*\]\r\nstatus 125/,
  );
  t.ok((await box.session('s1').status()).pid > 0, 'the session lives');
});

const FULL_SCREEN = 'printf "\\033[?1049h\\033[?25l\\033[?1000h\\033[c\\033]0;busy\\007drawn"; read -r line';

t.test('on a terminal run follows its size and undoes its modes, and the host answers queries', async (t) => {
  const box = new Sandbox(t);
  const sizes =
    'stty size; trap "stty size" WINCH; i=0; while [ $i -lt 2000 ]; do sleep 0.01; i=$((i+1)); done';
  const sized = box.terminal(['run', 's1', '--', 'sh', '-c', sizes], { cols: 100, rows: 30 });
  await sized.until('30 100');
  sized.resize(90, 20);
  await sized.until('20 90');
  sized.type('\x03');
  t.equal(await sized.status(), 130);
  t.match(sized.text, /\[s1 runs on: tdetach -a s1 attaches\]\r\n$/);

  const drawn = box.terminal(['run', 's2', '--', 'sh', '-c', FULL_SCREEN]);
  await drawn.until('drawn');
  t.notMatch(drawn.text, '\x1b[c', 'the terminal is not asked for what would not be read');
  drawn.type('\x03');
  t.equal(await drawn.status(), 130);
  const undone = drawn.text.slice(drawn.text.indexOf('drawn'));
  for (const mode of ['\x1b[?1049l', '\x1b[?25h', '\x1b[?1000l', '\x1b[23;0t'])
    t.ok(undone.includes(mode), JSON.stringify(mode));
  await box.session('s2').kill({ wait: true });

  const ends = box.terminal(['run', 's3', '--', 'sh', '-c', `${FULL_SCREEN} < /dev/null; exit 4`]);
  t.equal(await ends.status(), 4);
  t.match(ends.text, /drawn.*\x1b\[\?1049l/s);
});

t.test('on a terminal with -i keys and answers are passed on, but Ctrl-C is not', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal([
    'run',
    '-i',
    's1',
    '--',
    'sh',
    '-c',
    'stty raw -echo; printf "READY\\033[c"; exec cat -v',
  ]);
  await terminal.until('READY\x1b[c');
  await terminal.ready();
  terminal.type('\x1b[?62c\x1ckeys\x1a');
  await terminal.until('^[[?62c^\\keys^Z');
  terminal.type('\x03');
  t.equal(await terminal.status(), 130);
  t.match(terminal.text, /\[s1 runs on: tdetach -a s1 attaches\]\r\n$/);
  t.ok((await box.session('s1').status()).pid > 0, 'the session lives');
});

t.test('a lost terminal leaves the session running', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['run', 's1', '--', 'sh', '-c', 'echo up; exec sleep 1000']);
  await terminal.until('up');
  terminal.hangUp();
  await eventually(
    async () => (await box.session('s1').status()).clients.length === 0,
    () => fs.readdirSync(box.folder),
  );
  t.ok((await box.session('s1').status()).pid > 0, 'the session lives');
});

// tdetach log prints the kept output and what comes: whole for a client that reads it, and without
// cost for the session if it does not.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import t from 'tap';
import type { Test } from 'tap';
import { KEPT_OUTPUT_BYTES } from '../../../src/base/limits/flow-limits.ts';
import { mistake } from '../../support/mistake.ts';
import { Peer } from '../../support/peer.ts';
import { EXECUTABLE, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

/** A tdetach that runs while the test goes on. */
class Running {
  readonly child: ChildProcess;
  readonly #chunks: Buffer[] = [];
  stderr = '';

  constructor(t: Test, box: Sandbox, ...args: string[]) {
    const env = { ...process.env, TDETACH_DIR: box.folder };
    this.child = spawn(process.execPath, [EXECUTABLE, ...args], { env });
    this.child.stdout?.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    t.teardown(() => this.child.kill('SIGKILL'));
  }

  get stdout(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  until(text: string): Promise<void> {
    return eventually(
      () => this.stdout.includes(text),
      () => [this.stdout.length, this.stdout.subarray(-200).toString(), this.stderr],
    );
  }

  async status(): Promise<number | null> {
    await eventually(
      () => this.child.stdout?.closed === true && this.child.exitCode !== null,
      () => [this.stdout.length, this.child.exitCode, this.child.signalCode],
    );
    return this.child.exitCode;
  }
}

/**
 * Makes a session whose program waits for a line before it goes on, without an effect on its
 * output.
 */
async function waiting(box: Sandbox, script: string, options: { keepMs?: number } = {}): Promise<void> {
  const program = ['sh', '-c', `stty -opost -echo; printf BEGIN; read line; ${script}`];
  const session = await box.create('s1', program, options);
  await session.wait({ text: 'BEGIN' });
}

const go = (box: Sandbox): Promise<unknown> => box.session('s1').send({ keys: ['Enter'] });

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('');

t.test('log prints what is kept, byte for byte or as text, of live and ended sessions', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', "printf 'a\\033[1mb\\033[m\\nc\\rd'; read line; exit 3"]);
  const raw = 'a\x1b[1mb\x1b[m\r\nc\rd';
  await box.session('s1').wait({ text: 'd' });
  t.equal((await box.run(['log', 's1'])).stdout.toString(), raw);
  t.equal((await box.run(['log', 's1', '--plain'])).stdout.toString(), 'ab\nd');
  await go(box);
  await box.session('s1').wait({ exit: true });
  const cases = [
    [['log', 's1'], `${raw}\r\n`],
    [['log', 's1', '-f'], `${raw}\r\n`],
    [['log', 's1', '--follow', '--plain'], 'ab\nd\n'],
  ] as const;
  for (const [args, expected] of cases) {
    const { status, stdout, stderr } = await box.run(args);
    t.strictSame([status, stdout.toString(), stderr], [0, expected, '']);
  }
  t.match((await box.run(['log', 'none'])).stderr, /^tdetach: there is no session none in [^\n]*\n$/);
  t.match((await box.run(['log'])).stderr, /^tdetach: log needs a session; [^\n]*\n$/);
});

t.test('log prints the output after a place, or the last lines, of live and ended sessions', async (t) => {
  const box = new Sandbox(t);
  await waiting(box, 'printf "1\\n2\\n3"; read line; printf "\\nend\\n"');
  const seq = String(await box.session('s1').send({ keys: ['Enter'] }));
  t.equal(seq, '5');
  await box.session('s1').wait({ text: '3' });
  const log = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await box.run(['log', 's1', ...args]);
    t.strictSame([status, stderr], [0, ''], args.join(' '));
    return stdout.toString();
  };
  const follower = new Running(t, box, 'log', 's1', '-f', '--tail', '2');
  await follower.until('2\n3');
  t.equal(await log('--since', seq), '1\n2\n3');
  t.equal(await log('--since', '9', '--plain'), '3');
  t.equal(await log('--since', '99'), '', 'there is nothing yet');
  t.equal(await log('--tail', '0'), '');
  const json = JSON.parse(await log('--since', '7', '--json')) as unknown;
  t.strictSame(json, { name: 's1', from: 7, seq: 10, text: '2\n3' });
  await go(box);
  t.equal(await follower.status(), 0);
  t.equal(follower.stdout.toString(), '2\n3\nend\n');
  await box.session('s1').wait({ exit: true });
  t.equal(await log('--since', '9'), '3\nend\n');
  t.equal(await log('--tail', '1', '-f'), 'end\n');
  t.equal(await log('--since', '99'), '');
  const wrong: readonly [args: readonly string[], message: RegExp][] = [
    [['--tail', '-1'], /bad number of lines "-1": give a whole number/],
    [['--since', 'x'], /bad sequence number "x"/],
    [['--since', '1', '--tail', '1'], /--tail and --since exclude each other/],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = await mistake(box, ['log', 's1', ...args]);
    t.equal(status, 125);
    t.match(stderr, message);
  }
});

t.test('log of a place that is not kept any more counts the bytes missed', async (t) => {
  const box = new Sandbox(t);
  await waiting(box, 'seq 300000; exit 3');
  const length = `BEGIN${lines(1, 300_000)}`.length;
  await go(box);
  await box.session('s1').wait({ exit: true });
  const { status, stdout, stderr } = await box.run(['log', 's1', '--since', '2']);
  t.equal(status, 125);
  t.match(
    stderr,
    new RegExp(`^tdetach: s1: ${length - 2 - stdout.length} bytes of the output were missed here`),
  );
  const kept = await box.run(['log', 's1', '--tail', '900000']);
  t.strictSame(
    [kept.status, kept.stderr, kept.stdout.length],
    [0, '', stdout.length],
    'the lines that are kept',
  );
});

t.test('log -f prints more than is kept, whole, to the last byte and the end', async (t) => {
  const box = new Sandbox(t);
  const script =
    'i=0; while [ $i -lt 26 ]; do seq $((i * 30000 + 1)) $((i * 30000 + 30000)); i=$((i+1)); sleep 0.1; done';
  await waiting(box, `${script}; seq 120000; exit 3`, { keepMs: 0 });
  const reader = new Running(t, box, 'log', 's1', '-f');
  await reader.until('BEGIN');
  await go(box);
  t.equal(await reader.status(), 0);
  const expected = `BEGIN${lines(1, 26 * 30_000)}${lines(1, 120_000)}`;
  t.ok(expected.length > 5_000_000);
  t.equal(reader.stderr, '');
  t.ok(reader.stdout.equals(Buffer.from(expected)), `${reader.stdout.length} of ${expected.length}`);
});

t.test('a stopped reader does not delay the program, and is told how much it missed', async (t) => {
  const box = new Sandbox(t);
  await waiting(box, 'seq 800000; exit 3');
  const reader = new Running(t, box, 'log', 's1', '-f');
  await reader.until('BEGIN');
  reader.child.kill('SIGSTOP');
  const ended = box.session('s1').wait({ exit: true });
  await go(box);
  t.equal((await ended).status, 3);
  reader.child.kill('SIGCONT');
  t.equal(await reader.status(), 125);
  const expected = `BEGIN${lines(1, 800_000)}`;
  const missed = /^tdetach: s1: (\d+) bytes of the output were missed here\n$/.exec(reader.stderr)?.[1];
  t.equal(reader.stdout.length + Number(missed), expected.length);
  t.ok(reader.stdout.length > KEPT_OUTPUT_BYTES, 'all that is kept at the end is there');
  t.ok(reader.stdout.subarray(-KEPT_OUTPUT_BYTES).equals(Buffer.from(expected).subarray(-KEPT_OUTPUT_BYTES)));
});

t.test('if the host ends before all was read, the rest comes from the record of the session', async (t) => {
  const box = new Sandbox(t);
  await waiting(box, 'seq 150000; exit 3');
  const host = hostOf((await programOf(box.path('s1'))) ?? 0);
  const reader = new Running(t, box, 'log', 's1', '-f');
  await reader.until('BEGIN');
  reader.child.kill('SIGSTOP');
  const ended = box.session('s1').wait({ exit: true });
  await go(box);
  t.equal((await ended).status, 3);
  process.kill(host, 'SIGKILL');
  reader.child.kill('SIGCONT');
  t.strictSame([await reader.status(), reader.stderr], [0, '']);
  t.ok(reader.stdout.equals(Buffer.from(`BEGIN${lines(1, 150_000)}`)));
});

t.test('log -f ends quietly at Ctrl-C, and when its output is closed', async (t) => {
  const box = new Sandbox(t);
  await waiting(box, 'while :; do seq 10000; sleep 0.1; done');
  const interrupted = new Running(t, box, 'log', 's1', '-f');
  const headed = new Running(t, box, 'log', 's1', '-f');
  await interrupted.until('BEGIN');
  await headed.until('BEGIN');
  interrupted.child.kill('SIGINT');
  t.strictSame([await interrupted.status(), interrupted.stderr], [130, '']);
  headed.child.stdout?.destroy();
  await go(box);
  t.strictSame([await headed.status(), headed.stderr], [141, '']);
  for (const args of [['screen', 's1', '--history', 'all', '--json'], ['list'], ['log', 's1']]) {
    const verb = new Running(t, box, ...args);
    verb.child.stdout?.destroy();
    t.strictSame([await verb.status(), verb.stderr], [141, ''], args.join(' '));
  }
});

t.test(
  'the output method refuses bad params and a second follower, and counts what was missed',
  async (t) => {
    const box = new Sandbox(t);
    await waiting(box, 'seq 400000; exec sleep 1000');
    const ask = async (params: unknown): Promise<Peer> => {
      const peer = await Peer.connect(box.path('s1'));
      peer.send({ type: 'request', id: 1, method: 'output', params });
      await peer.message('reply');
      return peer;
    };
    for (const params of [{ since: -1 }, { since: 'x' }, { follow: 1 }]) {
      const peer = await ask(params);
      t.match(peer.messages.at(-1), { error: 'bad-params' });
      peer.close();
    }
    const twice = await ask({ follow: true });
    t.match(twice.messages.at(-1), { error: '', result: { from: 0, missed: 0, more: true } });
    twice.send({ type: 'request', id: 2, method: 'output', params: { follow: true } });
    await eventually(
      () => twice.messages.some((message) => message.type === 'reply' && message.error === 'follows-already'),
      () => twice.messages,
    );
    await go(box);
    const whole = 'BEGIN'.length + lines(1, 400_000).length;
    await eventually(
      async () => (await box.session('s1').status()).seq === whole,
      () => whole,
    );
    const behind = await ask({ since: 5 });
    const first = whole - KEPT_OUTPUT_BYTES;
    t.match(behind.messages[1], { result: { from: first, missed: first - 5, more: true } });
    const beyond = await ask({ since: whole + 1 });
    t.match(beyond.messages[1], { result: { from: whole, missed: 0, more: false } });
    for (const peer of [twice, behind, beyond]) peer.close();
  },
);

/** Sets modes, and sends queries to the terminal. */
const SETS = String.raw`\033[?1049h\033[?1003h\033[?2004h\033[>1u\033[?25l\033[6n\033]11;?\033\\\033[c\033]0;title\007`;
const UNDONE = ['\x1b[?1049l', '\x1b[?1003l', '\x1b[?2004l', '\x1b[<1u', '\x1b[?25h', '\x1b[23;0t'];

t.test('log puts the terminal back, and leaves queries out', async (t) => {
  const box = new Sandbox(t);
  await waiting(box, `printf '${SETS}SET'; read line`);
  await go(box);
  const raw = async (): Promise<string> => (await box.run(['log', 's1'])).stdout.toString('latin1');
  await box.session('s1').wait({ text: 'SET' });
  t.match(await raw(), '\x1b[6n', 'an output that is not a terminal gets the bytes unchanged');

  const putBack = (text: string): void => {
    t.match(text, 'SET');
    t.notMatch(text, /\x1b\[6n|\x1b\]11;|\x1b\[c/);
    for (const sequence of UNDONE) t.ok(text.includes(sequence), JSON.stringify(sequence));
  };
  const whole = box.terminal(['log', 's1']);
  t.equal(await whole.status(), 0);
  putBack(whole.text);
  for (const [key, status] of [
    ['\x03', 130],
    ['\x1c', 131],
  ] as const) {
    const following = box.terminal(['log', '-f', 's1']);
    await following.until('SET');
    following.type(key);
    t.equal(await following.status(), status);
    putBack(following.text);
  }
  await go(box);
  await box.session('s1').wait({ exit: true });
  const ended = box.terminal(['log', 's1']);
  t.equal(await ended.status(), 0);
  putBack(ended.text);
  const none = box.terminal(['log', 's2']);
  t.equal(await none.status(), 125);
  t.match(none.text, /^tdetach: /);
});

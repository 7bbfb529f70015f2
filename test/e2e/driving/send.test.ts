// tdetach send: text, keys and pastes, into a session without clients.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import t from 'tap';
import { mistake } from '../../support/mistake.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, SHOW_KEYS, eventually } from '../../support/sandbox.ts';
import { Taker } from '../../support/taker.ts';

/** The session's screen as one text. */
async function shown(box: Sandbox): Promise<string> {
  return (await box.session('s1').screen()).lines.join('');
}

async function until(box: Sandbox, text: string): Promise<void> {
  let seen = '';
  await eventually(
    async () => (seen = await shown(box)).endsWith(text),
    () => seen,
  );
}

/** A program that sets modes, says READY, and shows its input. */
const showing = (modes: string): string[] => [
  'sh',
  '-c',
  `stty raw -echo; printf '${modes}READY'; exec cat -v`,
];

t.test('texts, keys and Enter arrive as they were given', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  await until(box, 'READY');
  const sent = await box.run(['send', 's1', 'two  words', 'more', '--', '-n']);
  t.strictSame([sent.status, sent.stdout.toString(), sent.stderr], [0, '', '']);
  await until(box, 'READYtwo  words more -n');
  await box.run(['send', 's1', '--keys', 'C-c', 'M-x', 'Up', 'F5', 'S-Tab', '--enter']);
  await until(box, '-n^C^[x^[[A^[[15~^[[Z^M');
  await box.run(['send', 's1', 'x', '--keys', 'Tab', '--keys', 'y']);
  await until(box, 'y'); // cat -v prints a tab unchanged
  await box.run(['send', 's1', '-'], { input: Buffer.from('a\nü') });
  await until(box, 'M-CM-<');
  t.pass();
});

t.test('keys are encoded for the modes that the program has set', async (t) => {
  const cases: readonly (readonly [modes: string, shown: string])[] = [
    [String.raw`\033[?1h`, '^[OA^[[1;5A^C^[^?'],
    [String.raw`\033[?67h`, '^[[A^[[1;5A^C^[^H'],
    [String.raw`\033[>4;2m`, '^[[A^[[1;5A^[[27;5;99~^[^?'],
    [String.raw`\033[>1u`, '^[[A^[[1;5A^[[99;5u^[[27u^?'],
    [String.raw`\033[>1u\033[?1049h`, '^[[A^[[1;5A^C^[^?'],
  ];
  for (const [modes, expected] of cases) {
    const box = new Sandbox(t);
    await box.create('s1', showing(modes));
    await until(box, 'READY');
    await box.session('s1').send({ keys: ['Up', 'C-Up', 'C-c', 'Escape', 'Backspace'] });
    await until(box, `READY${expected}`);
    t.pass(modes);
  }
});

t.test('a paste is bracketed if the program has asked for that', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', showing(String.raw`\033[?2004h`));
  await until(box, 'READY');
  await box.run(['send', 's1', '--paste', 'a\nb\x1b[201~', '--enter']);
  await until(box, 'READY^[[200~a^Mb^[[201~^M');
  await box.run(['send', 's1', '--paste', '-'], { input: Buffer.from('in') });
  await until(box, '^M^[[200~in^[[201~');
  const plain = new Sandbox(t);
  await plain.create('s1', SHOW_KEYS);
  await until(plain, 'READY');
  await plain.run(['send', 's1', '--paste', 'a\nb']);
  await until(plain, 'READYa^Mb');
  t.pass();
});

t.test('the sequence number is that of the output before any answer', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  await until(box, 'READY');
  let before = Buffer.byteLength('READY');
  for (const text of ['a', 'bc', 'def']) {
    const sent = await box.run(['send', 's1', text, '--json']);
    t.strictSame(JSON.parse(sent.stdout.toString()), { name: 's1', seq: before });
    await until(box, text);
    before += text.length;
  }
});

t.test('a megabyte is sent at the pace of the program', async (t) => {
  const box = new Sandbox(t);
  const input = randomBytes(1_000_000);
  const taker = await Taker.start(box, (out) => `head -c ${input.length} > ${out}; exec sleep 1000`);
  const sent = await box.run(['send', 's1', '-'], { input });
  t.strictSame([sent.status, sent.stderr], [0, '']);
  t.ok(await taker.has(input));
});

t.test('a session that ends before it has taken everything is an error', async (t) => {
  const box = new Sandbox(t);
  await Taker.start(box, () => 'head -c 10 > /dev/null');
  const sent = await box.run(['send', 's1', '-'], { input: Buffer.alloc(5_000_000, 'x') });
  t.equal(sent.status, 125);
  t.match(sent.stderr, /^tdetach: s1 has just ended[^\n]*\n$/);
});

t.test('a wrong command line gives one line of error', async (t) => {
  const box = new Sandbox(t);
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['send'], /send needs a session/],
    [['send', 's1'], /send needs a text, - for standard input, --keys, --enter or the mouse/],
    [['send', 's1', '--keys'], /keys/],
    [['send', 's1', '--keys', 'C-Entr'], /bad key "C-Entr": the nearest are C-Enter, C-/],
    [['send', 's1', 'x'], /there is no session s1/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await mistake(box, args);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, /^tdetach: [^\n]*\n$/);
    t.match(stderr, message);
  }
});

t.test('a read-only client cannot type, not even by a request', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  await until(box, 'READY');
  const peer = await Peer.connect(box.path('s1'));
  const size = { cols: 80, rows: 24 };
  peer.send({ type: 'attach', size, terminal: false, redraw: 'none', within: '', readonly: true });
  peer.send({ type: 'request', id: 1, method: 'type', params: { bytes: Buffer.from('no') } });
  t.match(await peer.message('reply'), { error: 'read-only' });
  peer.close();
  const bad = await Peer.connect(box.path('s1'));
  bad.send({ type: 'request', id: 1, method: 'type', params: { bytes: 5 } });
  t.match(await bad.message('reply'), { error: 'bad-params' });
  bad.close();
  await box.run(['send', 's1', 'yes']);
  await until(box, 'READYyes');
});

/** Writes what each read of its raw terminal returns to a file, one JSON text a line. */
const READS = `
  const fs = require('node:fs');
  process.stdin.setRawMode(true);
  process.stdin.on('data', (bytes) => fs.appendFileSync(process.argv[1], JSON.stringify(String(bytes)) + '\\n'));
  process.stdout.write('READY');
`;

t.test('a program in raw mode reads a text, keys and Enter separately', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('reads');
  await box.create('s1', [process.execPath, '-e', READS, file]);
  await until(box, 'READY');
  const read = async (count: number): Promise<unknown[]> => {
    const lines = (): string[] => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
    await eventually(
      () => fs.existsSync(file) && lines().length >= count,
      () => fs.existsSync(file) && lines(),
    );
    const seen = lines().map((line) => JSON.parse(line) as unknown);
    fs.rmSync(file);
    return seen;
  };
  await box.run(['send', 's1', 'hello world', '--enter']);
  t.strictSame(await read(2), ['hello world', '\r']);
  await box.run(['send', 's1', '--keys', 'a', 'b', 'Enter']);
  t.strictSame(await read(3), ['a', 'b', '\r']);
  await box.run(['send', 's1', '--keys', 'Escape', 'x', '--pace', '60ms']);
  t.strictSame(await read(2), ['\x1b', 'x']);
  const bad = await box.run(['send', 's1', 'x', '--pace', 'soon']);
  t.match([bad.status, bad.stderr], [125, /bad duration "soon"/]);
});

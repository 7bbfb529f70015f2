// tdetach screen prints what a person would see.
import t from 'tap';
import { Sandbox, eventually } from '../../support/sandbox.ts';

interface Seen {
  name: string;
  seq: number;
  size: unknown;
  title: string;
  screen: string;
  cursor: unknown;
  history: string[];
  lines: string[];
}

/** Makes a session that prints this, waits until it has, and returns its screen. */
async function printing(box: Sandbox, text: string, options: readonly string[] = []): Promise<Seen> {
  const script = `printf %s "$1"; exec sleep 1000`;
  const made = await box.run(['-n', 's1', ...options, 'sh', '-c', `stty -onlcr; ${script}`, '-', text]);
  if (made.status !== 0) throw new Error(made.stderr);
  const length = Buffer.byteLength(text);
  await eventually(
    async () => {
      const { seq } = await box.session('s1').screen();
      return seq >= length && seq > 0;
    },
    () => text,
  );
  return read(box);
}

async function read(box: Sandbox, ...options: string[]): Promise<Seen> {
  const { status, stdout, stderr } = await box.run(['screen', 's1', '--json', ...options]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.toString()) as Seen;
}

t.test('screen --json has the lines, the cursor, the size, the title and the sequence number', async (t) => {
  const box = new Sandbox(t);
  const text =
    '\x1b]2;a títle\x07one\r\n  \x1b[1;31mtwo\x1b[m  \r\n\u65e5本 e\u0301 \x1b[8msecret\x1b[m!\x1b[?25l';
  const seen = await printing(box, text, ['--size', '20x4']);
  t.strictSame(seen, {
    name: 's1',
    state: 'live',
    seq: Buffer.byteLength(text),
    size: { cols: 20, rows: 4 },
    title: 'a títle',
    screen: 'primary',
    cursor: { row: 2, column: 14, visible: false },
    history: [],
    lines: ['one', '  two', '日本 e\u0301       !', ''],
  });
  const plain = await box.run(['screen', 's1']);
  t.equal(plain.stdout.toString(), 'one\n  two\n日本 e\u0301       !\n');
  const ansi = await box.run(['screen', 's1', '--ansi']);
  t.equal(ansi.stdout.toString(), 'one\n  \x1b[0;1;31mtwo\x1b[0m  \n日本 e\u0301 \x1b[0;8msecret\x1b[0m!\n');
});

t.test('--styles tells the selected row of a menu, live and ended', async (t) => {
  const box = new Sandbox(t);
  const menu = '\x1b[?25l  open\r\n\x1b[7m> save  \x1b[m\r\n  \x1b[1;38;2;255;0;0mquit\x1b[m';
  const seen = (await printing(box, menu, ['--size', '12x4'])) as Seen & { styles?: unknown };
  t.equal(seen.styles, undefined, 'they are not asked for');
  const styles = [
    { row: 1, column: 0, width: 8, text: '> save  ', inverse: true },
    { row: 2, column: 2, width: 4, text: 'quit', fg: '#ff0000', bold: true },
  ];
  const plain = { ...seen, styles };
  t.strictSame(await read(box, '--styles'), plain);
  const { lines } = await read(box, '--ansi');
  t.match(lines[1], '\x1b[');
  t.strictSame(await read(box, '--styles', '--ansi'), { ...plain, lines });
  await box.session('s1').kill({ wait: true });
  t.match(await read(box, '--styles'), { state: 'ended', lines: seen.lines, styles });
  const alone = await box.run(['screen', 's1', '--styles']);
  t.equal(alone.status, 125);
  t.match(alone.stderr, /^tdetach: --styles goes with --json/);
});

t.test('the alternate screen has the history of the primary one below it', async (t) => {
  const box = new Sandbox(t);
  const text = '1\r\n2\r\n3\r\n4\r\n5\x1b[?1049h\x1b[2;3Hfull';
  const seen = await printing(box, text, ['--size', '10x3']);
  t.match(seen, { screen: 'alternate', history: [], cursor: { row: 1, column: 6, visible: true } });
  t.strictSame(seen.lines, ['', '  full', '']);
  const more = await read(box, '--history', 'all');
  t.strictSame(
    [more.history, more.lines],
    [
      ['1', '2'],
      ['', '  full', ''],
    ],
  );
});

t.test('--history prints a number of lines, all, or none if none are kept', async (t) => {
  const box = new Sandbox(t);
  const numbers = Array.from({ length: 30 }, (_, index) => String(index));
  await printing(box, numbers.join('\r\n'), ['--size', '10x3', '--history', '20']);
  t.strictSame((await read(box, '--history', '2')).history, ['25', '26']);
  t.strictSame((await read(box, '--history', 'all')).history, numbers.slice(7, 27), 'what is kept');
  const plain = await box.run(['screen', 's1', '--history', '1']);
  t.equal(plain.stdout.toString(), '26\n27\n28\n29\n');

  await box.create('s2', ['sleep', '1000'], { history: 0 });
  const none = await box.run(['screen', 's2', '--history', 'all']);
  t.equal(none.status, 125);
  t.match(none.stderr, /^tdetach: s2 keeps no history: [^\n]*\n$/);
  const bad = await box.run(['screen', 's2', '--history', 'some']);
  t.match(bad.stderr, /^tdetach: bad history "some": give a number of lines, 0 to 1000000, or all[^\n]*\n$/);
});

t.test('a history longer than one reply is printed whole', async (t) => {
  const box = new Sandbox(t);
  const script =
    'i=0; while [ $i -lt 20000 ]; do echo "ü$i $1"; i=$((i+1)); done; printf end; exec sleep 1000';
  await box.create('s1', ['sh', '-c', script, '-', 'x'.repeat(60)], { history: 30000 });
  await eventually(
    async () => (await read(box)).lines.includes('end'),
    () => 'no end',
  );
  const { history, lines } = await read(box, '--history', 'all');
  const all = [...history, ...lines].slice(0, 20_001);
  t.equal(all.length, 20_001);
  t.ok(all.slice(0, -1).every((line, index) => line === `ü${index} ${'x'.repeat(60)}`));
});

t.test('a screen too large to follow is an error, and so is a missing session', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000'], { sizing: { cols: 80, rows: 24 } });
  const large = box.terminal(['-a', 's1', '--size', '2000x2000']);
  await large.ready();
  let said = '';
  await eventually(
    async () =>
      /^tdetach: s1: its screen is not known[^\n]*\n$/.test(
        (said = (await box.run(['screen', 's1'])).stderr),
      ),
    () => said,
  );
  const missing = await box.run(['screen', 'none']);
  t.strictSame([missing.status, missing.stdout.toString()], [125, '']);
  t.match((await box.run(['screen'])).stderr, /^tdetach: screen needs a session; [^\n]*\n$/);
  t.match(
    (await box.run(['screen', 's1', 's2'])).stderr,
    /^tdetach: screen takes one session, but "s2" follows; /,
  );
});

t.test('--html prints the screen as a page', async (t) => {
  const box = new Sandbox(t);
  const text =
    '\x1b]2;a <b>\x07one\r\ntwo\r\n\x1b[31mred\x1b[m <i>\r\n\x1b]8;;http://x.example/\x1b\\go\x1b]8;;\x1b\\';
  await printing(box, text, ['--size', '20x2']);
  const picture = async (...options: string[]): Promise<string> =>
    (await box.run(['screen', 's1', '--html', ...options])).stdout.toString();
  const made = await picture();
  t.match(made, /^<!DOCTYPE html>\n[^]*<title>a &lt;b&gt;<\/title>[^]*<\/html>\n$/);
  const cursor = '<span style="color:#1e1e1e;background:#d4d4d4"> </span>';
  const screen = [
    '<span style="color:#cc0000">red</span> &lt;i&gt;',
    `<a rel="noreferrer noopener" href="http://x.example/">go</a>${cursor}`,
  ];
  t.ok(made.includes(`<pre>\n${screen.join('\n')}\n</pre>`), made);
  const all = await picture('--history', 'all');
  t.ok(all.includes(`<pre>\n${['one', 'two', ...screen].join('\n')}\n</pre>`), 'below the history');
  for (const other of ['--json', '--ansi']) {
    const { status, stdout, stderr } = await box.run(['screen', 's1', '--html', other]);
    t.strictSame([status, stdout.toString()], [125, '']);
    t.match(stderr, new RegExp(`^tdetach: --html and ${other} exclude each other: give one; [^\\n]*\\n$`));
  }
});

t.test('control strings of the terminal that TERM names do not appear as text', async (t) => {
  for (const [term, text, shown] of [
    ['screen-256color', 'A\x1bkTITLE\x1b\\B', 'AB'],
    ['linux', 'A\x1b]P1ff0000B', 'AB'],
    ['xterm-256color', 'A\x1bkTITLE\x1b\\B', 'ATITLEB'],
  ] as const) {
    const box = new Sandbox(t);
    const seen = await printing(box, text, ['--env', `TERM=${term}`]);
    t.equal(seen.lines[0], shown, term);
  }
});

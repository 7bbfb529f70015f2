// Emoji and wide letters are counted alike everywhere: the screen, an attach, tables, plain logs.
import t from 'tap';
import { Pane, installed } from '../../support/pane.ts';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';

interface Seen {
  readonly seq: number;
  readonly cursor: { readonly row: number; readonly column: number };
  readonly lines: readonly string[];
}

/** Makes a session that prints this and then what is typed, and returns its screen. */
async function printing(box: Sandbox, text: string): Promise<Seen> {
  const script = 'stty raw -echo; printf %s "$1"; exec cat';
  await box.create('s1', ['sh', '-c', script, '-', text], { sizing: { cols: 80, rows: 24 } });
  let seen: Seen | undefined;
  await eventually(
    async () => {
      seen = await box.session('s1').screen();
      return seen.seq >= Buffer.byteLength(text);
    },
    () => seen,
  );
  return seen as unknown as Seen;
}

t.test('the cursor after an emoji and the wrap of a line of emoji are right', async (t) => {
  const prompt = await printing(new Sandbox(t), '🚀 % ');
  t.strictSame(prompt.cursor, { row: 0, column: 5, visible: true });
  const line = await printing(new Sandbox(t), '✅'.repeat(50));
  t.strictSame(line.lines.slice(0, 2), ['✅'.repeat(40), '✅'.repeat(10)]);
  t.strictSame(line.cursor, { row: 1, column: 20, visible: true });
});

t.test('mode 2027 counts clusters', async (t) => {
  const { cursor } = await printing(new Sandbox(t), '\x1b[?2027h👍🏽🇩🇪|\x1b[?2027l👍🏽|');
  t.equal(cursor.column, 10);
});

const noTmux = !installed('tmux') && 'tmux is not installed';

t.test(
  'what is typed after an emoji is at the same place in another terminal',
  { skip: noTmux },
  async (t) => {
    const box = new Sandbox(t);
    await printing(box, '✅ ok\r\n🚀 # echo ab');
    const pane = new Pane(box, 80, 24, 'tmux', `${process.execPath} ${EXECUTABLE} -a s1`);
    t.teardown(() => pane.end());
    await pane.until(/echo ab/);
    pane.type('\b\bXY');
    await pane.until(/^🚀 # echo XY$/m);
    t.match(pane.screen, /^✅ ok$/m);
  },
);

t.test('the table of list and a plain log count wide letters as two columns', async (t) => {
  const box = new Sandbox(t);
  await box.create('日本', ['sleep', '1000']);
  await box.create('ascii', ['sleep', '1000']);
  const table = (await box.run(['list'])).stdout.toString().split('\n');
  t.match(table[0], /^NAME {3}STATE/);
  t.ok(
    table.some((row) => row.startsWith('日本   live')),
    table.join('\n'),
  );
  await printing(box, '日本\rab\r\n✅ 1\r✅ 2\r\n');
  t.equal((await box.run(['log', 's1', '--plain'])).stdout.toString(), 'ab本\n✅ 2\n');
});

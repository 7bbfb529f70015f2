// Reports and pastes that come in pieces, or never whole, at real terminals; test/client,
// test/session and test/host test the parts that need no terminal.
import t from 'tap';
import { SHOW_KEYS, Sandbox } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

/** A session with two terminals, the second of which leads. */
async function two(box: Sandbox, ...options: string[]): Promise<{ other: Terminal; leader: Terminal }> {
  await box.create('s1', SHOW_KEYS);
  const other = box.terminal(['-a', 's1', ...options]);
  await other.until('READY');
  await other.ready();
  const leader = box.terminal(['-a', 's1'], { cols: 100, rows: 30 });
  await leader.until('READY');
  await leader.ready();
  leader.clear();
  return { other, leader };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

for (const options of [[], ['-E']]) {
  t.test(`a torn report of a terminal that does not lead is not typed ${options.join()}`, async (t) => {
    const box = new Sandbox(t);
    const { other, leader } = await two(box, ...options);
    for (const [first, second, gap] of [
      ['\x1b]11;rgb:1/', '2/3\x1b\\', 200],
      ['\x1bP>|XTe', 'rm(3)\x1b\\', 200],
      ['\x1b', '_Gi=31;OK\x1b\\', 200],
      ['\x1b[?62;', '22c', 700],
    ] as const) {
      other.type(first);
      await pause(gap); // the test is about the gap
      other.type(second);
    }
    await pause(200);
    const list = await box.run(['list', 's1', '--json']);
    t.match(list.stdout.toString(), '"size":{"cols":100,"rows":30}', 'it does not lead');
    leader.type('k');
    await leader.until('k');
    t.equal(leader.text, 'k', 'nothing else was typed');
    other.type('\x1b[1;2R');
    await leader.until('^[[1;2R');
    leader.type('.');
    other.type('\x1b]');
    await leader.until('^[]');
  });
}

t.test('a paste without its end does not disable the detach key', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  for (const paste of ['\x1b[200~abc', '\x1b[200~abc\x1b[201']) {
    const terminal = box.terminal(['-a', 's1']);
    await terminal.until('READY');
    await terminal.ready();
    terminal.type(paste);
    await terminal.until('abc');
    await pause(1_500); // longer than PASTE_PAUSE_MS
    terminal.type('\x1c');
    t.equal(await terminal.status(), 0);
  }
});

t.test('a program that has not asked for pastes is sent no markers when another client types', async (t) => {
  const box = new Sandbox(t);
  const { other, leader } = await two(box);
  leader.type('\x1b[200~abc');
  await leader.until('abc');
  other.type('x');
  await leader.until('x');
  leader.type('def');
  await leader.until('def');
  t.equal(leader.text.replaceAll(/\x1b\[[^m]*?[A-Za-z]/g, '').includes('^[[200~abcxdef'), true);
});

// Several clients of one session: its size, its leader, restored screens, and sessions within
// themselves.
import t from 'tap';
import { Sandbox, SHOW_KEYS, SHOW_SIZE, EXECUTABLE } from '../../support/sandbox.ts';

t.test('-r winch changes the size and back, but not if another size is set anyway', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', ...SHOW_SIZE]);
  await first.until('24 80\r\n');
  first.type('\x1c');
  await first.status();

  const same = box.terminal(['-a', 's1', '-r', 'winch']);
  await same.until('23 80\r\n24 80\r\n');
  same.type('\x1c');
  await same.status();

  const larger = box.terminal(['-a', 's1', '-r', 'winch'], { cols: 100, rows: 30 });
  await larger.until('30 100\r\n');
  larger.resize(101, 31);
  await larger.until('31 101\r\n');
  larger.type('\x1c');
  await larger.status();
  t.match(larger.text, /^30 100\r\n31 101\r\n\[detached/);
});

t.test('the size is that of the client whose keys came last', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', ...SHOW_SIZE]);
  await first.until('24 80\r\n');
  const second = box.terminal(['-a', 's1'], { cols: 100, rows: 30 });
  await first.until('30 100\r\n');
  first.clear();
  first.type('k');
  await second.until('24 80\r\n');
  second.type('\x1b[?1;2c'); // a terminal's own answer does not make it the leader
  second.type('k');
  await first.until('30 100\r\n');
  second.type('\x1c');
  await second.status();
  await first.until('24 80\r\n');
  t.pass();
});

t.test('attaching a session within itself is refused, even through another session', async (t) => {
  const box = new Sandbox(t);
  const outer = box.terminal(['-c', 'outer', 'sh', '-i']);
  await outer.until('$ ');
  const tdetach = `${process.execPath} ${EXECUTABLE}`;
  outer.type(`${tdetach} -a outer\r`);
  await outer.until(/tdetach: cannot attach outer within itself[^\n]*\n\$ /);
  outer.type(`${tdetach} -c inner -q sh -i\r`);
  await outer.until(/sh -i\r\n\$ /);
  outer.clear();
  outer.type(`${tdetach} -a outer\r`);
  await outer.until(/tdetach: cannot attach outer within itself[^\n]*\n\$ /);
  t.pass();
});

t.test('a client that does not read does not delay another client', async (t) => {
  const box = new Sandbox(t);
  const stuck = box.terminal(['-c', 's1', ...SHOW_KEYS]);
  await stuck.until('READY');
  stuck.reads(false);
  const other = box.terminal(['-a', 's1', '-r', 'none']);
  await other.ready();
  // More than the stuck client's outbox, its socket and its terminal hold together.
  for (let round = 0; round < 900; round++) {
    const line = `${'x'.repeat(2000)}${round}.`;
    other.type(line);
    await other.until(`x${round}.`);
    other.clear();
  }
  other.type('\x1c');
  t.equal(await other.status(), 0);
});

t.test(
  '-r restore shows the next client the history and the screen, and does not make the program redraw',
  async (t) => {
    const box = new Sandbox(t);
    const program = `seq -f 'line %g' 1 100; printf '\\033[31mprompt> '; trap 'echo resized' WINCH; while :; do sleep 0.01; done`;
    const first = box.terminal(['-c', 's1', 'sh', '-c', program]);
    await first.until('prompt> ');
    first.type('\x1c');
    await first.status();
    const second = box.terminal(['-a', 's1', '-r', 'restore']);
    await second.until('prompt> ');
    second.type('\x1c');
    await second.status();
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}\r\n`).join('');
    // Output processing may still be on when the snapshot comes, which adds a CR.
    t.ok(second.text.replaceAll('\r\r\n', '\r\n').includes(lines), 'in order, as ordinary lines');
    t.match(second.text, /\x1b\[0;31mprompt> /);
    t.notMatch(second.text, /resized/);
    t.notMatch(second.text, /\x1b\[[0-3]?J|\x1bc/, 'nothing of the terminal was erased');
  },
);

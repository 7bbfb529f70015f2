// Every byte that the program wrote before its end reaches the client before the status does.
import fs from 'node:fs';
import t from 'tap';
import { NODES, Sandbox, eventually } from '../../support/sandbox.ts';

const BYTES = 5_000_000;
/**
 * Without the code in pty.ts that reads the end of the output, more than half of all rounds lose
 * part of it.
 */
const ROUNDS = 4;

for (const node of NODES) {
  t.test(`5 MB from a program that ends at once arrive whole, ${ROUNDS} times, ${node}`, async (t) => {
    const box = new Sandbox(t);
    const expected = Buffer.concat([
      Buffer.alloc(BYTES, 'x'),
      Buffer.from('END\r\n[s1 ended, status 0]\r\n'),
    ]);
    const program = `stty -opost; head -c ${BYTES} /dev/zero | tr "\\0" x; printf END`;
    let whole = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const terminal = box.terminal(['-c', 's1', 'sh', '-c', program], { node });
      await terminal.status();
      if (terminal.shown.equals(expected)) whole++;
      else t.comment(`round ${round}: ${terminal.shown.length} bytes, ${expected.length} expected`);
      terminal.clear();
    }
    t.equal(whole, ROUNDS);
  });
}

t.test('a client that reads nothing for 3 s across the end of the program gets all output', async (t) => {
  const box = new Sandbox(t);
  const program =
    'stty raw -echo; printf READY; head -c 1 >/dev/null; head -c 200000 /dev/zero | tr "\\0" x; printf END';
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', program]);
  await terminal.until('READY');
  terminal.clear();
  terminal.reads(false);
  terminal.type('g');
  // The only wait for a time in these tests: the test is about a terminal that stands still.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  terminal.reads(true);
  t.equal(await terminal.status(), 0);
  const expected = Buffer.concat([
    Buffer.alloc(200_000, 'x'),
    Buffer.from('END\r\n[s1 ended, status 0]\r\n'),
  ]);
  t.ok(terminal.shown.equals(expected), `${terminal.shown.length} bytes`);
});

t.test('a slow terminal gets all output before a status that has come long before', async (t) => {
  const box = new Sandbox(t);
  const program =
    'stty raw -echo; printf READY; head -c 1 >/dev/null; head -c 120000 /dev/zero | tr "\\0" x; printf END; exit 3';
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', program], { readBytes: 4_096 });
  await terminal.until('READY');
  terminal.clear();
  terminal.reads(false);
  terminal.type('g');
  await eventually(
    () => !fs.existsSync(box.path('s1')),
    () => 'the session has not ended',
  );
  terminal.slow(100);
  terminal.reads(true);
  t.equal(await terminal.status(), 3);
  const expected = Buffer.concat([
    Buffer.alloc(120_000, 'x'),
    Buffer.from('END\r\n[s1 ended, status 3]\r\n'),
  ]);
  t.ok(terminal.shown.equals(expected), `${terminal.shown.length} bytes`);
});

// Turns of senders where the terminal takes little, and reports that terminals make seldom.
import t from 'tap';
import { InputQueue } from '../../src/session/input-queue.ts';
import { withoutReports } from '../../src/session/reports.ts';

const LIMITS = { turnBytes: 4, tokenBytes: 64, holdMs: 100 };

t.test('a sender with much input does not keep another one from its turn', (t) => {
  let room = 0;
  let written = '';
  const queue = new InputQueue(
    (bytes) => {
      const count = Math.min(room, bytes.length);
      room -= count;
      written += Buffer.from(bytes.subarray(0, count)).toString();
      return count;
    },
    LIMITS,
    () => 0,
  );
  queue.add(1, Buffer.from('a'.repeat(40)));
  queue.add(2, Buffer.from('b'));
  for (let turn = 0; turn < 3; turn++) {
    room = 4;
    queue.pump();
  }
  t.match(written, /b/, written);
  t.end();
});

t.test('reports', (t) => {
  for (const report of ['\x1b[?1;0;256S', '\x1b[2;1;1;120;120;1;0x', '\x1b[>4;2m'])
    t.equal(withoutReports(Buffer.from(report)).length, 0, JSON.stringify(report));
  t.end();
});

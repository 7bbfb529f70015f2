// Who leads and what size follows; which input is a terminal's own.
import fc from 'fast-check';
import t from 'tap';
import { withoutReports } from '../../src/session/reports.ts';
import { Roster } from '../../src/session/roster.ts';

const size = (cols: number): { cols: number; rows: number } => ({ cols, rows: 24 });

t.test('the leader is who attached or typed last, and the size is the leader', (t) => {
  const roster = new Roster();
  t.equal(roster.leader, undefined);
  t.equal(roster.size, undefined);
  roster.attach(1, size(81));
  roster.attach(2, size(82));
  t.equal(roster.leader, 2);
  roster.keys(1);
  t.strictSame([roster.leader, roster.size], [1, size(81)]);
  roster.resize(2, size(99));
  t.strictSame(roster.size, size(81), 'not the leader');
  roster.keys(7);
  t.equal(roster.leader, 1, 'somebody who is not attached never leads');
  roster.leave(1);
  t.strictSame([roster.leader, roster.size], [2, size(99)]);
  roster.leave(2);
  t.equal(roster.leader, undefined);
  t.end();
});

t.test('there is a leader if and only if somebody is attached', (t) => {
  const event = fc.tuple(
    fc.constantFrom('attach' as const, 'leave' as const, 'keys' as const),
    fc.integer({ min: 1, max: 4 }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const roster = new Roster();
      const attached = new Map<number, number>();
      let clock = 0;
      for (const [what, client] of events) {
        if (what === 'attach' && !attached.has(client)) {
          roster.attach(client, size(client));
          attached.set(client, ++clock);
        } else if (what === 'leave') {
          roster.leave(client);
          attached.delete(client);
        } else if (what === 'keys') {
          roster.keys(client);
          if (attached.has(client)) attached.set(client, ++clock);
        }
        const last = [...attached].sort(([, a], [, b]) => b - a)[0]?.[0];
        if (roster.leader !== last || roster.size?.cols !== last) return false;
      }
      return true;
    }),
  );
  t.pass();
  t.end();
});

t.test("a terminal's own reports", (t) => {
  const reports = [
    '\x1b[?1;2c',
    '\x1b[>0;276;0c',
    '\x1b[0n',
    '\x1b[12;40R',
    '\x1b[?2004;2$y',
    '\x1b[?1u',
    '\x1b[8;24;80t',
    '\x1b[I',
    '\x1b[O',
    '\x1b]11;rgb:0000/0000/0000\x07',
    '\x1b]4;1;rgb:cd/00/00\x1b\\',
    '\x1bP>|xterm(370)\x1b\\',
    '\x1bP1$r0m\x1b\\',
  ];
  for (const report of reports) {
    t.equal(withoutReports(Buffer.from(`a${report}b`)).toString(), 'ab', JSON.stringify(report));
  }
  const keys = [
    'x',
    '\x1b',
    '\x1b[A',
    '\x1bOP',
    '\x1b[1;5C',
    '\x1b[15~',
    '\x1b[97;5u',
    '\x1b[<0;1;1M',
    '\x1b[200~p\x1b[201~',
  ];
  for (const key of keys) t.equal(withoutReports(Buffer.from(key)).toString(), key, JSON.stringify(key));
  t.end();
});

// Which client leads, and what the size follows: there is a leader if and only if a client is on
// the roster.
import fc from 'fast-check';
import t from 'tap';
import { Roster } from '../../src/session/roster.ts';

const size = (cols: number): { cols: number; rows: number } => ({ cols, rows: 24 });

t.test("the client that attached or typed last leads, and its size is the session's", (t) => {
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
  t.equal(roster.leader, 1, 'a client that is not attached never leads');
  roster.leave(1);
  t.strictSame([roster.leader, roster.size], [2, size(99)]);
  roster.leave(2);
  t.equal(roster.leader, undefined);
  t.end();
});

t.test('there is a leader if and only if a client is attached', (t) => {
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

t.test('a new size does not make a leader, and a client that is not attached cannot lead', (t) => {
  const roster = new Roster();
  roster.resize(1, size(81));
  roster.keys(1);
  t.strictSame([roster.leader, roster.size, roster.has(1)], [undefined, undefined, false]);
  roster.attach(1, size(81));
  roster.attach(2, size(82));
  t.ok(roster.has(1));
  roster.resize(1, size(91));
  t.strictSame([roster.leader, roster.size], [2, size(82)]);
  roster.resize(2, size(92));
  t.strictSame(roster.size, size(92), 'the new size of the leader counts at once');
  roster.leave(7);
  roster.leave(2);
  t.strictSame([roster.leader, roster.size, roster.has(2)], [1, size(91), false]);
  t.end();
});

t.test('the size follows the smallest, the largest, the leader or a fixed size', (t) => {
  const roster = new Roster('smallest');
  t.equal(roster.size, undefined, 'no client is there to have one');
  roster.attach(1, { cols: 100, rows: 20 });
  roster.attach(2, { cols: 90, rows: 30 });
  t.strictSame(roster.size, { cols: 90, rows: 20 });
  roster.sizing = 'largest';
  t.strictSame(roster.size, { cols: 100, rows: 30 });
  roster.sizing = { cols: 132, rows: 43 };
  t.strictSame(roster.size, { cols: 132, rows: 43 });
  roster.leave(1);
  roster.leave(2);
  t.strictSame(roster.size, { cols: 132, rows: 43 }, 'even without clients');
  roster.sizing = 'leader';
  t.equal(roster.size, undefined);
  t.end();
});

t.test('a requested size counts until a terminal does', (t) => {
  const wide = { cols: 132, rows: 43 };
  for (const sizing of ['leader', 'smallest', 'largest'] as const) {
    const again: readonly ((roster: Roster) => void)[] = [
      (roster) => roster.attach(3, size(83)),
      (roster) => roster.keys(1),
      (roster) => roster.resize(1, size(91)),
      (roster) => roster.leave(2),
    ];
    for (const happens of again) {
      const roster = new Roster(sizing);
      roster.request(wide);
      t.strictSame(roster.size, wide, 'without clients');
      roster.attach(1, size(81));
      roster.attach(2, size(82));
      t.not(roster.size?.cols, 132);
      roster.request(wide);
      roster.resize(7, size(87));
      roster.keys(2);
      roster.leave(7);
      t.strictSame(roster.size, wide, 'nothing has changed of who leads, and how large it is');
      happens(roster);
      t.not(roster.size?.cols, 132);
    }
  }
  const roster = new Roster('leader');
  roster.attach(1, size(81));
  roster.attach(2, size(82));
  roster.request(wide);
  roster.leave(1);
  t.strictSame(roster.size, wide, 'who leaves did not lead');
  roster.leave(2);
  t.strictSame(roster.size, wide, 'no client is left');
  t.end();
});

t.test('a requested size replaces a fixed one', (t) => {
  const roster = new Roster({ cols: 100, rows: 30 });
  roster.request({ cols: 90, rows: 20 });
  roster.attach(1, size(81));
  t.strictSame(roster.size, { cols: 90, rows: 20 });
  t.end();
});

t.test("the pixels are the leader's, scaled by cell", (t) => {
  const roster = new Roster();
  roster.attach(1, { cols: 80, rows: 24, xpixel: 800, ypixel: 480 });
  t.strictSame(roster.size, { cols: 80, rows: 24, xpixel: 800, ypixel: 480 });
  roster.sizing = { cols: 100, rows: 30 };
  t.strictSame(roster.size, { cols: 100, rows: 30, xpixel: 1000, ypixel: 600 });
  roster.sizing = { cols: 60_000, rows: 24 };
  t.strictSame(
    roster.size,
    { cols: 60_000, rows: 24, xpixel: 65_535, ypixel: 480 },
    'no more than there can be',
  );
  roster.attach(2, size(80));
  t.strictSame(roster.size, { cols: 60_000, rows: 24 }, 'this one has not told');
  t.end();
});

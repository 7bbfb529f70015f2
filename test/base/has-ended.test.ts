// How a session has ended, in words.
import t from 'tap';
import { howItEnded } from '../../src/base/endings/has-ended.ts';
import type { Ended } from '../../src/base/endings/ended-record.ts';

t.test('the end of a session is told with its status or signal and its age', (t) => {
  const after = (ms: number, end = { status: 2, signal: 0 }): string =>
    howItEnded({ ...end, ended: 1_000_000 } as Ended, 1_000_000 + ms);
  const cases: readonly (readonly [number, string])[] = [
    [-5, 'just now'],
    [999, 'just now'],
    [1_000, '1 second ago'],
    [59_999, '59 seconds ago'],
    [60_000, '1 minute ago'],
    [7_200_000, '2 hours ago'],
    [3 * 24 * 3_600_000, '3 days ago'],
  ];
  for (const [ms, expected] of cases) t.equal(after(ms), `with status 2, ${expected}`);
  t.equal(after(0, { status: 0, signal: 9 }), 'by SIGKILL, just now');
  t.end();
});

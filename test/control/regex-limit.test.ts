// The search for a regular expression: how long a single search may take.
import t from 'tap';
import { now } from '../../src/base/clock.ts';
import type { Address } from '../../src/base/address/address.ts';
import { REGEX_LOOK_MS } from '../../src/base/limits/verb-limits.ts';
import { TimeLimit } from '../../src/control/waiting/regex-limit.ts';

/** Only named in messages: nothing is there. */
const ADDRESS: Address = { session: 's1', folder: '/tmp', file: 's1', path: '/tmp/s1' };
const PATTERN = /^(a+)+$/m;
const look = (): boolean => PATTERN.test(`${'a'.repeat(60)}!`);

t.test('a single search has a time limit even if the wait has none', (t) => {
  const limit = new TimeLimit(ADDRESS, PATTERN, { timeoutMs: undefined, began: now() }, 50);
  const advice = 'give one without repetitions in repetitions';
  const message = `the regular expression /^(a+)+$/m takes more than 0.05 s to look for once: ${advice}`;
  t.throws(() => limit.run(look), { code: 'bad-argument', message });
  t.equal(
    limit.run(() => 7),
    7,
    'the next look is a look of its own',
  );
  t.equal(REGEX_LOOK_MS, 10_000, 'the limit that docs/cli.md names');
  t.end();
});

t.test('the search ends with the wait if the wait ends first', (t) => {
  const limit = new TimeLimit(ADDRESS, PATTERN, { timeoutMs: 50, began: now() }, 5_000);
  t.throws(() => limit.run(look), { code: 'timed-out' });
  t.throws(() => limit.run(() => 7), { code: 'timed-out' }, 'and no look begins after it');
  t.end();
});

// Durations, as they are given on the command line.
import t from 'tap';
import { duration } from '../../src/cli/reading/duration.ts';

t.test('durations with a unit are read as milliseconds', (t) => {
  const cases = { '0s': 0, '500ms': 500, '10s': 10_000, '1.5s': 1_500, '2m': 120_000, '1h': 3_600_000 };
  for (const [given, ms] of Object.entries(cases)) t.equal(duration(given, 'wait'), ms, given);
  t.end();
});

t.test('a text that is not a duration is refused, and so is one of more than 24 days', (t) => {
  for (const given of ['', '10', 's', '-1s', '1 s', '1d', '1.s', '1e3s', '1S', '10s ']) {
    t.throws(() => duration(given, 'wait'), {
      code: 'usage',
      message: /^bad duration "[^\n]*tdetach wait --help/,
    });
  }
  t.throws(() => duration('600h', 'wait'), { message: /24 days at most/ });
  t.end();
});

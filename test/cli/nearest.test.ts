// The suggestions for a mistyped name.
import t from 'tap';
import { distance, nearest, nearestOption } from '../../src/cli/reading/nearest.ts';

t.test('the distance is the number of letters to change, in both directions', (t) => {
  const cases: readonly (readonly [string, string, number])[] = [
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['list', 'list', 0],
    ['list', 'lost', 1],
    ['lsit', 'list', 1],
    ['kil', 'kill', 1],
    ['killl', 'kill', 1],
    ['kitten', 'sitting', 3],
  ];
  for (const [from, to, away] of cases) {
    t.equal(distance(from, to), away, `${from} to ${to}`);
    t.equal(distance(to, from), away, `${to} to ${from}`);
  }
  t.end();
});

t.test('at most three names are suggested, the nearest first', (t) => {
  const names = ['list', 'screen', 'send', 'wait', 'kill'];
  t.strictSame(nearest('sned', names).slice(0, 1), ['send']);
  t.strictSame(nearest('LIST', names).slice(0, 1), ['list'], 'the wrong case is a small mistake');
  t.strictSame(nearest('Up', ['up', 'Up']), ['Up', 'up'], 'but one');
  t.equal(nearest('x', names).length, 3);
  t.end();
});

t.test("an option is suggested by distance, by its beginning, or by another program's name for it", (t) => {
  const options = { size: {}, log: {}, 'log-size': {}, record: {}, cwd: {}, quiet: {} };
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['sze', 'size'],
    ['quite', 'quiet'],
    ['rows', 'size'],
    ['directory', 'cwd'],
    ['rec', 'record'],
    ['logfile', 'log'],
    ['l', 'log'],
    ['x', undefined],
    ['plain', undefined],
    ['halp', 'help'],
  ];
  for (const [given, near] of cases) t.equal(nearestOption(given, options), near, given);
  t.equal(nearestOption('rows', { json: {} }), undefined, 'only options of that verb');
  t.end();
});

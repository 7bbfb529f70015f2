// xterm.js's fixtures (xterm-fixtures.ts) in terminals that share no code with the screen model: a
// terminal that attaches in the middle of a fixture, or after it, shows the same as one that was
// attached all along.
import t from 'tap';
import { GhosttyJudge } from '../../support/judges/judge-ghostty.ts';
import { FIXTURES_IN_GHOSTTY, FIXTURES_IN_XTERM_JS } from '../../support/judges/judge-fixture-limits.ts';
import type { FixtureLimit } from '../../support/judges/judge-fixture-limits.ts';
import { XtermJudge } from '../../support/judges/judge-xterm.ts';
import { differences, explain } from '../../support/judges/judge.ts';
import type { Judge, Visit } from '../../support/judges/judge.ts';
import { FIXTURES, skip } from '../../support/judges/xterm-fixtures.ts';

/** The size for which the fixtures were made. */
const SIZE = { cols: 80, rows: 25 };

/**
 * Line feeds are those of a terminal's line discipline (ONLCR), through which the fixtures are
 * printed.
 */
const visits = FIXTURES.flatMap(({ name, output }): Visit[] => {
  const printed = Buffer.from(output.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  const middle = printed.indexOf('\x1b', printed.length / 2);
  return [...(middle < 0 ? [] : [middle]), printed.length].map((place) => ({
    ...{ ...SIZE, name, before: printed.subarray(0, place), after: printed.subarray(place) },
  }));
});

const judges: readonly (readonly [Judge, readonly FixtureLimit[]])[] = [
  [new GhosttyJudge('points'), FIXTURES_IN_GHOSTTY],
  [new XtermJudge(), FIXTURES_IN_XTERM_JS],
];

for (const [judge, limits] of judges) {
  t.test(
    `${FIXTURES.length} fixtures of xterm.js look the same after an attach in ${judge.name}`,
    { skip },
    async (t) => {
      const listed = limits.flatMap(({ fixtures }) => fixtures);
      const differ = await differences(judge, visits);
      const unlisted = differ.filter(({ visit }) => !listed.includes(visit.name.replace('.in', '')));
      t.strictSame(unlisted.map(explain), []);
      const names = new Set(differ.map(({ visit }) => visit.name.replace('.in', '')));
      t.strictSame([...names].sort(), [...listed].sort(), 'those that are listed still differ');
    },
  );
}

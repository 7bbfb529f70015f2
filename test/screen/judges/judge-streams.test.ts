// Generated streams, cut anywhere, in terminals that share no code with the screen model: a
// terminal that attaches shows the same as one that was attached all along, at once and after later
// output. TDETACH_TEST_STREAMS is the number of streams, 500 by default; judge-limits.ts knows
// those up to 2,000.
import t from 'tap';
import type { Test } from 'tap';
import { GhosttyJudge } from '../../support/judges/judge-ghostty.ts';
import { GHOSTTY, XTERM_JS } from '../../support/judges/judge-limits.ts';
import type { Limit } from '../../support/judges/judge-limits.ts';
import { XtermJudge } from '../../support/judges/judge-xterm.ts';
import { differences, explain } from '../../support/judges/judge.ts';
import type { Judge } from '../../support/judges/judge.ts';
import { streams, visitOf } from '../../support/judges/streams.ts';

const SIZE = { cols: 24, rows: 7 };

const COUNT = Number(process.env['TDETACH_TEST_STREAMS'] ?? 500);

async function judged(t: Test, judge: Judge, limits: readonly Limit[]): Promise<void> {
  const without = limits.flatMap((limit) => limit.without);
  const listed = limits.flatMap((limit) => limit.streams ?? []).filter((index) => index < COUNT);
  const names = new Set(listed.map((index) => `stream ${index}`));
  const visits = streams(COUNT, without).map((stream, index) => visitOf(stream, `stream ${index}`));
  const differ = await differences(judge, visits);
  const unlisted = differ.filter(({ visit }) => !names.has(visit.name));
  t.strictSame(unlisted.map(explain), [], judge.name);
  t.equal(differ.length - unlisted.length, names.size, 'each stream that is listed differs');
}

/** Fails for a limit that no longer holds, which has to be taken off the list. */
async function stillLimited(t: Test, judge: Judge, limits: readonly Limit[]): Promise<void> {
  const visits = limits.flatMap(({ example, after = '', reason }) => {
    if (example === undefined) return [];
    return [{ ...SIZE, name: reason, before: Buffer.from(example), after: Buffer.from(after) }];
  });
  const differ = await differences(judge, visits);
  const names = visits.map(({ name }) => name);
  t.strictSame(
    differ.map(({ visit }) => visit.name),
    names,
    `${judge.name}: these still differ`,
  );
}

t.test(`${COUNT} streams look the same after an attach in Ghostty`, async (t) => {
  const judge = new GhosttyJudge('points');
  await stillLimited(t, judge, GHOSTTY);
  await judged(t, judge, GHOSTTY);
});

t.test(`${COUNT} streams look the same after an attach in xterm.js with its graphemes add-on`, async (t) => {
  const judge = new XtermJudge();
  await stillLimited(t, judge, XTERM_JS);
  await judged(t, judge, XTERM_JS);
});

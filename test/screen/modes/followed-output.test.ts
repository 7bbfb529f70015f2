// After a detach, every mode that a program can set is as it was before, alone and in all pairs, in
// terminals of two kinds; and a fresh terminal is put into the modes that are set.
import fc from 'fast-check';
import t from 'tap';
import { FollowedOutput } from '../../../src/screen/modes/followed-output.ts';
import { Modes } from '../../../src/screen/modes/terminal-modes.ts';
import { MODE_TABLE } from '../../support/judges/mode-table.ts';
import { ReferenceTerminal } from '../../support/judges/reference-terminal.ts';
import type { Kind } from '../../support/judges/reference-terminal.ts';

const KINDS: readonly Kind[] = ['shared', 'apart'];
const START: Readonly<Record<Kind, string>> = {
  shared: JSON.stringify(new ReferenceTerminal('shared').state),
  apart: JSON.stringify(new ReferenceTerminal('apart').state),
};

// One seed, so that each run tests the same; other seeds explore.
const RUNS = {
  numRuns: Number(process.env['TDETACH_TEST_RUNS'] ?? 300),
  seed: Number(process.env['TDETACH_TEST_SEED'] ?? 1),
};

/** What a terminal is given of this output, which comes in these reads, and the undo after it. */
function given(...reads: readonly string[]): string {
  const followed = new FollowedOutput();
  const shown = reads.map((read) => followed.feed(Buffer.from(read, 'latin1')).toString('latin1'));
  return shown.join('') + followed.undo(undefined, 80);
}

function entered(set: string): string {
  const modes = new Modes();
  modes.feed(Buffer.from(set, 'latin1'));
  return Buffer.from(modes.enter()).toString('latin1');
}

/** The parts of the state that differ. */
function difference(there: string, here: string): string {
  const [a, b] = [JSON.parse(there), JSON.parse(here)] as Record<string, unknown>[];
  const keys = Object.keys(a ?? {}).filter((key) => JSON.stringify(a?.[key]) !== JSON.stringify(b?.[key]));
  return keys.map((key) => `${key}: ${JSON.stringify(a?.[key])}, not ${JSON.stringify(b?.[key])}`).join('; ');
}

/**
 * Attributes, tab stops and saved cursors are restored by the snapshot or the program, marks and
 * updates not at all.
 */
const NOT_ENTERED = new Set(['bold', 'tabs', 'primaryTabs', 'saved']);
const NEVER_ENTERED = /\x1b\[\?(?:3|2026)h|\x1b\]133;[^\x07]*\x07|\x1bP=1s\x1b\\/g;

function entering(kind: Kind, output: string): string {
  const { state } = new ReferenceTerminal(kind).write(output.replace(NEVER_ENTERED, ''));
  return JSON.stringify(Object.fromEntries(Object.entries(state).filter(([key]) => !NOT_ENTERED.has(key))));
}

function after(kind: Kind, output: string): string {
  return JSON.stringify(new ReferenceTerminal(kind).write(output).state);
}

/** A VT52 takes what follows for something else, so that in xterm it can only come last. */
const follows = (kind: Kind, first: string): boolean => kind === 'apart' || first !== 'VT52';

for (const kind of KINDS) {
  t.test(`every mode is put back, however it was read: ${kind}`, (t) => {
    for (const [name, set] of MODE_TABLE) {
      for (let cut = 0; cut <= set.length; cut++) {
        const back = after(kind, given(set.slice(0, cut), set.slice(cut)));
        if (back !== START[kind]) t.fail(`${name}, cut at ${cut}: ${difference(back, START[kind])}`);
        const half = after(kind, given(set.slice(0, cut)));
        if (half !== START[kind]) t.fail(`${name}, up to ${cut}: ${difference(half, START[kind])}`);
      }
    }
    t.end();
  });

  t.test(`all pairs of modes are put back: ${kind}`, (t) => {
    const wrong: string[] = [];
    for (const [first, set] of MODE_TABLE) {
      for (const [second, then] of MODE_TABLE) {
        if (!follows(kind, first)) continue;
        const back = after(kind, given(set + then));
        if (back !== START[kind]) wrong.push(`${first}, ${second}: ${difference(back, START[kind])}`);
      }
    }
    t.strictSame(wrong.slice(0, 40), [], `${wrong.length} pairs`);
    t.end();
  });
}

t.test('any number of modes, in any order and cut anywhere, are put back', (t) => {
  const rows = MODE_TABLE.filter(([name]) => name !== 'VT52').map(([, set]) => set);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...rows), { maxLength: 12 }), fc.nat(), (sets, cut) => {
      const set = sets.join('');
      const at = cut % (set.length + 1);
      for (const kind of KINDS) {
        const back = after(kind, given(set.slice(0, at), set.slice(at)));
        if (back !== START[kind]) throw new Error(`${kind}: ${difference(back, START[kind])}`);
      }
    }),
    RUNS,
  );
  t.pass();
  t.end();
});

t.test('a fresh terminal is put into all pairs of modes', (t) => {
  // A title that was never pushed is not the session's.
  const rows = MODE_TABLE.filter(([name]) => name !== 'title, popped too often');
  const wrong: string[] = [];
  for (const [first, set] of rows) {
    for (const [second, then] of [['nothing', ''] as const, ...rows]) {
      if (!follows('shared', first)) continue;
      const [there, fresh] = [entering('shared', set + then), entering('shared', entered(set + then))];
      if (there !== fresh) wrong.push(`${first}, ${second}: ${difference(fresh, there)}`);
    }
  }
  t.strictSame(wrong.slice(0, 40), [], `${wrong.length} pairs`);
  t.end();
});

/** What a terminal is given if its answers do not reach the program. */
function unasked(reads: readonly string[]): string {
  const followed = new FollowedOutput(undefined, false);
  return reads.map((read) => followed.feed(Buffer.from(read, 'latin1')).toString('latin1')).join('');
}

t.test('queries are left out if the answer would be ignored, wherever a read ends', (t) => {
  const queries = ['\x1b[c', '\x1b[6n', '\x1b[?2026$p', '\x1b]11;?\x07', '\x1b]10;?\x1b\\', '\x1bP$qm\x1b\\'];
  const others = ['text', '\x1b[1;31m', '\x1b]8;;http://a\x1b\\', '\x1b[?25l', '\x1b7\x1b8'];
  const wrong: unknown[] = [];
  for (const query of queries) {
    for (const other of others) {
      const output = `a${query}b${other}${query}${query}c${other}`;
      for (let cut = 0; cut <= output.length; cut++) {
        const shown = unasked([output.slice(0, cut), output.slice(cut)]);
        if (shown !== output.replaceAll(query, '')) wrong.push([output, cut, shown]);
      }
    }
  }
  t.strictSame(wrong, []);
  t.end();
});

t.test('a query that is left out leaves the sequence that breaks it off', (t) => {
  const [query, next] = ['\x1b]11;?', '\x1b[1mb'];
  const output = `a${query}${next}`;
  for (let cut = 0; cut <= output.length; cut++)
    t.equal(unasked([output.slice(0, cut), output.slice(cut)]), `a${next}`, `cut at ${cut}`);
  t.end();
});

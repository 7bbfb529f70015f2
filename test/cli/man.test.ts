// The man page is well formed, and names every verb and every option of the modes and verbs.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Options } from 'yargs';
import { STATUS_MEANINGS } from '../../src/cli/printing/exit-status.ts';
import { ALL_OPTIONS } from '../../src/cli/reading/options.ts';
import { SUMMARIES } from '../../src/cli/reading/verb-names.ts';
import { loadVerb } from '../../src/cli/reading/verb-table.ts';
import { KEY_NAMES, OTHER_KEY_NAMES } from '../../src/session/key-names.ts';
import { installed } from '../support/pane.ts';

const FILE = new URL('../../../man/tdetach.1', import.meta.url);
const page = fs.readFileSync(FILE, 'utf8');

/** The part of a section, or of a section's entry, that begins with `from`. */
function part(from: string, until: RegExp): string {
  const at = page.indexOf(from);
  if (at < 0) return '';
  const rest = page.slice(at + from.length);
  return from + rest.slice(0, rest.search(until));
}

/** Every flag that the source names: -s after Fl, --wait as -wait. */
const flags = (source: string): Set<string> =>
  new Set(
    Array.from(source.matchAll(/(?:\bFl|(?<=\bFl [^\n]*),) (-?[A-Za-z][\w-]*)/g), ([, flag]) => flag ?? ''),
  );

/** Options of the table that the source does not name. */
function missing(table: Readonly<Record<string, Options>>, source: string): string[] {
  const known = flags(source);
  return Object.entries(table).flatMap(([name, { alias }]) =>
    [name, ...(typeof alias === 'string' ? [alias] : [])]
      .map((one) => (one.length === 1 ? one : `-${one}`))
      .filter((one) => !known.has(one)),
  );
}

t.test('flags, missing options and missing sections are recognised', (t) => {
  t.strictSame(flags('.It Cm a Oo Fl s , -signal Ar x Oc Op Fl -wait'), new Set(['s', '-signal', '-wait']));
  t.strictSame(missing({ wait: { alias: 'w' }, gone: {} }, '.Fl -wait'), ['w', '-gone']);
  t.strictSame(part('.Sh NOTHING', /^\.Sh /m), '');
  t.end();
});

t.test('the options of the modes are in the man page', (t) => {
  const source = part('.Sh MODES', /^\.Sh VERBS/m);
  t.strictSame(missing(ALL_OPTIONS, source), []);
  t.end();
});

for (const name of Object.keys(SUMMARIES)) {
  t.test(`the options of ${name} are in the man page`, async (t) => {
    const source = part(`.It Cm ${name} `, /^\.(It|El)/m);
    t.not(source, '', 'it has an entry');
    t.strictSame(missing((await loadVerb(name))?.options ?? {}, source + creatorOptions(name)), []);
  });
}

/** The page describes the options for creating a session once, for the modes and for run. */
function creatorOptions(verb: string): string {
  return verb === 'run' ? part('.Sh OPTIONS', /^\.Sh VERBS/m) : '';
}

t.test('the names of keys are in the man page', (t) => {
  const words = new Set(
    part('.Sh KEYS', /^\.Sh ENVIRONMENT/m)
      .toLowerCase()
      .split(/[\s,]+/),
  );
  const names = [...KEY_NAMES.filter((name) => !/^F\d/.test(name)), ...OTHER_KEY_NAMES];
  t.strictSame(
    names.filter((name) => !words.has(name.toLowerCase())),
    [],
  );
  t.end();
});

t.test('the exit statuses are in the man page', (t) => {
  const source = part('.Sh EXIT STATUS', /^\.Sh EXAMPLES/m);
  const named = Array.from(source.matchAll(/^\.It (.*)$/gm), ([, entry = '']) => entry.split(' , ')).flat();
  t.strictSame(
    Object.keys(STATUS_MEANINGS).filter((status) => !named.includes(status)),
    [],
  );
  t.end();
});

t.test('man reports no warnings', { skip: !installed('man') && 'man is not installed' }, (t) => {
  const args = ['-c', 'exec man --warnings -E UTF-8 -l -Tutf8 -Z "$0" 2>&1 >/dev/null', FILE.pathname];
  t.equal(execFileSync('sh', args, { encoding: 'utf8' }), '');
  t.end();
});

t.test('mandoc reports no warnings', { skip: !installed('mandoc') && 'mandoc is not installed' }, (t) => {
  const args = ['-Tlint', '-W', 'warning', FILE.pathname];
  t.equal(execFileSync('mandoc', args, { encoding: 'utf8' }), '');
  t.end();
});

// `tdetach help --json` has everything that the tables have, and docs/control.md every method of
// control.
import fs from 'node:fs';
import t from 'tap';
import { METHODS } from '../../src/cli/control/control-methods.ts';
import { ERROR_MEANINGS } from '../../src/cli/printing/error-meanings.ts';
import { STATUS_MEANINGS } from '../../src/cli/printing/exit-status.ts';
import { manual } from '../../src/cli/printing/manual.ts';
import { ALL_OPTIONS } from '../../src/cli/reading/options.ts';
import { SUMMARIES } from '../../src/cli/reading/verb-names.ts';
import { loadVerb } from '../../src/cli/reading/verb-table.ts';
import { Sandbox } from '../support/sandbox.ts';

interface Named {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  readonly options: readonly {
    readonly name: string;
    readonly takesValue: boolean;
    readonly aliases: string[];
  }[];
}

interface Manual {
  readonly format: number;
  readonly options: Named['options'];
  readonly verbs: readonly Named[];
  readonly exitStatuses: readonly { readonly status: number | string }[];
  readonly errorCodes: readonly { readonly code: string; readonly status: number }[];
  readonly control: readonly { readonly method: string; readonly params: readonly string[] }[];
}

const names = (options: Named['options']): string[] => options.map(({ name }) => name);
const spelled = (table: object): string[] => Object.keys(table).map((name) => `--${name}`);

t.test('help --json prints what the tables have', async (t) => {
  const box = new Sandbox(t);
  const { stdout, status } = await box.run(['help', '--json']);
  t.equal(status, 0);
  const told = JSON.parse(stdout.toString()) as Manual;
  t.strictSame(told, JSON.parse(JSON.stringify(await manual(loadVerb))));
  t.equal(told.format, 1);
  t.strictSame(names(told.options), spelled(ALL_OPTIONS));
  t.strictSame(
    told.verbs.map(({ name, about }) => [name, about]),
    Object.entries(SUMMARIES),
  );
  for (const verb of told.verbs) {
    const loaded = await loadVerb(verb.name);
    t.strictSame(names(verb.options), spelled({ ...loaded?.options, quiet: {} }), verb.name);
    t.equal(verb.usage, `tdetach ${verb.name} ${loaded?.usage ?? ''}`.trimEnd());
  }
  const wait = told.verbs.find(({ name }) => name === 'wait');
  t.match(
    wait?.options.find(({ name }) => name === '--timeout'),
    { takesValue: true, aliases: [] },
  );
  t.strictSame(
    told.exitStatuses.map(({ status }) => String(status)),
    [...Object.keys(STATUS_MEANINGS), '128 + signal'],
  );
  t.strictSame(
    told.errorCodes.map(({ code }) => code),
    Object.keys(ERROR_MEANINGS),
  );
  t.match(
    told.errorCodes.find(({ code }) => code === 'timed-out'),
    { status: 124 },
  );
  t.strictSame(
    told.control.map(({ method }) => method),
    Object.keys(METHODS),
  );
});

t.test('help prints the modes or one verb, and an error for a mistyped or second verb', async (t) => {
  const box = new Sandbox(t);
  const said = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await box.run(['help', ...args]);
    return stdout.toString() + stderr;
  };
  t.match(await said(), /-c, --create/);
  t.match(await said('send'), /^tdetach send SESSION/);
  t.match(await said('attach'), /-c, --create/, 'a word of others');
  t.match(await said('snd'), /^tdetach: there is no verb "snd": the nearest are send/);
  t.match(await said('send', 'wait'), /^tdetach: help takes one verb/);
});

t.test('docs/control.md has every method with its params', (t) => {
  const page = fs.readFileSync(new URL('../../../docs/control.md', import.meta.url), 'utf8');
  const rows = Array.from(
    page.matchAll(/^\| `(\w+)` \| (.*?) \| (.*) \|$/gm),
    ([, method, params, about]) => ({
      method,
      params: params?.replaceAll('`', '').split(', '),
      about,
    }),
  );
  const methods = Object.entries(METHODS).map(([method, { params, about }]) => ({ method, params, about }));
  t.strictSame(rows, methods);
  t.end();
});

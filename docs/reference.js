// Writes the generated parts of docs/cli.md from `tdetach help --json`, so that usage, options,
// exit statuses and error codes are worded once, in the program's own tables. A part stands between
// `<!-- reference: NAME -->` and `<!-- end -->`. Usage: npm run build && node docs/reference.js
// [--check]
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = new URL('cli.md', import.meta.url);
const PROGRAM = fileURLToPath(new URL('../dist/bin/tdetach.cjs', import.meta.url));
const USAGE_COLUMNS = 96;

const manual = JSON.parse(execFileSync(process.execPath, [PROGRAM, 'help', '--json'], { encoding: 'utf8' }));

const code = (text) => `\`${String(text).replaceAll('|', '\\|')}\``;
const row = (...cells) => `| ${cells.join(' | ')} |`;
const prose = (text) => String(text).replaceAll('|', '\\|');

function table(head, rows) {
  return [row(...head), `|${'---|'.repeat(head.length)}`, ...rows.map((cells) => row(...cells))].join('\n');
}

/**
 * Breaks a usage line between its words, but not within brackets; what follows the first line is
 * indented.
 */
function wrapped(usage) {
  const words = usage.match(/(?:\[[^\]]*(?:\[[^\]]*\][^\]]*)*\]|\([^)]*\)|\S)+/g) ?? [];
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== '' && line.length + 1 + word.length > USAGE_COLUMNS) lines.push(`    ${word}`);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

const options = (all) =>
  table(
    ['option', 'meaning'],
    all.map(({ name, aliases, takesValue, about }) => [
      [...aliases, name].map(code).join(', ') + (takesValue ? ' …' : ''),
      prose(about),
    ]),
  );

const usage = (lines) => ['```', ...lines.map(wrapped), '```'].join('\n');

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

const PARTS = {
  modes: () => [usage(manual.usage), options(manual.options)],
  statuses: () => [
    table(
      ['status', 'meaning'],
      manual.exitStatuses.map(({ status, about }) => [code(status), prose(about)]),
    ),
  ],
  errors: () => [
    table(
      ['code', 'status', 'meaning'],
      manual.errorCodes.map(({ code: name, status, about }) => [code(name), code(status), prose(about)]),
    ),
  ],
  ...Object.fromEntries(
    manual.verbs.map((verb) => [
      verb.name,
      () => [sentence(verb.about), usage([verb.usage]), options(verb.options)],
    ]),
  ),
};

const written = new Set();

function part(whole, name) {
  const make = PARTS[name];
  if (make === undefined) throw new Error(`docs/cli.md has a part ${name}, which help --json has not`);
  written.add(name);
  return [`<!-- reference: ${name} -->`, ...make(), '<!-- end -->'].join('\n\n');
}

const page = fs.readFileSync(PAGE, 'utf8');
const fresh = page.replaceAll(/<!-- reference: (\S+) -->[^]*?<!-- end -->/g, part);
const missing = Object.keys(PARTS).filter((name) => !written.has(name));
if (missing.length > 0) throw new Error(`docs/cli.md lacks the parts ${missing.join(', ')}`);
if (process.argv[2] !== '--check') fs.writeFileSync(PAGE, fresh);
else if (fresh !== page) {
  console.error('docs/cli.md differs from the tables: run node docs/reference.js');
  process.exitCode = 1;
}

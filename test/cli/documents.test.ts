// The documents agree with the program's tables, their links work, and the package contains what
// its README needs.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { SUMMARIES } from '../../src/cli/reading/verb-names.ts';
import { readDocument } from '../support/document.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

const MAX_README_BYTES = 10_240;
const MAX_PROSE_COLUMNS = 100;

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...fs
    .readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const withoutCode = (text: string): string => text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** The targets in this repository of a page's links and pictures, each as a path and a heading. */
function links(page: string): { file: string; heading: string | undefined }[] {
  const found = withoutCode(readDocument(page)).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm);
  return Array.from(found, ([, inline, reference]) => inline ?? reference ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [file = '', heading] = link.split('#');
      return { file: file === '' ? page : path.join(path.dirname(page), file), heading };
    });
}

/**
 * The anchors of a page: those of its headings, as GitHub makes them (of the same name it numbers
 * all but the first), and those in HTML.
 */
function anchors(page: string): string[] {
  const text = readDocument(page);
  const html = Array.from(text.matchAll(/<a id="([^"]*)">/g), ([, id = '']) => id);
  const counts = new Map<string, number>();
  const headings = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading = '']) => {
    const name = heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
  return [...html, ...headings];
}

t.test('the tables of docs/cli.md are those of help --json', async (t) => {
  await t.resolves(run(process.execPath, ['docs/reference.js', '--check'], { cwd: ROOT }));
  const headings = readDocument('docs/cli.md').split(/^## /m);
  for (const verb of Object.keys(SUMMARIES)) {
    const section = headings.find((one) => one.startsWith(`${verb}\n`)) ?? '';
    t.match(section, `<!-- reference: ${verb} -->`, `${verb} has a heading`);
    t.match(section, '```sh', `${verb} has an example`);
  }
});

t.test('docs/api.md says what the comments in the source say', async (t) => {
  await t.resolves(run(process.execPath, ['docs/api-page.js', '--check'], { cwd: ROOT }));
});

t.test('the README is no longer than its limit', (t) => {
  t.ok(Buffer.byteLength(readDocument('README.md')) <= MAX_README_BYTES);
  t.end();
});

for (const page of pages) {
  t.test(`the links of ${page} lead to existing files and headings`, (t) => {
    for (const { file, heading } of links(page)) {
      t.ok(fs.existsSync(path.join(ROOT, file)), `${page} links to ${file}`);
      if (heading !== undefined) t.ok(anchors(file).includes(heading), `${page} links to ${file}#${heading}`);
    }
    t.end();
  });
  t.test(`the prose of ${page} has at most ${MAX_PROSE_COLUMNS} columns`, (t) => {
    const lines = readDocument(page)
      .replace(/^```[^]*?^```$/gm, '')
      .replace(/\]\(#[^)]*\)/g, ']') // which the generated page adds to the comments' lines
      .split('\n');
    const long = lines.filter((line) => line.length > MAX_PROSE_COLUMNS && !/^( {4}|\||\[.*\]: )/.test(line));
    t.strictSame(long, []);
    t.end();
  });
}

t.test('CONTRIBUTING.md names files that exist', async (t) => {
  const { stdout } = await run('git', ['ls-files'], { cwd: ROOT }).catch(() => ({ stdout: '' }));
  if (stdout === '') return t.end(); // a copy without its repository
  const names = new Set(stdout.split('\n').map((file) => path.basename(file)));
  const rows = readDocument('CONTRIBUTING.md').matchAll(/`([\w.-]+\.(?:ts|js|json|md))`/g);
  const named = Array.from(rows, ([, name = '']) => name);
  t.ok(named.length > 40);
  t.strictSame(
    named.filter((name) => !names.has(name)),
    [],
  );
});

t.test('the package contains what its README and its documents link to', async (t) => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
  const files = packed?.files.map((one) => one.path) ?? [];
  const shipped = pages.filter((page) => files.includes(page));
  t.ok(shipped.includes('README.md'));
  for (const page of shipped)
    for (const { file } of links(page)) t.ok(files.includes(file), `${page} links to ${file}`);
});

// The library as a TypeScript project sees it that has only installed the package: its types, the
// examples of the documents, and every call.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { examples } from '../../support/document.ts';
import { NODES, Sandbox } from '../../support/sandbox.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const MODULES = fs.realpathSync(path.join(ROOT, 'node_modules'));
const run = promisify(execFile);

/** A project with nothing but the packed package and the packages that it depends on. */
async function project(box: Sandbox): Promise<string> {
  const folder = box.path('project');
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(path.join(modules, '@types'), { recursive: true });
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', box.folder];
  const { stdout } = await run('npm', pack, { cwd: ROOT });
  await run('tar', ['-xzf', path.join(box.folder, stdout.trim()), '-C', modules]);
  fs.renameSync(path.join(modules, 'package'), path.join(modules, 'tdetach'));
  fs.symlinkSync(path.join(MODULES, 'node-pty'), path.join(modules, 'node-pty'));
  fs.symlinkSync(path.join(MODULES, '@types/node'), path.join(modules, '@types/node'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: false };
  const types = { types: ['node'], exactOptionalPropertyTypes: true };
  fs.writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...types } }),
  );
  return folder;
}

const PROGRAM = `
import assert from 'node:assert/strict';
import { attach, Attachment, connect, create, list, Session, TdetachError } from 'tdetach';
import type { ErrorCode, Screen } from 'tdetach';

const fails = (what: Promise<unknown>, code: ErrorCode): Promise<void> =>
  assert.rejects(what, (error) => error instanceof TdetachError && error.code === code);

const made: Session = await create('a', { command: ['sh'], size: { cols: 100, rows: 30 } });
await fails(create('a'), 'session-exists');
await fails(create('b', { command: ['/none'] }), 'command-not-found');
await fails(create('b', { size: { cols: 0, rows: 1 } }), 'bad-argument');
await fails(connect('none'), 'no-session');
await fails(connect(''), 'bad-name');
await fails(made.send({ keys: ['Nokey'] }), 'bad-argument');
await fails(made.wait({ idleMs: 60_000, timeoutMs: 10 }), 'timed-out');
await fails(made.wait({ exit: true, timeoutMs: 10 }), 'timed-out');

const session = await connect('a');
const since = await session.send({ text: 'echo $((6 * 7))', keys: ['Enter'] });
const { match } = await session.wait({ text: '42', since, timeoutMs: 120_000 });
assert.equal(match, '42');
const { seq } = await session.wait({ idleMs: 50, since });
// @ts-expect-error: a time limit is nothing to wait for
await fails(session.wait({ timeoutMs: 10 }), 'bad-argument');
await fails(session.wait({ prompt: true, exit: true }), 'bad-argument');
// @ts-expect-error: quiet has no match
(await session.wait({ idleMs: 10 })).match;
const step = await session.sendAndWait('echo $((6 * 7))\\r', { regex: /^(4)(?<two>2)$/ }, { screen: true });
assert.deepEqual([...step.waited.captures, step.waited.groups['two']], ['4', '2', '2']);
assert.ok(step.waited.seq > step.seq && step.screen?.state === 'live');
assert.ok(seq > since);
const screen: Screen = await session.screen({ history: 10 });
assert.ok(screen.lines.some((line) => line.includes('42')));

const attachment: Attachment = await attach('a');
const other = await attach('a', { readonly: true, terminal: true });
assert.equal((await session.status()).size.cols, 100, 'it was not changed');
attachment.resize({ cols: 90, rows: 20 });
await attachment.write('stty size; echo do""ne\\r');
let text = '';
for await (const bytes of attachment) {
  text += bytes.toString();
  if (text.includes('done\\r\\n')) break;
}
assert.match(text, /20 90\\r\\n/);
assert.deepEqual(await attachment.ended, { kind: 'detached' });
await fails(attachment.write('x'), 'session-ended');

// An attachment that leads and is not read throttles the program for a second, and no longer.
const deaf = await attach('a');
const ten = await session.send('yes | head -c 10000000; echo ten""MB\\r');
await session.wait({ idleMs: 3_000, since: ten, timeoutMs: 120_000 });
assert.ok((await session.status()).seq > ten + 10_000_000);
assert.deepEqual(await deaf.detach(), { kind: 'detached' });

await session.rename('c');
assert.equal(session.name, 'c');
assert.deepEqual((await list()).map(({ name, state }) => [name, state]), [['c', 'live']]);
assert.equal((await list({ sessions: ['c'] }))[0]?.status?.clients.length, 1);
const [client] = (await session.status()).clients;
assert.ok(client?.readonly);

const last = await attach('c');
let rest = '';
last.output.on('data', (bytes: Buffer) => (rest += bytes.toString()));
const [end] = await Promise.all([session.wait({ exit: true }), last.write('echo b""ye; exit 3\\r')]);
assert.deepEqual(end, { status: 3, signal: 0 });
assert.deepEqual(await last.ended, { kind: 'exit', status: 3, signal: 0 });
assert.match(rest, /bye\\r\\n/);
other.output.resume();
assert.equal((await other.ended).kind, 'exit');

const killed = await create('k', { command: ['sleep', '1000'] });
const [how] = await Promise.all([killed.wait({ exit: true }), killed.kill({ wait: true })]);
assert.deepEqual(how, { status: 0, signal: 1 });
assert.equal(process.env['TDETACH_DIR'] === undefined, false);
console.log('all of it');
`;

const REQUIRED = `
import tdetach = require('tdetach');
import type { RedrawMethod, SessionEvent, SignalName } from 'tdetach';
const signal: SignalName = 'TERM';
export const end = (session: tdetach.Session): Promise<void> => session.kill({ killSignal: signal });
export type Both = RedrawMethod | SessionEvent;
`;

t.test('a fresh project compiles, and every call works', async (t) => {
  const box = new Sandbox(t);
  const folder = await project(box);
  const shipped = fs.readdirSync(path.join(folder, 'node_modules/tdetach/dist'), { recursive: true });
  const programs = ['followed', 'host', 'modes', 'tdetach', 'text-search', 'verbs', 'xterm', 'yargs'].map(
    (name) => `${name}.cjs`,
  );
  const expected = [...programs, 'library.d.cts', 'library.d.mts', 'library.mjs'].sort();
  t.strictSame(shipped.map(String).sort(), ['bin', ...expected.map((name) => `bin/${name}`)]);

  const shown = ['README.md', 'docs/library.md'].flatMap((page) => examples(page, 'ts'));
  t.equal(shown.length, 6);
  for (const [index, { script }] of shown.entries())
    fs.writeFileSync(path.join(folder, `example${index}.ts`), script);
  fs.writeFileSync(path.join(folder, 'program.ts'), PROGRAM);
  fs.writeFileSync(path.join(folder, 'required.cts'), REQUIRED);
  const tsc = path.join(MODULES, 'typescript/bin/tsc');
  const checked = await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => error);
  t.equal((checked as { stdout: string }).stdout, '');
  const env = { PATH: process.env['PATH'], TDETACH_DIR: box.folder, SHELL: '/bin/sh', PS1: '$ ' };
  for (const node of NODES) {
    const all = await run(node, ['program.js'], { cwd: folder, env }).catch((error: unknown) => error);
    t.equal((all as { stdout: string }).stdout, 'all of it\n', (all as { stderr: string }).stderr);
    for (const [index, { heading, prints }] of shown.entries()) {
      const own = { cwd: folder, env: { ...env, TDETACH_DIR: fs.mkdtempSync(box.path('example-')) } };
      const example = await run(node, [`example${index}.js`], own).catch((error: unknown) => error);
      t.equal(
        (example as { stdout: string }).stdout,
        prints,
        `${heading} ${(example as { stderr: string }).stderr}`,
      );
    }
    const required = await run(node, ['-e', "console.log(typeof require('tdetach').create)"], {
      cwd: folder,
      env,
    });
    t.equal(required.stdout, 'function\n');
  }
});

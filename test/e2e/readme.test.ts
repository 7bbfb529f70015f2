// The scripts of the README do what it says.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { blocks } from '../support/document.ts';
import { EXECUTABLE, Sandbox } from '../support/sandbox.ts';

const [loop = '', forText = ''] = blocks('README.md', 'sh');

async function shell(box: Sandbox, script: string): Promise<string> {
  fs.mkdirSync(box.path('bin'));
  fs.symlinkSync(EXECUTABLE, box.path('bin/tdetach'));
  const search = [box.path('bin'), path.dirname(process.execPath), process.env['PATH'] ?? ''].join(':');
  const env = { PATH: search, TDETACH_DIR: box.folder, TERM: 'xterm-256color' };
  return (await promisify(execFile)('sh', ['-c', script], { cwd: box.folder, env, timeout: 60_000 })).stdout;
}

t.test('the loop of a script', async (t) => {
  t.equal(await shell(new Sandbox(t), loop), '6 * 7\n= 42\n');
});

t.test('waiting for what one knows', async (t) => {
  const box = new Sandbox(t);
  await box.run([
    '-n',
    'work',
    'sh',
    '-c',
    'echo 0 passed; read -r line; sleep 1; echo 7 passed; exec sleep 1000',
  ]);
  const helper = loop.split('\n').filter((line) => line.startsWith('seq_of'));
  const found = JSON.parse(await shell(box, [...helper, forText].join('\n'))) as unknown;
  t.match(found, { name: 'work', match: 'passed' });
});

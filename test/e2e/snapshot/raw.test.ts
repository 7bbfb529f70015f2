// The terminal while it becomes raw: keys are taken at once, output once stty has ended. Here stty
// waits for a word, so that what comes before can be told from what comes after.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { SHOW_KEYS, Sandbox, eventually } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

/**
 * A folder for PATH in which `stty raw ...` writes its process id, and waits until `go` is opened.
 */
function slowStty(box: Sandbox): { path: string; waiting: () => Promise<number>; release: () => void } {
  const [bin, go, pid] = [box.path('bin'), box.path('go'), box.path('pid')];
  fs.mkdirSync(bin);
  execFileSync('mkfifo', [go]);
  const real = execFileSync('/bin/sh', ['-c', 'command -v stty'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\n[ "$1" = raw ] || exec ${real} "$@"\necho $$ > ${pid}.part; mv ${pid}.part ${pid}\nread -r _ < ${go}\nexec ${real} "$@"\n`;
  fs.writeFileSync(`${bin}/stty`, script, { mode: 0o755 });
  return {
    path: `${bin}:${process.env['PATH'] ?? ''}`,
    waiting: async () => {
      await eventually(
        () => fs.existsSync(pid),
        () => fs.readdirSync(box.folder),
      );
      return Number(fs.readFileSync(pid, 'utf8'));
    },
    release: () => fs.writeFileSync(go, 'go\n'),
  };
}

/** Runs tdetach, and prints the terminal's settings before and after. */
function between(box: Sandbox, args: readonly string[], path: string): Terminal {
  return box.shell('stty -g; "$0" "$@"; s=$?; echo; stty -g; exit $s', args, { env: { PATH: path } });
}

function sameSettings(t: Test, terminal: Terminal): string {
  const [, before, shown = '', after] = /^([\w:]+)\r\n([^]*\n)?([\w:]+)\r\n$/.exec(terminal.text) ?? [];
  t.ok(before, 'settings were read');
  t.equal(after, before, 'the settings are those from before');
  return shown;
}

const isGone = (pid: number): boolean => !fs.existsSync(`/proc/${pid}`);

const textOf = async (box: Sandbox): Promise<string> => (await box.session('s1').screen()).lines.join('\n');

t.test('a snapshot is shown, and keys are taken, before stty has ended', async (t) => {
  const box = new Sandbox(t);
  const stty = slowStty(box);
  await box.create('s1', SHOW_KEYS);
  const terminal = between(box, ['-a', 's1'], stty.path);
  await terminal.until('READY');
  const pid = await stty.waiting();
  terminal.type('k\r\x03');
  await terminal.until('k^M^C');
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
  sameSettings(t, terminal);
  t.ok(isGone(pid), 'stty changes nothing any more');
});

for (const output of ['a\nb', 'a\tb']) {
  t.test(
    `output that output processing would change waits until stty has ended: ${JSON.stringify(output)}`,
    async (t) => {
      const box = new Sandbox(t);
      const stty = slowStty(box);
      const program = `stty raw -echo; printf READY; head -c 1 >/dev/null; printf '${JSON.stringify(output).slice(1, -1)}'; exec cat`;
      await box.create('s1', ['sh', '-c', program]);
      const terminal = between(box, ['-a', 's1'], stty.path);
      await terminal.until('READY');
      await stty.waiting();
      terminal.type('1');
      await eventually(
        async () => (await textOf(box)).includes('b'),
        () => terminal.text,
      );
      terminal.type('2'); // and what comes after it
      await eventually(
        async () => (await textOf(box)).includes('b2'),
        () => terminal.text,
      );
      t.match(terminal.text, /READY$/, 'it waits');
      stty.release();
      await terminal.until(`READY${output}2`);
      terminal.type('\x1c');
      t.equal(await terminal.status(), 0);
      sameSettings(t, terminal);
    },
  );
}

t.test('waiting output does not delay a detach', async (t) => {
  const box = new Sandbox(t);
  const stty = slowStty(box);
  await box.create('s1', ['sh', '-c', 'stty raw -echo; printf "READY\\n"; exec cat']);
  const terminal = between(box, ['-a', 's1', '-r', 'none'], stty.path);
  const pid = await stty.waiting();
  terminal.type('x\n');
  await eventually(
    async () => (await textOf(box)).includes('x'),
    () => terminal.text,
  );
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
  sameSettings(t, terminal);
  t.ok(isGone(pid));
});

t.test('the settings are left alone if there is nothing to attach to', async (t) => {
  const box = new Sandbox(t);
  const stty = slowStty(box);
  for (const [args, status] of [
    [['-a', 'none'], 125],
    [['-c', 's1', 'no-such-command'], 127],
  ] as const) {
    const terminal = between(box, args, stty.path);
    t.equal(await terminal.status(), status);
    t.match(sameSettings(t, terminal), /^tdetach: [^\n]*\r\n/, 'the message stands at the left');
  }
});

t.test('a terminal that stty cannot set is put back, and the reason is given', async (t) => {
  const box = new Sandbox(t);
  const bin = box.path('bin');
  fs.mkdirSync(bin);
  const real = execFileSync('/bin/sh', ['-c', 'command -v stty'], { encoding: 'utf8' }).trim();
  fs.writeFileSync(`${bin}/stty`, `#!/bin/sh\n[ "$1" = -g ] || exit 7\nexec ${real} -g\n`, { mode: 0o755 });
  await box.create('s1', SHOW_KEYS);
  const terminal = between(box, ['-a', 's1'], `${bin}:${process.env['PATH'] ?? ''}`);
  t.equal(await terminal.status(), 125);
  t.match(sameSettings(t, terminal), 'tdetach: the terminal cannot be made raw: stty ended with status 7');
});

t.test('a signal before the session is there puts the settings back', async (t) => {
  const box = new Sandbox(t);
  const stty = slowStty(box);
  const listening = box.path('silent');
  const script = `require('node:net').createServer().listen(${JSON.stringify(listening)}, () => console.log('up'))`;
  const silent = box.shell('exec "$0" -e "$2"', [script]);
  await eventually(
    () => fs.existsSync(listening),
    () => silent.text,
  );
  const terminal = between(box, ['-a', 'silent'], stty.path);
  const pid = await stty.waiting();
  process.kill(terminal.child(), 'SIGTERM');
  t.equal(await terminal.status(), 143);
  t.equal(sameSettings(t, terminal), '\r\n', 'nothing is said');
  t.ok(isGone(pid));
  silent.end();
});

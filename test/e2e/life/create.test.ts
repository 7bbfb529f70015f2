// tdetach -c and -a: the main job, exit statuses, and the messages at the end.
import fs from 'node:fs';
import t from 'tap';
import { SHOW_KEYS, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

t.test('a session is created, detached from, attached again and ended', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', 'sh', '-i']);
  await first.until('$ ');
  first.type('echo one-$((40+2))\r');
  await first.until('one-42\r\n');
  first.type('\x1c');
  t.equal(await first.status(), 0);
  t.match(first.text, /\r\n\[detached from s1\]\r\n$/);

  const second = box.terminal(['-a', 's1']);
  await second.ready();
  second.type('exit 7\r');
  t.equal(await second.status(), 7);
  t.match(second.text, /exit 7\r\n\r\[s1 ended, status 7\]\r\n$/);
  t.strictSame(fs.readdirSync(box.folder), ['s1.ended'], 'nothing else is left behind');
});

t.test('a session can be given as a path, and the message names it in the same way', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', './s1', 'true']);
  t.equal(await terminal.status(), 0);
  t.equal(terminal.text, '[./s1 ended, status 0]\r\n');
});

t.test("a program that a signal ends gives 128 and the signal's number as the status", async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', 'kill -9 $$']);
  t.equal(await terminal.status(), 137);
  t.equal(terminal.text, '[s1 ended by SIGKILL]\r\n');
});

t.test('-q prints no message', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-q', '-c', 's1', 'sh', '-c', 'exit 3']);
  t.equal(await terminal.status(), 3);
  t.equal(terminal.text, '');
});

t.test(
  'a client ends with status 125 when the host is killed, and the stale socket is replaced',
  async (t) => {
    const box = new Sandbox(t);
    const terminal = box.terminal(['-c', 's1', ...SHOW_KEYS]);
    await terminal.until('READY');
    const program = await programOf(box.path('s1'));
    process.kill(hostOf(program ?? 0), 'SIGKILL');
    t.equal(await terminal.status(), 125);
    t.match(terminal.text, /READY\r\n\[s1: the host is gone\]\r\n$/);

    const attached = box.terminal(['-a', 's1']);
    t.equal(await attached.status(), 125);
    t.match(attached.text, /^tdetach: the host of s1 is dead/);
    const again = box.terminal(['-c', 's1', 'echo', 'again']);
    t.equal(await again.status(), 0, 'a stale socket is replaced');
  },
);

t.test('the first client sees everything from the first byte', async (t) => {
  const box = new Sandbox(t);
  const flood = 'stty -opost; head -c 8000000 /dev/zero | tr "\\0" x; printf END';
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', flood]);
  t.equal(await terminal.status(), 0);
  t.ok(
    terminal.shown
      .subarray(0, 8000003)
      .equals(Buffer.concat([Buffer.alloc(8000000, 'x'), Buffer.from('END')])),
  );
});

t.test('output before the first attach is kept for it', async (t) => {
  const box = new Sandbox(t);
  const ready = box.path('ready');
  const program = `stty -opost; head -c 1048576 /dev/zero | tr "\\0" y; printf END; touch ${ready}; exec sleep 1000`;
  t.equal((await box.run(['-n', 's1', 'sh', '-c', program])).status, 0);
  await eventually(
    () => fs.existsSync(ready),
    () => fs.readdirSync(box.folder),
  );
  const terminal = box.terminal(['-a', 's1']);
  await terminal.until('END');
  t.ok(
    terminal.shown
      .subarray(0, 1048579)
      .equals(Buffer.concat([Buffer.alloc(1048576, 'y'), Buffer.from('END')])),
  );
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});

t.test('a background process does not keep the session alive', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', 'setsid sleep 1000 & echo "left $!"; exit 5']);
  t.equal(await terminal.status(), 5);
  const left = Number(/left (\d+)\r\n/.exec(terminal.text)?.[1]);
  t.doesNotThrow(() => process.kill(left, 'SIGKILL'), 'it was running still, with the terminal open');
});

t.test('-A attaches, or creates the session if there is none', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-A', 's1', ...SHOW_KEYS]);
  await first.until('READY');
  first.type('\x1c');
  t.equal(await first.status(), 0);
  const second = box.terminal(['-A', 's1', '-r', 'ctrl_l', 'echo', 'not run']);
  await second.until('^L');
  second.type('\x1c');
  t.equal(await second.status(), 0);
  t.notMatch(second.text, /not run/);
});

t.test('an output that is not a terminal gets only the bytes of the session', async (t) => {
  const box = new Sandbox(t);
  const file = box.path('out');
  const inner = `printf '\\033[?1049h\\033[1mhello\\033]0;title\\007'; exit 4`;
  const command = ['-q', '-c', 's1', 'sh', '-c', inner];
  const shell = `"$0" "$@" > ${file}; printf "status %s" $?`;
  const terminal = box.shell(shell, command);
  await terminal.until('status 4');
  t.equal(fs.readFileSync(file, 'latin1'), '\x1b[?1049h\x1b[1mhello\x1b]0;title\x07');
});

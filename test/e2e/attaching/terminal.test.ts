// The person's terminal is raw while attached, and put back on every way out.
import fs from 'node:fs';
import t from 'tap';
import { NODES, SHOW_KEYS, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

t.test('a bare LF of the program arrives as a bare LF', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', 'stty -opost; printf "a\\nb\\r\\nc"']);
  t.equal(await terminal.status(), 0);
  t.match(terminal.text, /^a\nb\r\nc\r\n\[s1 ended/);
});

/** Everything that the session switches on, and the sequence that takes it back. */
const MODES: readonly (readonly [string, string])[] = [
  ['\\033[?1049h', '\x1b[?1049l'],
  ['\\033[?25l', '\x1b[?25h'],
  ['\\033[?1002h', '\x1b[?1002l'],
  ['\\033[?1006h', '\x1b[?1006l'],
  ['\\033[?2004h', '\x1b[?2004l'],
  ['\\033[?1004h', '\x1b[?1004l'],
  ['\\033[?1h', '\x1b[?1l'],
  ['\\033=', '\x1b>'],
  ['\\033[5 q', '\x1b[0 q'],
  ['\\033[3;5r', '\x1b7\x1b[r\x1b8'],
  ['\\033(0', '\x1b(B'],
  ['\\033[>1u', '\x1b[<1u'],
  ['\\033[>4;2m', '\x1b[>4m'],
  ['\\033]8;;http://x\\033\\\\', '\x1b]8;;\x1b\\'],
  ['\\033]0;title\\007', '\x1b[23;0t'],
  ['\\033[31m', '\x1b[m'],
];

const program = `stty raw -echo; printf '${MODES.map(([on]) => on).join('')}READY'; head -c 1 > /dev/null; exit 3`;

type Way = readonly [
  name: string,
  leave: (pid: number, type: (key: string) => void) => unknown,
  status: number,
];

const host = async (box: Sandbox): Promise<number> => hostOf((await programOf(box.path('s1'))) ?? 0);

const WAYS: readonly Way[] = [
  ['detach', (_, type) => type('\x1c'), 0],
  ['the end', (_, type) => type('x'), 3],
  ['SIGTERM', (pid) => process.kill(pid, 'SIGTERM'), 143],
  ['SIGHUP', (pid) => process.kill(pid, 'SIGHUP'), 129],
  ['SIGINT', (pid) => process.kill(pid, 'SIGINT'), 130],
  ['SIGQUIT', (pid) => process.kill(pid, 'SIGQUIT'), 131],
  ['kill -9 of the host', () => undefined, 125],
];

for (const [name, leave, status] of WAYS) {
  t.test(`the settings and modes are put back after ${name}`, async (t) => {
    const box = new Sandbox(t);
    const script = 'stty -g; "$0" "$@"; s=$?; echo; stty -g; exit $s';
    const terminal = box.shell(script, ['-c', 's1', 'sh', '-c', program]);
    await terminal.until('READY');
    if (status === 125) process.kill(await host(box), 'SIGKILL');
    else leave(terminal.child(), (key) => terminal.type(key));
    t.equal(await terminal.status(), status);
    const [, before, shown = '', after] = /^([\w:]+)\r\n([^]*\n)?([\w:]+)\r\n$/.exec(terminal.text) ?? [];
    t.ok(before, 'settings were read');
    t.equal(after, before, 'the settings are those from before');
    for (const [, off] of MODES) t.ok(shown.slice(shown.indexOf('READY')).includes(off), JSON.stringify(off));
    t.equal(shown.split('\x1b[22;0t').length, 2, 'the title was pushed once');
    t.notMatch(shown, '\x1bc', 'no full reset');
  });
}

t.test('modes that the session did not set are not touched', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', 's1', ...SHOW_KEYS]);
  await terminal.until('READY');
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
  t.equal(terminal.text, 'READY\r\n[detached from s1]\r\n');
});

t.test('the last message is below what was drawn', async (t) => {
  const box = new Sandbox(t);
  const terminal = box.terminal(['-c', 's1', 'sh', '-c', `printf 'a\\nb\\nc\\033[2A'`]);
  await terminal.status();
  t.match(terminal.text, /\x1b\[2A\x1b\[2B\r\n\[s1 ended/);
});

t.test('the next attach sets the modes of the session', async (t) => {
  const box = new Sandbox(t);
  // The program is told of the focus, too, as it has asked for it.
  const patient = program.replace('head -c 1 > /dev/null', 'until [ "$(head -c 1)" = x ]; do :; done');
  const first = box.terminal(['-c', 's1', 'sh', '-c', patient]);
  await first.until('READY');
  first.type('\x1c');
  await first.status();
  const second = box.terminal(['-a', 's1', '-r', 'none']);
  await second.until('\x1b[?1049h');
  await second.until('\x1b[?2004h');
  second.type('x');
  t.equal(await second.status(), 3);
  t.match(second.text, '\x1b[?1049l');
});

t.test('a terminal that is closed ends the client, and the session lives on', async (t) => {
  const box = new Sandbox(t);
  for (const node of NODES) {
    const status = box.path('status');
    const script = `(trap '' HUP; "$0" "$@"; echo $? > ${status}.part; mv ${status}.part ${status})`;
    const terminal = box.shell(script, ['-A', 's1', ...SHOW_KEYS], { node });
    await terminal.ready();
    terminal.type('k');
    await terminal.until('k');
    terminal.hangUp();
    await eventually(
      () => fs.existsSync(status),
      () => fs.readdirSync(box.folder),
    );
    t.equal(fs.readFileSync(status, 'utf8'), '129\n', node);
    fs.unlinkSync(status);
    t.type(await programOf(box.path('s1')), 'number', 'the session lives');
  }
});

for (const [name, leave, status] of [
  ['the detach key', (pid: number, type: (key: string) => void): unknown => (type('\x1c'), pid), 0],
  ['SIGTERM', (pid: number): unknown => process.kill(pid, 'SIGTERM'), 143],
] as const) {
  t.test(`a terminal that takes nothing does not keep ${name} from ending the client`, async (t) => {
    const box = new Sandbox(t);
    const terminal = box.terminal(['-c', 's1', ...SHOW_KEYS]);
    await terminal.until('READY');
    terminal.reads(false);
    const pushed = await box.run(['-p', 's1'], { input: Buffer.alloc(400_000, 'x') });
    t.equal(pushed.status, 0);
    leave(terminal.pid, (key) => terminal.type(key));
    t.equal(await terminal.status(), status);
  });
}

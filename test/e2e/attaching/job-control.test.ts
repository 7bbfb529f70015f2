// A client that job control or another process stops and continues is raw again, has the right size
// and shows the session. In between the terminal is the shell's.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import { EXECUTABLE, SHOW_KEYS, Sandbox, eventually } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

const hasBash = ((): boolean => {
  try {
    execFileSync('/bin/sh', ['-c', 'command -v bash']);
    return true;
  } catch {
    return false;
  }
})();
const SHELL = hasBash ? 'exec bash --norc --noprofile -i' : 'exec sh -i';

/** The state of a process, and its process group: R, S, T, Z; empty if there is no such process. */
function stateOf(pid: number): string {
  try {
    return /^State:\s+(\S)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

const reaches = (pid: number, ...states: readonly string[]): Promise<void> =>
  eventually(
    () => states.includes(stateOf(pid)),
    () => stateOf(pid),
  );

interface Job {
  readonly terminal: Terminal;
  readonly client: number;
  /** Types a shell's command and waits for its prompt. */
  readonly command: (text: string) => Promise<void>;
}

/** Starts a client in an interactive shell, and waits until it shows this text. */
async function below(
  box: Sandbox,
  args: readonly string[],
  shown: string | RegExp,
  isRaw = true,
): Promise<Job> {
  const terminal = box.shell(SHELL, []);
  await terminal.until('$ ');
  const command = async (text: string): Promise<void> => {
    terminal.clear();
    terminal.type(`${text}; echo "[do""ne]"\r`);
    await terminal.until(/\[done\]\r\n/);
  };
  terminal.type(`stty -g; "${process.execPath}" ${EXECUTABLE} ${args.join(' ')}\r`);
  await terminal.until(shown);
  if (isRaw) await terminal.ready();
  await eventually(
    () => terminal.child() > 0,
    () => terminal.text,
  );
  return { terminal, client: terminal.child(), command };
}

/** The settings that stty -g has printed, before and after the client. */
const settings = (text: string): string[] => text.match(/^[\da-f]+(?::[\da-f]+){10,}/gm) ?? [];

const MODES = '\\033[?1049h\\033[?1003h\\033[?2004h\\033[>1u\\033[?25l';
const PROGRAM = `stty raw -echo; printf '${MODES}READY'; exec cat -v`;

/** A client on PROGRAM below a shell, stopped by a signal: the shell is at its prompt. */
async function stopped(box: Sandbox, signal: 'SIGTSTP' | 'SIGSTOP'): Promise<Job> {
  await box.create('s1', ['sh', '-c', PROGRAM]);
  const all = await below(box, ['-a', 's1'], 'READY');
  all.terminal.clear();
  process.kill(all.client, signal);
  await reaches(all.client, 'T');
  await all.terminal.until('$ ');
  return all;
}

for (const signal of ['SIGTSTP', 'SIGSTOP'] as const) {
  t.test(`after ${signal} and fg the terminal is raw, has the new size, and shows the session`, async (t) => {
    const box = new Sandbox(t);
    const { terminal, command } = await stopped(box, signal);
    if (signal === 'SIGTSTP') {
      const put = terminal.text.slice(0, terminal.text.indexOf('Stopped'));
      for (const undone of ['\x1b[?1049l', '\x1b[?1003l', '\x1b[?2004l', '\x1b[<1u', '\x1b[?25h'])
        t.ok(put.includes(undone), `${JSON.stringify(undone)} before the shell's word`);
    }
    await command('stty -a');
    t.match(terminal.text, / icanon/, 'the shell has an ordinary terminal');
    terminal.resize(100, 30);
    terminal.clear();
    terminal.type('fg\r');
    await terminal.until('READY');
    await terminal.ready();
    t.match(terminal.text, /\x1b\[\?1049h[^]*READY/, 'on the alternate screen again');
    for (const mode of ['\x1b[?1003h', '\x1b[?2004h', '\x1b[>1u', '\x1b[?25l'])
      t.ok(terminal.text.includes(mode), JSON.stringify(mode));
    terminal.clear();
    terminal.type('k');
    await terminal.until('k');
    await eventually(
      async () => (await box.session('s1').status()).size.cols === 100,
      () => terminal.text,
    );
    terminal.clear();
    terminal.type('\x1b[92;5u');
    await terminal.until('[detached from s1]');
  });
}

t.test('the settings survive any number of stops', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', SHOW_KEYS);
  const { terminal, client, command } = await below(box, ['-a', 's1'], 'READY');
  const [before] = settings(terminal.text);
  t.ok(before);
  for (const signal of ['SIGSTOP', 'SIGTSTP', 'SIGSTOP', 'SIGTSTP', 'SIGTSTP'] as const) {
    terminal.clear();
    process.kill(client, signal);
    await reaches(client, 'T');
    await terminal.until('$ ');
    terminal.clear();
    terminal.type('fg\r');
    await terminal.until('READY');
    await terminal.ready();
    terminal.clear();
    terminal.type('k');
    await terminal.until('k');
  }
  terminal.clear();
  terminal.type('\x1c');
  await terminal.until('[detached from s1]');
  await command('stty -g');
  t.strictSame(settings(terminal.text), [before]);
});

for (const signal of ['SIGTSTP', 'SIGSTOP'] as const) {
  t.test(
    `a client that is stopped by ${signal} and continued in the background stops again, and fg brings it back`,
    async (t) => {
      const box = new Sandbox(t);
      await box.create('s1', SHOW_KEYS);
      const { terminal, client, command } = await below(box, ['-a', 's1'], 'READY');
      for (const way of ['bg', `kill -CONT ${client}`]) {
        process.kill(client, signal);
        await reaches(client, 'T');
        await terminal.until('$ ');
        await command(way);
        await reaches(client, 'T');
        await command('echo a; stty -a');
        t.match(terminal.text, / icanon/, "the terminal is the shell's");
        terminal.clear();
        terminal.type('fg\r');
        await terminal.until('READY');
        await terminal.ready();
        terminal.clear();
        terminal.type('k');
        await terminal.until('k');
      }
      terminal.type('\x1c');
      await terminal.until('[detached from s1]');
    },
  );

  for (const end of ['TERM', 'HUP']) {
    t.test(
      `a client that is stopped by ${signal} and ended by ${end} from the shell goes, and the modes are undone`,
      async (t) => {
        const box = new Sandbox(t);
        const { terminal, client, command } = await stopped(box, signal);
        terminal.type(`kill -${end} %1; kill -CONT %1\r`);
        await reaches(client, '', 'Z');
        await terminal.until('\x1b[?1049l');
        t.equal(terminal.text.split('\x1b[?1049l').length, 2, 'undone once');
        await command('stty -a');
        t.match(terminal.text, / icanon/);
      },
    );
  }
}

t.test("a client that is not a shell's job stops at SIGTSTP too, and goes on at SIGCONT", async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', PROGRAM]);
  const terminal = box.terminal(['-a', 's1']);
  await terminal.until('READY');
  await terminal.ready();
  for (const signal of ['SIGTSTP', 'SIGSTOP'] as const) {
    terminal.clear();
    process.kill(terminal.pid, signal);
    await reaches(terminal.pid, 'T');
    process.kill(terminal.pid, 'SIGCONT');
    await terminal.until('READY');
    await terminal.ready();
    terminal.clear();
    terminal.type('k');
    await terminal.until('k');
  }
  process.kill(terminal.pid, 'SIGSTOP');
  await reaches(terminal.pid, 'T');
  process.kill(terminal.pid, 'SIGTERM');
  terminal.clear();
  process.kill(terminal.pid, 'SIGCONT');
  t.equal(await terminal.status(), 143);
  t.ok(terminal.text.includes('\x1b[?1049l'));
});

for (const redraw of ['winch', 'none', 'ctrl_l'] as const) {
  t.test(`after a stop -r ${redraw} sets the modes again, and ctrl_l sends its key again`, async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', ['sh', '-c', `trap 'echo drawn' WINCH; ${PROGRAM.replace('exec ', '')}`]);
    const terminal = box.terminal(['-a', 's1', '-r', redraw]);
    await terminal.until('\x1b[?1003h');
    await terminal.ready();
    terminal.clear();
    process.kill(terminal.pid, 'SIGTSTP');
    await reaches(terminal.pid, 'T');
    await terminal.until('\x1b[?1003l');
    terminal.clear();
    process.kill(terminal.pid, 'SIGCONT');
    await terminal.until('\x1b[?1003h');
    await terminal.ready();
    if (redraw === 'ctrl_l') await terminal.until('^L');
    terminal.type('k');
    await terminal.until('k');
    t.match(terminal.text, /\x1b\[\?1049h/);
  });
}

t.test('a read-only client is raw and shows the session after fg', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', PROGRAM]);
  const { terminal, client } = await below(box, ['-a', 's1', '-R'], 'READY');
  for (const signal of ['SIGSTOP', 'SIGTSTP'] as const) {
    process.kill(client, signal);
    await reaches(client, 'T');
    await terminal.until('$ ');
    terminal.clear();
    terminal.type('fg\r');
    await terminal.until('READY');
    await terminal.ready();
  }
  terminal.type('\x1c');
  await terminal.until('[detached from s1]');
  t.pass();
});

t.test('run goes on after a stop, and shows everything once', async (t) => {
  const box = new Sandbox(t);
  const lines = box.path('lines');
  const program = `printf '1 one\\n'; while ! [ -e ${lines} ]; do sleep 0.05; done; printf '2 two\\n'; sleep 0.2; printf '3 three\\n'`;
  fs.writeFileSync(box.path('program'), program);
  for (const input of [[], ['-i']]) {
    const args = ['run', ...input, 's1', '--', 'sh', box.path('program')];
    const { terminal, client, command } = await below(box, args, /1 one\r/, input.length > 0);
    process.kill(client, 'SIGTSTP');
    await reaches(client, 'T');
    await command(`: > ${lines}`);
    terminal.clear();
    terminal.type('fg\r');
    await terminal.until('3 three');
    t.match(terminal.text, /2 two\s+3 three/);
    t.notMatch(terminal.text, /1 one/, 'not shown again');
    fs.rmSync(lines);
  }
});

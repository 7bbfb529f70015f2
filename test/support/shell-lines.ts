// What `tdetach do` does in a running shell, for the tests of each shell: the output and the status
// of command lines.
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { Sandbox } from './sandbox.ts';
import type { Result } from './sandbox.ts';

interface Told {
  readonly status: number | null;
  readonly output: string;
  readonly seq: number;
  readonly [key: string]: unknown;
}

/** What differs between the shells. */
interface Shell {
  readonly name: string;
  /**
   * The file that the shell reads at its start, and contents for it that set a prompt of two lines.
   */
  readonly file: string;
  readonly twoLines: string;
  /** A command that ends with this status. */
  exit(status: number): string;
  /** A loop of several lines, and lines that are not a command. */
  readonly loop: string;
  readonly wrong: string;
  readonly trace: string;
}

const POSIX = {
  exit: (status: number): string => `(exit ${status})`,
  loop: 'for i in 1 2; do\n\techo "$i)"\ndone\nfalse',
  wrong: 'if )',
  trace: 'set -x',
};

export const SHELLS = [
  { name: 'bash', file: '.bashrc', twoLines: "PS1='two\\nlines\\$ '", ...POSIX },
  { name: 'zsh', file: '.zshrc', twoLines: "PS1=$'two\\nlines%# '", ...POSIX },
  {
    name: 'fish',
    file: '.config/fish/config.fish',
    twoLines: "function fish_prompt; echo two; echo -n 'lines> '; end",
    exit: (status) => `sh -c 'exit ${status}'`,
    loop: 'for i in 1 2\n\techo "$i)"\nend\nfalse',
    wrong: 'if )',
    trace: 'set fish_trace 1',
  },
] as const satisfies readonly Shell[];

/** A sandbox with a session of this shell, whose user has this file. */
async function living(t: Test, { name, file }: Shell, contents = ''): Promise<Sandbox> {
  const box = new Sandbox(t);
  const path = box.path(`home/${file}`);
  fs.mkdirSync(path.replace(/\/[^/]*$/, ''), { recursive: true });
  fs.writeFileSync(path, `${contents}\n`);
  // fish reads all manual pages for a user without completions made from them.
  fs.mkdirSync(box.path('home/.local/share/fish/generated_completions'), { recursive: true });
  // zsh asks a user without any of its files what to do.
  const env = { HOME: box.path('home'), LC_ALL: 'C.UTF-8' };
  await box.create('s1', [name], { shellIntegration: true, env });
  await box.session('s1').wait({ prompt: true, timeoutMs: 120_000 });
  return box;
}

export const carryOut = (box: Sandbox, line: string, ...more: readonly string[]): Promise<Result> =>
  box.run(['do', 's1', line, '--timeout', '120s', ...more]);

/** The output and the status of a line, which must give no message. */
async function told(t: Test, box: Sandbox, line: string): Promise<[string, number | null]> {
  const { status, stdout, stderr } = await carryOut(box, line);
  t.equal(stderr, '');
  return [stdout.toString(), status];
}

/** The tests of one shell. */
export function testShell(called: (typeof SHELLS)[number]['name']): void {
  const shell: Shell | undefined = SHELLS.find(({ name }) => name === called);
  if (!shell) throw new Error(`no shell ${called}`);
  const { name } = shell;

  t.test(`${name}: do prints the output and ends with the status of a line`, async (t) => {
    const box = await living(t, shell);
    t.strictSame(await told(t, box, 'echo one; echo two'), ['one\ntwo\n', 0]);
    t.strictSame(await told(t, box, 'printf "no end"'), ['no end', 0]);
    t.strictSame(await told(t, box, "printf '\\033[1mbold\\033[m 12\\b3\\r\\n'"), ['bold 13\n', 0]);
    for (const status of [0, 1, 77, 125, 130, 255])
      t.strictSame(await told(t, box, shell.exit(status)), ['', status]);
    const [unknown, status] = await told(t, box, 'no-such-command-here');
    t.match(unknown, /no-such-command-here/);
    t.equal(status, 127);
  });

  t.test(`${name}: several lines are one command, and a wrong line has an error status`, async (t) => {
    const box = await living(t, shell);
    t.strictSame(await told(t, box, shell.loop), ['1)\n2)\n', 1]);
    const [message, status] = await told(t, box, shell.wrong);
    t.match(message, /\)/, message);
    t.ok(status !== null && status > 0 && status < 125, String(status));
    t.strictSame(await told(t, box, 'echo fine'), ['fine\n', 0]);
  });

  t.test(`${name}: a prompt of two lines works, and text that was left at it is removed`, async (t) => {
    const box = await living(t, shell, shell.twoLines);
    t.strictSame(await told(t, box, 'echo one'), ['one\n', 0]);
    await box.session('s1').send('left there');
    t.strictSame(await told(t, box, 'echo two'), ['two\n', 0]);
    const { lines } = await box.session('s1').screen();
    t.match(lines.join('\n'), /^two\nlines. *echo two\ntwo\ntwo\nlines.$/m);
  });

  t.test(`${name}: several lines that were left at the prompt are not carried out`, async (t) => {
    const box = await living(t, shell);
    const session = box.session('s1');
    await session.send({ text: 'echo junk1\necho junk2', paste: true });
    await session.wait({ text: 'junk2' });
    t.strictSame(await told(t, box, 'echo clean'), ['clean\n', 0]);
    await session.send({ text: 'x', keys: ['BSpace'] });
    t.strictSame(
      await told(t, box, 'echo clean'),
      ['clean\n', 0],
      'an empty line, at which something was typed',
    );
    t.notMatch((await session.screen()).lines.join('\n'), /^junk/m);
  });

  t.test(`${name}: a line that waits for its rest is not continued`, async (t) => {
    const box = await living(t, shell);
    const session = box.session('s1');
    await session.send({ text: "echo 'junk", keys: ['Enter'] });
    const { status, stderr } = await carryOut(box, 'echo no');
    t.equal(status, 125);
    t.match(stderr, /does not wait at its prompt/);
    const seq = await session.send({ keys: ['C-c'] });
    await session.wait({ prompt: true, since: seq });
    t.strictSame(await told(t, box, 'echo clean'), ['clean\n', 0]);
  });

  if (name !== 'fish')
    t.test(
      `${name}: a line that the shell refuses has a status, and the next one is carried out`,
      async (t) => {
        const box = await living(t, shell);
        const [message, status] = await told(t, box, 'echo "a!zzz"');
        t.match(message, /event not found/);
        t.ok(status !== null && status > 0, String(status));
        t.strictSame(await told(t, box, 'echo next'), ['next\n', 0]);
      },
    );

  t.test(`${name}: traces and output from the background do not disturb do`, async (t) => {
    const box = await living(t, shell);
    await carryOut(box, shell.trace);
    for (const status of [0, 3]) {
      const { stdout, status: ended } = await carryOut(box, `echo out; ${shell.exit(status)}`);
      t.equal(ended, status);
      const lines = stdout.toString().split('\n');
      t.ok(lines.includes('out'), stdout.toString());
      t.notMatch(stdout.toString(), /tdetach/, 'nothing of our own is traced');
    }
    const other = await living(t, shell);
    const loop = "sh -c 'while echo background; do sleep 0.01; done' &";
    t.equal((await carryOut(other, loop)).status, 0);
    for (const status of [0, 9]) {
      const { stdout, status: ended } = await carryOut(other, `echo mine; ${shell.exit(status)}`);
      t.equal(ended, status);
      t.match(stdout.toString(), /^mine$/m);
    }
  });

  t.test(`${name}: 10 MB of output arrive whole`, async (t) => {
    const box = await living(t, shell);
    const line = "head -c 10000000 /dev/zero | tr '\\0' a | fold -w 79";
    const { status, stdout, stderr } = await carryOut(box, line);
    t.strictSame([status, stderr], [0, '']);
    t.equal(stdout.toString().replaceAll('\n', '').length, 10_000_000);
  });

  t.test(`${name}: --json and list report the command line`, async (t) => {
    const box = await living(t, shell);
    const { stdout, status } = await carryOut(box, `echo "é;%"; ${shell.exit(4)}`, '--json');
    const { durationMs, seq, ...rest } = JSON.parse(stdout.toString()) as Told;
    t.strictSame(rest, { name: 's1', ended: false, status: 4, missed: 0, output: 'é;%\n', cut: false });
    t.ok(typeof durationMs === 'number' && durationMs >= 0 && seq > 0);
    t.equal(status, 4);
    await carryOut(box, 'mkdir "a é" && cd "a é"');
    await box.session('s1').send({ text: 'sleep 1000', keys: ['Enter'] });
    await box.session('s1').wait({ text: 'sleep 1000\n' });
    const { stdout: busy, stderr, status: refused } = await carryOut(box, 'echo no');
    t.strictSame([busy.toString(), refused], ['', 125]);
    t.match(stderr, /does not wait at its prompt/);
    const listed = JSON.parse((await box.run(['list', 's1', '--json'])).stdout.toString()) as Told;
    t.match(listed, { foreground: 'sleep', folder: box.path('a é'), atPrompt: false });
    t.equal(listed['commandLine'], name === 'bash' ? null : 'sleep 1000');
    await box.session('s1').send({ keys: ['C-c'] });
    await box.session('s1').wait({ prompt: true });
    t.strictSame(await told(t, box, 'echo again'), ['again\n', 0]);
  });

  t.test(`${name}: do ends at its timeout, and at the end of the session`, async (t) => {
    const box = await living(t, shell);
    const late = await box.run(['do', 's1', 'echo before; sleep 1000', '--timeout', '5s']);
    t.strictSame([late.status, late.stdout.toString()], [124, 'before\n']);
    t.match(late.stderr, /out of time after 5 s: the command goes on/);
    await box.session('s1').send({ keys: ['C-c'] });
    await box.session('s1').wait({ prompt: true });
    const ended = await carryOut(box, 'echo last; exit 3');
    t.equal(ended.status, 123);
    t.match(ended.stdout.toString(), /^last\n(exit\n)?$/); // bash prints it
    t.match(
      ended.stderr,
      /s1 has ended, with status 3: waited for the end of the command line; tdetach screen s1 /,
    );
  });
}

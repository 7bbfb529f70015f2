// tdetach completion in real shells: what Tab completes, with names that a shell could misread.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import type { Test } from 'tap';
import { candidates } from '../../../src/cli/completion/candidates.ts';
import { loadVerb } from '../../../src/cli/reading/verb-table.ts';
import { mistake } from '../../support/mistake.ts';
import { installed } from '../../support/pane.ts';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

/** A name that would make a file if a shell evaluated it. */
const ODD = 'odd $(touch evaluated)`touch evaluated`;&';

/** A sandbox with sessions, and the search path on which a shell finds tdetach. */
async function withSessions(t: Test): Promise<[Sandbox, string]> {
  const box = new Sandbox(t);
  fs.mkdirSync(box.path('bin'));
  fs.symlinkSync(EXECUTABLE, box.path('bin/tdetach'));
  for (const name of ['work', 'x:one', ODD]) await box.create(name, ['sleep', '1000']);
  return [box, [box.path('bin'), path.dirname(process.execPath), process.env['PATH'] ?? ''].join(':')];
}

/** The words that the executable offers next. */
const words = async (box: Sandbox, ...line: string[]): Promise<string[]> =>
  (await box.run(['completion', '--words', '--', ...line])).stdout.toString().split('\n').slice(0, -1);

/** The same from the function that the executable calls, without the names of sessions. */
async function found(...line: string[]): Promise<string[]> {
  const all = await candidates(line, loadVerb);
  if (typeof all === 'string') return [all];
  return ['words', ...all.map((one) => one.filter((text) => text !== undefined).join('\t'))];
}

t.test('completion offers sessions, verbs, options, values and files where they can follow', async (t) => {
  const [box] = await withSessions(t);
  const sessions = ['sessions', ODD, 'work', 'x:one'];
  for (const line of [
    ['-a'],
    ['-p'],
    ['-A'],
    ['-a', '-r', 'none'],
    ['send'],
    ['wait', '--idle', '1s'],
    ['kill', 'work'],
  ])
    t.strictSame(await found(...line, ''), ['sessions'], line.join(' '));
  t.strictSame(await words(box, '-a', ''), sessions);
  t.strictSame(await words(box, '-a', 'work', ''), ['words'], 'no command');
  t.strictSame(await found('screen', 'work', ''), ['words'], 'one session');
  t.strictSame(await words(box, '-c', 'x', ''), ['commands']);
  t.strictSame(await words(box, '-c', 'x', '--', 'ls', '-'), ['files']);
  t.strictSame(await found('-n', 'x', '--log', ''), ['files']);
  t.strictSame(await found('-n', 'x', '--cwd', ''), ['folders']);
  t.strictSame(await found('--env', 'A=1', '-n', 'x', '--cwd', ''), ['folders']);
  t.strictSame(await found('run', 'x', '--cwd', ''), ['folders']);
  t.strictSame(await found('-a', 'x', '-r', ''), ['words', 'winch', 'ctrl_l', 'restore', 'none']);
  t.strictSame(await found('completion', ''), ['words', 'bash', 'zsh', 'fish']);
  t.match(await found(''), ['words', 'list\tlist sessions; the default without arguments']);
  t.match(await words(box, 'kill', '-'), ['words', /^--signal\t/, /^-s\t/, /^--wait\t/]);
  t.match((await found('-')).join(), /,-a\tattach to a session,.*--detach-key\t.*,--log\t/);
  t.strictSame(await found('none', ''), ['words'], 'no such verb');
});

t.test('completion for an unknown shell is refused', async (t) => {
  const box = new Sandbox(t);
  const one = async (...args: string[]): Promise<string> => {
    const { status, stderr } = await mistake(box, ['completion', ...args]);
    return `${status} ${stderr}`;
  };
  t.match(await one(), /^125 tdetach: completion needs a shell: bash, zsh, fish; [^\n]*\n$/);
  t.match(await one('basch'), /^125 tdetach: bad shell "basch": the nearest are bash, [^\n]*\n$/);
  t.match(await one('bash', 'zsh'), /^125 tdetach: completion takes one shell, but "zsh" follows; [^\n]*\n$/);
});

/** Shells in which Tab is pressed: how they start, and how they load the script. */
const SHELLS = {
  bash: ['exec bash --norc --noprofile -i', 'eval "$(tdetach completion bash)"'],
  zsh: ['exec zsh -f -i', 'autoload -U compinit && compinit -u -D && eval "$(tdetach completion zsh)"'],
} as const;

for (const [shell, [start, learn]] of Object.entries(SHELLS)) {
  const skip = installed(shell) ? false : `${shell} is not installed`;
  t.test(`Tab completes a line in ${shell}`, { skip }, async (t) => {
    const [box, search] = await withSessions(t);
    const terminal = box.shell(start, [], { cols: 200, env: { PATH: search } });
    await terminal.ready();
    terminal.type(`PS1='% '; ${learn} && show() { printf '<%s>' "$@"; echo; } && echo lea''rnt\r`);
    await terminal.until(/[\r\n]learnt\r\n/);
    // The completed line is given to a command that prints its words, to see that they arrive
    // unchanged.
    const tab = async (line: string, ...words: string[]): Promise<void> => {
      terminal.clear();
      terminal.type(`${line}\t\x01show \x05\r`);
      await terminal.until(words.map((word) => `<${word}>`).join(''));
    };
    await tab('tdetach send wo', 'tdetach', 'send', 'work');
    await tab('tdetach send x:', 'tdetach', 'send', 'x:one');
    await tab('tdetach -A wo', 'tdetach', '-A', 'work');
    await tab('tdetach scr', 'tdetach', 'screen');
    await tab('tdetach wait work --tim', 'tdetach', 'wait', 'work', '--timeout');
    fs.writeFileSync(box.path('afile.cast'), '');
    await tab('tdetach -n x --record afi', 'tdetach', '-n', 'x', '--record', 'afile.cast');
    await tab('tdetach send odd', 'tdetach', 'send', ODD);
    t.notOk(fs.existsSync(box.path('evaluated')), 'nothing of it was run');
    terminal.type('exit\r');
    await terminal.status();
  });
}

t.test('fish completes a line', { skip: installed('fish') ? false : 'fish is not installed' }, async (t) => {
  const [box, search] = await withSessions(t);
  const ask = async (line: string): Promise<string[]> => {
    const script = 'tdetach completion fish | source; complete -C $argv[1]';
    const env = { PATH: search, TDETACH_DIR: box.folder, HOME: box.folder, LC_ALL: 'C.UTF-8' };
    const { stdout } = await promisify(execFile)('fish', ['-N', '-c', script, line], {
      cwd: box.folder,
      env,
    });
    return stdout.split('\n').slice(0, -1);
  };
  t.strictSame(await ask('tdetach send '), [ODD, 'work', 'x:one']);
  t.strictSame(await ask('tdetach -a wo'), ['work']);
  t.strictSame(await ask('tdetach scr'), ["screen\tprint a session's screen"]);
  t.match(await ask('tdetach wait work --tim'), [/^--timeout\t/]);
  t.notOk(fs.existsSync(box.path('evaluated')));
});

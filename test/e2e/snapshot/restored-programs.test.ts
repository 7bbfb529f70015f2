// Programs in a real terminal emulator (tmux), detached and attached in a fresh terminal: every
// cell, the cursor and the modes are as before, and at another size as in a terminal that was
// resized while the program ran in it. Needs the programs, which are not part of this package; a
// missing one is reported.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { LOOK_MS, Pane, installed } from '../../support/pane.ts';
import { EXECUTABLE, Sandbox, eventually, programOf } from '../../support/sandbox.ts';

const TDETACH = `${process.execPath} ${EXECUTABLE} -q`;

/** Runs after the program in a pane, which would otherwise end with it. */
const STAY = 'clear; echo gone; exec sleep 1000';

const SIZE = [80, 25] as const;
const OTHER = [100, 30] as const;

/** A text whose lines contain their numbers. */
const TEXT = Array.from({ length: 200 }, (_, line) => `line ${line + 1} of "the text" /* 漢字 */;\n`).join(
  '',
);

const ZSHRC = `PROMPT='%F{green}user%f %B%~%b %# '\nRPROMPT='%F{yellow}[right %?]%f'\n`;

/** A status line without the time of day. */
const TMUX_CONF = 'set -g status-right ""\nset -g window-status-current-format "#I"\n';

interface Program {
  readonly needs: string;
  readonly name: string;
  /** Makes the command line from the folder with the files and a name that differs for each run. */
  readonly command: (folder: string, run: string) => string;
  /** Matches its screen when it takes keys. */
  readonly ready: RegExp;
  /**
   * For a program that matches `ready` before it reads keys: a key that does no harm when repeated,
   * and the screen that it leads to.
   */
  readonly wake?: { readonly key: string; readonly shown: RegExp };
  readonly keys: readonly string[];
  /** Matches its screen, at any size, once that is complete. */
  readonly shown: RegExp;
  /** True if its screen depends only on the files and the size. */
  readonly still: boolean;
}

const VIM = "vim -n -u NONE -N -c 'syntax on | set laststatus=2 number mouse=a showcmd ruler";
const PROGRAMS: readonly Program[] = [
  {
    needs: 'vim',
    name: 'vim with splits and a visual selection',
    command: (folder) => `${VIM} | split | vsplit | wincmd l | 50' ${folder}/text.c`,
    ready: /line 50 of/,
    keys: ['V', '5j'],
    shown: /-- VISUAL LINE --\s+6/,
    still: true,
  },
  {
    needs: 'less',
    name: 'less with a search',
    command: (folder) => `less -M ${folder}/text.c`,
    ready: /line 1 of/,
    keys: ['/line 4', 'Enter'],
    shown: /^line 4 [^]*lines 4-/,
    still: true,
  },
  {
    needs: 'git',
    name: 'git log in a pager',
    command: (folder) => `git -C ${folder} -c core.pager='less -R' log --color=always --graph --stat`,
    ready: /number 20/,
    keys: ['j', 'j'],
    shown: /number 19[^]*\n:/,
    still: true,
  },
  {
    needs: 'zsh',
    name: 'zsh with a right prompt',
    command: (folder) => `env ZDOTDIR=${folder} zsh -i`,
    ready: /right 0/,
    keys: ['false', 'Enter', 'echo half'],
    shown: /half +\[right 1\]/,
    still: true,
  },
  {
    needs: 'mc',
    name: 'mc with a menu',
    command: (folder) => `env HOME=${folder} mc -u ${folder}/mc/shown ${folder}/mc/shown`,
    ready: /Quit/,
    wake: { key: 'Down', shown: /┤\n│ file +││UP--DIR/ },
    keys: ['F9', 'Down'],
    shown: /Listing format[^]*Quit/,
    still: true,
  },
  {
    needs: 'tmux',
    name: 'tmux in the session',
    command: (folder, run) =>
      `env -u TMUX tmux -f ${folder}/conf -S ${folder}/inner-${run} new-session 'seq 50; exec cat' \\; ` +
      `split-window -h 'echo right; exec cat' \\; split-window 'echo below; exec cat'`,
    ready: /below/,
    keys: ['typed'],
    shown: /typed[^]*\n50/,
    still: true,
  },
  {
    needs: 'htop',
    name: 'htop',
    command: () => 'htop -d 600',
    ready: /F10?Quit/,
    keys: [],
    shown: /F10?Quit/,
    still: false,
  },
];

function files(folder: string): void {
  fs.writeFileSync(`${folder}/text.c`, TEXT);
  // mc shows when the parent folder was last changed, and hosts make files in that.
  fs.mkdirSync(`${folder}/mc/shown`, { recursive: true });
  fs.writeFileSync(`${folder}/mc/shown/file`, TEXT);
  fs.writeFileSync(`${folder}/.zshrc`, ZSHRC);
  fs.writeFileSync(`${folder}/conf`, TMUX_CONF);
}

function commits(folder: string): void {
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=N', '-c', 'user.email=n@n', ...args]);
  git('init', '-q');
  git('add', 'text.c');
  for (let number = 1; number <= 20; number++)
    git('commit', '-q', '--allow-empty', '-m', `Commit number ${number}`);
}

/** Everything that can be compared, once it has stopped changing. */
async function steady(pane: Pane, shown: RegExp): Promise<unknown> {
  await pane.until(shown);
  let last: string | undefined;
  let seen: unknown;
  await eventually(
    () => {
      const { screen, state } = pane.look();
      const before = last;
      last = screen + state;
      if (before !== last) return false;
      seen = [pane.cellsOf(screen), state];
      return true;
    },
    () => last,
    LOOK_MS,
  );
  return seen;
}

/** Waits until both are equal: programs draw when they are resized. */
async function alike(t: Test, what: string, one: () => unknown, other: () => unknown): Promise<void> {
  let seen: unknown[] = [];
  const same = async (): Promise<boolean> => {
    seen = [await one(), await other()];
    return JSON.stringify(seen[0]) === JSON.stringify(seen[1]);
  };
  await eventually(same, () => seen, LOOK_MS).catch(() => undefined);
  t.strictSame(seen[0], seen[1], what);
}

for (const { needs, name, command, ready, wake, keys, shown, still } of PROGRAMS) {
  const missing = ['tmux', needs].filter((one) => !installed(one)).join(', ');
  t.test(
    `${name} is restored in a fresh terminal`,
    { skip: missing && `${missing} is not installed` },
    async (t) => {
      const box = new Sandbox(t);
      files(box.folder);
      if (needs === 'git') commits(box.folder);
      const runs = (name: string): string => {
        fs.writeFileSync(box.path(`run-${name}`), `exec ${command(box.folder, name)}\n`);
        if (needs === 'tmux')
          t.teardown(() => execFileSync('tmux', ['-S', box.path(`inner-${name}`), 'kill-server']));
        return `sh ${box.path(`run-${name}`)}`;
      };
      const pane = (name: string, cols: number, rows: number, line: string): Pane => {
        const made = new Pane(box, cols, rows, name, `${line}; ${STAY}`);
        t.teardown(() => made.end());
        return made;
      };
      const pressed = async (made: Pane): Promise<unknown> => {
        await made.until(ready);
        if (wake) await made.until(wake.shown, wake.key);
        for (const key of keys) made.keys(key);
        return steady(made, shown);
      };

      const first = pane('first', ...SIZE, `${TDETACH} -c s1 ${runs('first')}`);
      await pressed(first);
      if (!still) process.kill((await programOf(box.path('s1'))) ?? 0, 'SIGSTOP');
      const before = await steady(first, shown);
      first.keys('C-\\');
      await first.until(/gone/);
      const second = pane('second', ...SIZE, `${TDETACH} -a s1`);
      await alike(
        t,
        'attached again',
        () => steady(second, shown),
        () => before,
      );
      if (!still) return;
      second.keys('C-\\');
      await second.until(/gone/);

      const there = pane('there', ...SIZE, runs('there'));
      await pressed(there);
      await alike(
        t,
        'without tdetach',
        () => steady(there, shown),
        () => before,
      );
      there.resize(...OTHER);
      const third = pane('third', ...OTHER, `${TDETACH} -a s1`);
      await alike(
        t,
        'attached again at another size',
        () => steady(third, shown),
        () => steady(there, shown),
      );
    },
  );
}

// Full-screen programs in a real terminal emulator (tmux), attached again at another size, look as they do
// without tdetach. Needs tmux, vim, less and htop, which are not part of this package: what is missing is said.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import { EXECUTABLE, Sandbox, eventually } from '../support/sandbox.ts';

function installed(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => fs.existsSync(`${folder}/${program}`));
}

/** A tmux server of the test's own, with one pane that runs a shell. */
class Pane {
  readonly #socket: string;

  constructor(box: Sandbox, cols: number, rows: number, name = 'tmux') {
    this.#socket = box.path(name);
    const env = ['-e', `TDETACH_DIR=${box.folder}`];
    this.#tmux('new-session', '-d', '-x', String(cols), '-y', String(rows), ...env, '/bin/sh');
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-f', '/dev/null', '-S', this.#socket, ...args], { encoding: 'utf8' });
  }

  type(text: string, ...keys: string[]): void {
    this.#tmux('send-keys', '-l', text);
    if (keys.length > 0) this.#tmux('send-keys', ...keys);
  }

  keys(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  resize(cols: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(cols), '-y', String(rows));
  }

  /** What the pane shows, with attributes. */
  get screen(): string {
    return this.#tmux('capture-pane', '-e', '-p');
  }

  /** All lines that the terminal keeps, the screen included. */
  get history(): string {
    return this.#tmux('capture-pane', '-p', '-S', '-');
  }

  /** The cursor's place, and modes that tmux tells of. */
  get state(): string {
    const names = [
      'cursor_x',
      'cursor_y',
      'alternate_on',
      'cursor_flag',
      'keypad_flag',
      'keypad_cursor_flag',
      'wrap_flag',
    ];
    return this.#tmux('display-message', '-p', names.map((name) => `#{${name}}`).join());
  }

  async until(text: RegExp): Promise<void> {
    await eventually(
      () => text.test(this.#tmux('capture-pane', '-p')),
      () => this.#tmux('capture-pane', '-p'),
    );
  }

  end(): void {
    this.#tmux('kill-server');
  }
}

/** The last line, in which programs say how they were started, is left out. */
const withoutMessages = (screen: string): string => screen.trimEnd().split('\n').slice(0, 29).join('\n');

const TDETACH = `${process.execPath} ${EXECUTABLE}`;

/** A text whose lines tell where they stand. */
const TEXT = Array.from({ length: 200 }, (_, line) => `line ${line + 1} of the text\n`).join('');

interface Program {
  readonly name: string;
  readonly command: (file: string) => string;
  /** What its first screen shows, at any size, once it is complete. */
  readonly shown: RegExp;
  readonly quit: readonly string[];
  /** Whether its screen depends on nothing but its file and the size. */
  readonly still: boolean;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'vim',
    command: (file) => `vim -u NONE -c 'set laststatus=2' ${file}`,
    shown: /line 1 of[^]*\/text *\n.*\n*$/,
    quit: [':q!', 'Enter'],
    still: true,
  },
  {
    name: 'less',
    command: (file) => `less ${file}`,
    shown: /line 1 of[^]*\n(:|\S*text) *\n*$/,
    quit: ['q'],
    still: true,
  },
  { name: 'htop', command: () => 'htop', shown: /F1Help[^]*F10?\S+\s*$/, quit: ['q'], still: false },
];

const cell = (pane: Pane): unknown => [pane.screen, pane.state];

for (const { name, command, shown, still } of PROGRAMS) {
  const missing = ['tmux', name].filter((one) => !installed(one)).join(', ');
  if (!still) continue;
  t.test(
    `${name}, restored in a fresh terminal`,
    { skip: missing && `${missing} is not installed` },
    async (t) => {
      const box = new Sandbox(t);
      const file = box.path('text');
      fs.writeFileSync(file, TEXT);
      const first = new Pane(box, 80, 24, 'first');
      await first.until(/[$#]/);
      first.type(`clear; ${TDETACH} -c s1 ${command(file)}`, 'Enter');
      await first.until(shown);
      const before = cell(first);
      first.end();
      const second = new Pane(box, 80, 24, 'second');
      t.teardown(() => second.end());
      await second.until(/[$#]/);
      second.type(`clear; ${TDETACH} -a s1 -r restore`, 'Enter');
      await second.until(shown);
      await eventually(
        () => JSON.stringify(cell(second)) === JSON.stringify(before),
        () => [before, cell(second)],
      );
      t.pass('every cell, the cursor and the modes are the same');
    },
  );
}

for (const { name, command, shown, quit, still } of PROGRAMS) {
  const missing = ['tmux', name].filter((one) => !installed(one)).join(', ');
  t.test(
    `${name}, attached again at another size`,
    { skip: missing && `${missing} is not installed` },
    async (t) => {
      const box = new Sandbox(t);
      const file = box.path('text');
      fs.writeFileSync(file, TEXT);
      const pane = new Pane(box, 80, 24);
      t.teardown(() => pane.end());
      await pane.until(/[$#]/);
      pane.type(`${TDETACH} -c s1 ${command(file)}`, 'Enter');
      await pane.until(shown);
      pane.keys('C-\\');
      await pane.until(/\[detached from s1\]/);
      pane.resize(100, 30);
      pane.type('clear; echo; echo below; ' + `${TDETACH} -a s1`, 'Enter');
      // Down to the last row but one: a key that comes while less still takes in its new size may be lost to it.
      await pane.until(/^(.*\n){28}.*\S.*\n/);
      await pane.until(shown);
      const screen = withoutMessages(pane.screen);
      pane.keys(...quit);
      await pane.until(/^\[s1 ended, status 0\]\n[$#]/);
      t.match(pane.history, /\nbelow\n/, 'what stood on the screen before the attach is scrolled up');
      if (!still) return;
      pane.type(`clear; ${command(file)}`, 'Enter');
      await pane.until(shown);
      t.equal(withoutMessages(pane.screen), screen, 'every cell is as without tdetach');
    },
  );
}

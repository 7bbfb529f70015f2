// Records docs/session.svg: runs the built program in tmux, as the README's tour does, and captures what the
// terminal shows at each step. Needs tmux and vim. Usage: npm run build && node docs/record.js
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { render } from './terminal-svg.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEADLINE_MS = 10_000;

/** The terminal in which the session is made, and the one in which it is attached again. */
const FIRST = { cols: 64, rows: 11 };
const SECOND = { cols: 78, rows: 13 };

const PROGRAM = '#include <stdio.h>\n\nint main(void) {\n    return puts("still here") < 0;\n}\n';

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'tdetach-record-'));
fs.mkdirSync(path.join(home, 'bin'));
fs.symlinkSync(path.join(ROOT, 'dist/bin/tdetach.cjs'), path.join(home, 'bin/tdetach'));
fs.writeFileSync(path.join(home, 'rc'), "unset HISTFILE; PS1='\\[\\e[32m\\]~\\[\\e[m\\] $ '\n");
fs.writeFileSync(path.join(home, 'notes.c'), PROGRAM);

const env = {
  PATH: `${home}/bin:${process.env.PATH}`,
  HOME: home,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  TDETACH_DIR: path.join(home, 'sessions'),
};
const tmux = (...args) =>
  execFileSync('tmux', ['-f', '/dev/null', '-S', path.join(home, 'tmux'), ...args], {
    encoding: 'utf8',
    env,
    cwd: home,
  });

const screen = () => tmux('capture-pane', '-p').replace(/\n+$/, '').split('\n');

/** Waits until the screen is such that `holds` is true of its lines. */
function until(what, holds) {
  for (const deadline = Date.now() + DEADLINE_MS; !holds(screen());) {
    if (Date.now() > deadline) throw new Error(`waited for ${what}, saw:\n${screen().join('\n')}`);
  }
}

const untilShown = (text) => until(text, (lines) => lines.join('\n').includes(text));
/** A program that repaints may be seen while it does; its last line comes last. */
const untilLastLine = (text, { rows }) => until(text, (lines) => lines[rows - 1]?.includes(text));
const untilPrompt = () => until('the next prompt', (lines) => lines.at(-1) === '~ $');
const type = (text) => tmux('send-keys', '-l', text);
const press = (key) => tmux('send-keys', key);

function command(line) {
  type(line);
  press('Enter');
}

const captures = [];

function capture(title) {
  const [cols, x, y] = tmux('display-message', '-p', '#{pane_width} #{cursor_x} #{cursor_y}')
    .split(' ')
    .map(Number);
  const lines = tmux('capture-pane', '-e', '-p').replace(/\n+$/, '').split('\n');
  captures.push({ title, lines, cols, cursor: { x, y } });
}

try {
  const size = ['-x', String(FIRST.cols), '-y', String(FIRST.rows)];
  tmux('new-session', '-d', ...size, 'bash --rcfile rc -i');
  untilPrompt();
  command('tdetach -c work vim notes.c');
  untilShown('"notes.c"');
  type('Go// typed before the detach');
  untilShown('typed before the detach');
  untilLastLine('INSERT', FIRST);
  capture('1. tdetach -c work vim notes.c');

  press('C-\\');
  untilShown('[detached from work]');
  untilPrompt();
  command('ps -C vim -o tty,stat,args');
  untilShown('COMMAND');
  untilPrompt();
  capture('2. Ctrl-\\ detaches: the terminal is as it was, and vim runs on');

  tmux('resize-window', '-x', String(SECOND.cols), '-y', String(SECOND.rows));
  command('clear; tdetach -a work');
  untilLastLine('INSERT', SECOND);
  type(', and after it');
  untilShown('and after it');
  capture('3. tdetach -a work attaches again, here in a larger terminal');

  press('Escape');
  untilLastLine('All', SECOND);
  command(':wq');
  untilShown('[work ended, status 0]');
  untilPrompt();
  command('tail -1 notes.c');
  untilShown('typed before');
  untilPrompt();
  capture('4. When the program ends, its session ends');
  fs.writeFileSync(path.join(ROOT, 'docs/session.svg'), render(captures));
} finally {
  tmux('kill-server');
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

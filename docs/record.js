// Records docs/session.svg: runs the built program in tmux, as the README's tour does, and captures
// what the terminals show. On the left a session is made, detached and attached again; on the right
// verbs are used in a shell. Needs tmux, vim, jq and python3. Usage: npm run build && node
// docs/record.js
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { render } from './terminal-svg.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEADLINE_MS = 10_000;

/**
 * The terminals: in which the session is made, in which it is attached again, and in which verbs
 * are used.
 */
const FIRST = { cols: 52, rows: 9 };
const SECOND = { cols: 60, rows: 9 };
const SCRIPT = { cols: 64, rows: 22 };

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

function capture(title, { cols, rows }) {
  const [x, y] = tmux('display-message', '-p', '#{cursor_x} #{cursor_y}').split(' ').map(Number);
  const lines = tmux('capture-pane', '-e', '-p').replace(/\n+$/, '').split('\n');
  captures.push({ title, lines, cols, rows, cursor: { x, y } });
}

/** Starts an empty shell in a terminal of another size. */
function fresh({ cols, rows }) {
  tmux('resize-window', '-x', String(cols), '-y', String(rows));
  command('clear');
  until('an empty screen', (lines) => lines.length === 1 && lines[0] === '~ $');
}

/** Runs a command line to the next prompt. */
function ran(line, shown) {
  command(line);
  untilShown(shown);
  untilPrompt();
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
  capture('tdetach -c work vim notes.c, then Ctrl-\\ detaches', FIRST);

  press('C-\\');
  untilShown('[detached from work]');
  untilPrompt();
  fresh(SECOND);
  command('clear; tdetach -a work');
  untilLastLine('INSERT', SECOND);
  type(', and after it');
  untilShown('and after it');
  untilLastLine('INSERT', SECOND);
  capture('tdetach -a work attaches again, here in a larger terminal', SECOND);

  press('C-\\');
  untilShown('[detached from work]');
  untilPrompt();
  fresh(SCRIPT);
  ran('tdetach -n calc python3 -q', 'python3 -q');
  ran("tdetach wait calc --text '>>>'", '\n>>>');
  ran("tdetach send calc '6 * 7' --enter --wait-text 42 --screen", '\n42');
  ran('tdetach send calc "exit(3)" --enter --wait-exit; echo "= $?"', '= 3');
  ran('tdetach send work --keys Escape : w q Enter --wait-exit', 'work --keys');
  ran('tail -1 notes.c', '// typed');
  ran("tdetach list --all --json | jq -c '[.name, .state, .status]'", '["work","ended",0]');
  ran("tdetach run test -- sh -c 'echo 7 passed' && echo good", 'good');
  capture('Verbs, for scripts and agents', SCRIPT);
  const [first, second, script] = captures;
  fs.writeFileSync(path.join(ROOT, 'docs/session.svg'), render([[first, second], [script]]));
} finally {
  tmux('kill-server');
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

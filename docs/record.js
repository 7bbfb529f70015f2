// Records docs/session.svg: runs the built program in tmux as the README's tour does, captures what the terminal
// shows at each step, and sets it as text. Needs tmux and vim. Usage: npm run build && node docs/record.js
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COLS = 62;
const ROWS = 11;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdrecord-'));
fs.mkdirSync(path.join(folder, 'bin'));
fs.symlinkSync(path.join(ROOT, 'dist/bin/tdetach.js'), path.join(folder, 'bin/tdetach'));
fs.writeFileSync(path.join(folder, 'rc'), "PS1='\\[\\e[32m\\]~\\[\\e[m\\]$ '\n");
fs.writeFileSync(
  path.join(folder, 'notes.c'),
  '#include <stdio.h>\n\nint main(void) {\n    return puts("still here") < 0;\n}\n',
);

const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, TMPDIR: '/tmp', HOME: folder };
delete env.TMUX;
const tmux = (...args) =>
  execFileSync('tmux', ['-f', '/dev/null', '-S', `${folder}/tmux`, ...args], {
    encoding: 'utf8',
    env,
    cwd: folder,
  });
const shown = () => tmux('capture-pane', '-p');

function until(text) {
  const deadline = Date.now() + 10_000;
  while (!shown().includes(text)) {
    if (Date.now() > deadline) throw new Error(`${text} was not shown:\n${shown()}`);
  }
}

/** A program that repaints may be seen while it does: what matters is where it ends. */
function untilLastLine(text) {
  const deadline = Date.now() + 10_000;
  while (!shown().split('\n')[ROWS - 1].includes(text)) {
    if (Date.now() > deadline) throw new Error(`${text} was not shown at the bottom:\n${shown()}`);
  }
}

const type = (text) => tmux('send-keys', '-l', text);
const enter = () => tmux('send-keys', 'Enter');
const steps = [];
const capture = (title) =>
  steps.push({ title, lines: tmux('capture-pane', '-e', '-p').split('\n').slice(0, ROWS) });

const XTERM = ['#2e3436', '#cc0000', '#4e9a06', '#c4a000', '#3465a4', '#75507b', '#06989a', '#d3d7cf'];
const BRIGHT = ['#555753', '#ef2929', '#8ae234', '#fce94f', '#729fcf', '#ad7fa8', '#34e2e2', '#eeeeec'];
const DEFAULT = '#d8dee9';

function colour(codes) {
  const code = codes.shift();
  if (code === 5) {
    const index = codes.shift();
    return index < 8 ? XTERM[index] : index < 16 ? BRIGHT[index - 8] : DEFAULT;
  }
  return `rgb(${codes.splice(0, 3).join(',')})`;
}

/** Applies the parameters of an SGR sequence to a style. */
function sgr(style, text) {
  const codes = text.split(/[;:]/).map(Number);
  while (codes.length > 0) {
    const code = codes.shift();
    if (code === 0) Object.assign(style, { fill: DEFAULT, bold: false, reverse: false });
    else if (code === 1) style.bold = true;
    else if (code === 7) style.reverse = true;
    else if (code === 22) style.bold = false;
    else if (code === 27) style.reverse = false;
    else if (code === 38) style.fill = colour(codes);
    else if (code === 39) style.fill = DEFAULT;
    else if (code >= 30 && code < 38) style.fill = XTERM[code - 30];
    else if (code >= 90 && code < 98) style.fill = BRIGHT[code - 90];
  }
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const WIDTH = 8.4;
const HEIGHT = 18;

/** One captured line as SVG: runs of one style, at their columns. The style goes on from line to line. */
function line(text, style, x, y) {
  const out = [];
  let column = 0;
  for (const part of text.split(/(\x1b\[[\d;:]*m)/)) {
    const codes = /^\x1b\[([\d;:]*)m$/.exec(part);
    if (codes) {
      sgr(style, codes[1] || '0');
      continue;
    }
    if (part === '') continue;
    const at = x + column * WIDTH;
    const width = part.length * WIDTH;
    if (style.reverse)
      out.push(`<rect x="${at}" y="${y - 13.5}" width="${width}" height="${HEIGHT}" fill="${style.fill}"/>`);
    const fill = style.reverse ? '#20242c' : style.fill;
    const weight = style.bold ? ' font-weight="bold"' : '';
    if (part.trim() !== '')
      out.push(
        `<text x="${at}" y="${y}" fill="${fill}"${weight} textLength="${width}">${escape(part)}</text>`,
      );
    column += part.length;
  }
  return out.join('');
}

function render() {
  const panel = ROWS * HEIGHT + 64;
  const width = COLS * WIDTH + 48;
  const height = steps.length * panel + 12;
  const panels = steps.map(({ title, lines }, index) => {
    const top = index * panel;
    const style = { fill: DEFAULT, bold: false, reverse: false };
    const rows = lines.map((text, row) => line(text, style, 24, top + 62 + row * HEIGHT));
    const frame = `<rect x="10" y="${top + 40}" width="${width - 20}" height="${panel - 48}" rx="6" fill="#20242c"/>`;
    return `<text x="12" y="${top + 28}" class="title">${escape(title)}</text>${frame}${rows.join('\n')}`;
  });
  const css =
    '.title{font:600 15px sans-serif;fill:#57606a} text{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xml:space="preserve">\n<style>${css}</style>\n${panels.join('\n')}\n</svg>\n`;
}

try {
  tmux(
    'new-session',
    '-d',
    '-x',
    String(COLS),
    '-y',
    String(ROWS),
    '-e',
    `TDETACH_DIR=${folder}/s`,
    'bash --rcfile rc -i',
  );
  until('~$');
  type('tdetach -c work vim notes.c');
  enter();
  until('still here');
  until('"notes.c"');
  type('5Go// typed before the detach');
  until('typed before');
  capture('1. tdetach -c work vim notes.c');
  tmux('send-keys', 'C-\\');
  until('[detached from work]');
  type('uptime -p');
  enter();
  until('up ');
  capture('2. Ctrl-\\ detaches; vim goes on without a terminal');
  type('clear; tdetach -a work');
  enter();
  until('typed before');
  untilLastLine('INSERT');
  capture('3. tdetach -a work');
  tmux('send-keys', 'Escape');
  type(':q!');
  enter();
  until('[work ended, status 0]\n~$');
  capture('4. the end of the program is the end of the session');
  fs.writeFileSync(path.join(ROOT, 'docs/session.svg'), render());
} finally {
  tmux('kill-server');
  fs.rmSync(folder, { recursive: true, force: true });
}

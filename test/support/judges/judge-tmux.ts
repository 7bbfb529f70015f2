// tmux as a judge of restored screens: a server of its own with one pane, in which a program prints
// the cases one after the other (judge-tmux-pane.ts).
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { FORMATS } from './judge-tmux-pane.ts';
import type { PaneCase, PaneShown } from './judge-tmux-pane.ts';
import type { Case, Judge, Shown } from './judge.ts';
import { portrait } from './xterm-screen.ts';

const PROGRAM = fileURLToPath(new URL('judge-tmux-pane.js', import.meta.url));

const CONFIGURATION = 'set -g status off\nset -g history-limit 5000\n';

export class TmuxJudge implements Judge {
  readonly name = 'tmux';
  readonly prepare = '';
  readonly reports: readonly string[] = [];

  async show(cases: readonly Case[]): Promise<Shown[][]> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-tmux-'));
    const file = (name: string): string => path.join(folder, name);
    const server = ['-u', '-f', file('conf'), '-S', file('socket')];
    const env = { ...process.env, LC_ALL: 'C.UTF-8' };
    try {
      fs.writeFileSync(file('conf'), CONFIGURATION);
      const written = cases.map(({ parts, ...size }): PaneCase => ({
        ...size,
        parts: parts.map((part) => part.toString('base64')),
      }));
      fs.writeFileSync(file('cases'), JSON.stringify(written));
      const command = [process.execPath, PROGRAM, file('cases'), file('shown')];
      execFileSync('tmux', [...server, 'new-session', '-d', '-x', '80', '-y', '24', ...command], { env });
      // This is never signalled: it ends with the server, which ends with the program.
      await new Promise((resolve) => execFile('tmux', [...server, 'wait-for', 'end'], resolve));
      const shown = JSON.parse(fs.readFileSync(file('shown'), 'utf8')) as PaneShown[][];
      return shown.map((parts, index) => parts.map((part) => shownBy(part, cases[index])));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

/**
 * tmux spells the attributes of a line in many ways, so that the cells are compared as an emulator
 * draws them.
 */
function shownBy({ lines, state }: PaneShown, { cols, rows }: Case = { cols: 1, rows: 1, parts: [] }): Shown {
  const emulator = new Emulator(cols, Math.max(lines.length, rows), 0);
  emulator.write(Buffer.from(lines.join('\r\n')));
  const all = portrait(emulator)['primary'] as string[];
  const [column = '', row = '', ...modes] = state;
  return {
    cells: all.slice(-rows),
    history: all.slice(0, -rows),
    text: lines.slice(-rows),
    cursor: { column: Number(column), row: Number(row) },
    modes: Object.fromEntries(FORMATS.slice(2).map((name, index) => [name, modes[index]])),
  };
}

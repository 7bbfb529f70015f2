// Runs in tmux's pane for judge-tmux.ts: prints each case, and reads the pane after each part, once
// tmux has answered that it has processed it. Usage: node judge-tmux-pane.js CASES SHOWN
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/** A case, with its parts in base64. */
export interface PaneCase {
  readonly cols: number;
  readonly rows: number;
  readonly parts: readonly string[];
}

/** What tmux reports after a part: the lines with their attributes, and the values of FORMATS. */
export interface PaneShown {
  readonly lines: readonly string[];
  readonly state: readonly string[];
}

export const FORMATS: readonly string[] = [
  ...['cursor_x', 'cursor_y', 'alternate_on', 'cursor_flag', 'keypad_flag', 'keypad_cursor_flag'],
  ...['wrap_flag', 'insert_flag', 'origin_flag', 'mouse_any_flag', 'mouse_button_flag', 'mouse_sgr_flag'],
  ...['mouse_standard_flag', 'scroll_region_upper', 'scroll_region_lower', 'pane_tabs'],
];

/** Leaves the alternate screen, resets the primary one (RIS), and saves the cursor. */
const FRESH = '\x1b\\\x1b[?1049l\x1bc\x1b7';

/** DSR for the terminal's state, and the answer of every terminal. */
const [QUERY, ANSWER] = ['\x1b[5n', '\x1b[0n'];

const tmux = (...args: string[]): string => execFileSync('tmux', ['-u', ...args], { encoding: 'utf8' });

async function print(output: string | Buffer): Promise<void> {
  process.stdout.write(output);
  process.stdout.write(QUERY);
  let answered = '';
  while (!answered.endsWith(ANSWER)) {
    answered += await new Promise<string>((resolve) => {
      process.stdin.once('data', (input) => resolve(String(input)));
    });
  }
}

async function main(cases: string, shown: string): Promise<void> {
  process.stdin.setRawMode(true);
  const all: PaneShown[][] = [];
  for (const { cols, rows, parts } of JSON.parse(fs.readFileSync(cases, 'utf8')) as PaneCase[]) {
    await print(FRESH);
    tmux('resize-window', '-x', String(cols), '-y', String(rows), ';', 'clear-history');
    const of: PaneShown[] = [];
    for (const part of parts) {
      await print(Buffer.from(part, 'base64'));
      const format = FORMATS.map((name) => `#{${name}}`).join(' ');
      const seen = tmux('capture-pane', '-e', '-p', '-S', '-', ';', 'display-message', '-p', format);
      const lines = seen.trimEnd().split('\n');
      const state = lines.pop()?.split(' ') ?? [];
      of.push({ lines, state });
    }
    all.push(of);
  }
  fs.writeFileSync(shown, JSON.stringify(all));
  process.exit();
}

const [, , cases, shown] = process.argv;
if (process.env['TMUX'] !== undefined && cases !== undefined && shown !== undefined) await main(cases, shown);

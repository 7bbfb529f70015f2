// A real terminal emulator, tmux, as the terminal in which tests run tdetach: it shows the output
// independently of tdetach's own emulator.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { Emulator } from '../../src/screen/emulator/emulator.ts';
import { eventually } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { portrait } from './judges/xterm-screen.ts';

/** Returns true if a program is on the search path. */
export function installed(program: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => fs.existsSync(`${folder}/${program}`));
}

/** What tmux reports about a pane besides its screen. */
const STATE = [
  'cursor_x',
  'cursor_y',
  'alternate_on',
  'cursor_flag',
  'keypad_flag',
  'keypad_cursor_flag',
  'wrap_flag',
  'insert_flag',
  'origin_flag',
  'mouse_any_flag',
  'mouse_button_flag',
  'mouse_sgr_flag',
  'scroll_region_upper',
  'scroll_region_lower',
  'pane_tabs',
]
  .map((name) => `#{${name}}`)
  .join();

/** The pause between two reads of a pane, each of which is a process. */
export const LOOK_MS = 60;

/** A tmux server of the test's own, with one pane. */
export class Pane {
  readonly #socket: string;

  constructor(box: Sandbox, cols: number, rows: number, name = 'tmux', command = '/bin/sh') {
    this.#socket = box.path(name);
    const env = ['-e', `TDETACH_DIR=${box.folder}`, '-e', 'LC_ALL=C.UTF-8'];
    this.#tmux('new-session', '-d', '-x', String(cols), '-y', String(rows), ...env, command);
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-u', '-f', '/dev/null', '-S', this.#socket, ...args], { encoding: 'utf8' });
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

  /** What the pane shows, with attributes, and its cursor and modes, at one moment. */
  look(): { readonly screen: string; readonly state: string } {
    const both = this.#tmux('capture-pane', '-e', '-p', ';', 'display-message', '-p', STATE);
    const lines = both.replace(/\n$/, '').split('\n');
    return { screen: lines.slice(0, -1).join('\n'), state: lines.at(-1) ?? '' };
  }

  /**
   * Every cell of an earlier `screen`, with its attributes: tmux spells those at the end of a line
   * in many ways.
   */
  cellsOf(screen: string): unknown {
    const lines = screen.replace(/\n$/, '').split('\n');
    const emulator = new Emulator(this.#tmuxNumber('pane_width'), lines.length, 0);
    emulator.write(Buffer.from(lines.join('\r\n')));
    return portrait(emulator)['primary'];
  }

  #tmuxNumber(name: string): number {
    return Number(this.#tmux('display-message', '-p', `#{${name}}`));
  }

  /** @param key pressed before each read of the pane, for a program that may not read keys yet */
  async until(text: RegExp, key?: string): Promise<void> {
    await eventually(
      () => {
        if (key !== undefined) this.keys(key);
        return text.test(this.#tmux('capture-pane', '-p'));
      },
      () => this.#tmux('capture-pane', '-p'),
      LOOK_MS,
    );
  }

  end(): void {
    this.#tmux('kill-server');
  }
}

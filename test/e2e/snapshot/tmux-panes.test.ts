// tmux with two panes side by side, in a terminal that says it is xterm: tmux scrolls a pane
// between left and right margins, and fills rectangles. The screen of the session shows the panes.
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { LOOK_MS, installed } from '../../support/pane.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';

const ROWS = 20;
const COLS = 61;

t.test(
  'panes side by side are shown as tmux draws them',
  { skip: !installed('tmux') && 'tmux is not installed' },
  async (t) => {
    const box = new Sandbox(t);
    const socket = box.path('tmux');
    const tmux = (...args: string[]): string =>
      execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' });
    t.teardown(() => {
      try {
        tmux('kill-server');
      } catch {
        // it has ended
      }
    });
    const command = ['tmux', '-S', socket, '-f', '/dev/null', 'new', 'PS1="$ " exec sh'];
    const terminal = box.terminal(['-c', 's1', ...command], { cols: COLS, rows: ROWS });
    await terminal.until('\x1b[>q');
    terminal.type('\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c\x1b[>41;390;0c\x1bP>|XTerm(390)\x1b\\');
    await terminal.until('\x1b[?69h');
    tmux('set', '-g', 'status', 'off');
    tmux('split-window', '-h', 'PS1="% " exec sh');

    const pane = (id: string): string[] => tmux('capture-pane', '-p', '-t', id).trimEnd().split('\n');
    /** The rows of both panes, with the line between them. */
    const panes = (): string[] => {
      const width = Number(tmux('display', '-p', '-t', '{left}', '#{pane_width}'));
      const [left, right] = [pane('{left}'), pane('{right}')];
      return Array.from(
        { length: ROWS },
        (_, row) => (left[row] ?? '').padEnd(width) + '│' + (right[row] ?? ''),
      );
    };
    const screen = async (): Promise<string[]> => {
      const { lines } = await box.session('s1').screen();
      return lines.slice(0, ROWS);
    };
    const is = async (last: RegExp): Promise<void> => {
      let seen: string[] = [];
      let there: string[] = [];
      const same = async (): Promise<boolean> => {
        [seen, there] = [await screen(), panes()];
        return last.test(there.join('\n')) && seen.join('\n') === there.join('\n');
      };
      await eventually(same, () => ({ seen, there }), LOOK_MS);
      t.strictSame(seen, there);
    };

    tmux('send-keys', '-t', '{right}', 'seq 101 115', 'Enter');
    await is(/115\n/);
    tmux('send-keys', '-t', '{left}', 'seq 1 80', 'Enter');
    await is(/^80 /m);
    terminal.type('\x1c');
    await terminal.ended;
    tmux('send-keys', '-t', '{left}', "printf '\\033[44m\\033[2J\\033[m'; seq 5", 'Enter');
    tmux('send-keys', '-t', '{right}', 'seq 200 260', 'Enter');
    await is(/260\n[^]*%/);
  },
);

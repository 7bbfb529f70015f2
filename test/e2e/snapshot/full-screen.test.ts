// Full-screen programs in a real terminal emulator (tmux), attached again at another size, look as
// they do without tdetach. Needs tmux, vim, less and htop, which are not part of this package; a
// missing one is reported.
import fs from 'node:fs';
import t from 'tap';
import { Pane, installed } from '../../support/pane.ts';
import { EXECUTABLE, Sandbox, eventually } from '../../support/sandbox.ts';

/** The screen without its last line, in which programs say how they were started. */
const withoutMessages = (screen: string): string => screen.trimEnd().split('\n').slice(0, 29).join('\n');

const TDETACH = `${process.execPath} ${EXECUTABLE}`;

/** A text whose lines contain their numbers. */
const TEXT = Array.from({ length: 200 }, (_, line) => `line ${line + 1} of the text\n`).join('');

interface Program {
  readonly name: string;
  readonly command: (file: string) => string;
  /** Matches its first screen, at any size, once that is complete. */
  readonly shown: RegExp;
  readonly quit: readonly string[];
  /** True if its screen depends only on its file and the size. */
  readonly still: boolean;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'vim',
    command: (file) => `vim -n -u NONE -c 'set laststatus=2' ${file}`,
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

for (const { name, command, shown, quit, still } of PROGRAMS) {
  const missing = ['tmux', name].filter((one) => !installed(one)).join(', ');
  t.test(
    `${name} looks right when it is attached again at another size`,
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
      let expected: string | undefined;
      if (still) {
        pane.type(`clear; ${command(file)}`, 'Enter');
        await pane.until(shown);
        expected = withoutMessages(pane.screen);
        pane.keys(...quit);
        await pane.until(/^[$#] *\n*$/);
      }
      pane.type('clear; echo; echo below; ' + `${TDETACH} -a s1`, 'Enter');
      await pane.until(shown);
      // The program draws again at the new size after its old screen was restored.
      const same = (): boolean => withoutMessages(pane.screen) === expected;
      if (still) await eventually(same, () => [expected, pane.screen]);
      pane.keys(...quit);
      await pane.until(/^\[s1 ended, status 0\]\n[$#]/);
      t.match(pane.history, /\nbelow\n/, 'what stood on the screen before the attach is scrolled up');
    },
  );
}

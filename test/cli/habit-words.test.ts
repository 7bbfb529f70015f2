// What tdetach does with words of dtach, abduco, tmux, screen and docker: every word of the table.
import t from 'tap';
import { HABITS, habitOf, inOurWords } from '../../src/cli/reading/habits.ts';
import { MODES, DEFINITION } from '../../src/cli/reading/options.ts';
import { isVerbName } from '../../src/cli/reading/verb-names.ts';

/**
 * Command lines of other programs, and the ones that are carried out instead; words are split at
 * spaces.
 */
const DONE: Readonly<Record<string, string>> = {
  version: '--version',
  '-l': 'list',
  '-ls': 'list',
  '--list': 'list',
  'ls --json': 'list --json',
  'ps -a': 'list --all',
  'sessions foo': 'list foo',
  'list-sessions': 'list',
  'a foo': '-a foo',
  'at -t foo': '-a foo',
  'attach foo -r winch': '-a foo -r winch',
  'attach ./foo': '-a ./foo',
  'attach-session -t foo': '-a foo',
  'attach --help': '--help',
  'new foo': '-c foo',
  'new -s foo vim -R x': '-c foo vim -R x',
  'new-session -d -s foo': '-n foo',
  'new-session -A -s foo sh': '-A foo sh',
  'create foo --cwd /tmp -- ls -a': '-c foo --cwd /tmp -- ls -a',
  'start foo ls': '-c foo ls',
};

/** Command lines of other programs, and the ones that are recommended instead. */
const TOLD: Readonly<Record<string, string>> = {
  attach: 'tdetach -a SESSION',
  'attach -d -t foo': 'tdetach detach foo; tdetach -a foo',
  'attach -r -t foo': 'tdetach -a foo -R',
  'attach -t -x': 'tdetach -a -x',
  reattach: 'tdetach -a SESSION',
  'resume foo': 'tdetach -a foo',
  'connect foo': 'tdetach -a foo',
  new: 'tdetach -c SESSION',
  'new -d': 'tdetach -n SESSION',
  'new-session -x 80 -s foo': 'tdetach -c foo',
  'new-session -d -A -s foo': 'tdetach -n foo',
  'push foo': 'tdetach -p foo',
  has: 'tdetach list SESSION',
  'has-session -t foo bar': 'tdetach list foo',
  'status foo': 'tdetach list foo',
  'info foo': 'tdetach list foo',
  'inspect foo': 'tdetach list foo',
  'detach-client -s foo': 'tdetach detach foo',
  'kill-session -t foo': 'tdetach kill foo',
  'kill-server': 'tdetach kill SESSION',
  'stop foo': 'tdetach kill foo',
  'quit foo': 'tdetach kill foo',
  'end foo': 'tdetach kill foo',
  'terminate foo': 'tdetach kill foo',
  'delete foo': 'tdetach rm foo',
  'remove foo': 'tdetach rm foo',
  'send-keys -t foo ls Enter': 'tdetach send foo ls --keys Enter',
  'send-keys -t foo -l ls': 'tdetach send foo ls',
  'send-keys -t foo C-c y': 'tdetach send foo --keys C-c y',
  'send-keys -t foo Enter more': 'tdetach send foo TEXT --keys KEY...',
  'send-keys -t foo': 'tdetach send foo TEXT --keys KEY...',
  'type foo hi': 'tdetach send foo hi',
  'press foo Up': 'tdetach send foo --keys Up',
  'capture-pane -p -t foo': 'tdetach screen foo',
  'capture-pane -e -p -S -t foo': 'tdetach screen foo --history all --ansi',
  'capture foo': 'tdetach screen foo',
  'show foo': 'tdetach screen foo',
  'view foo': 'tdetach screen foo',
  'logs -f foo': 'tdetach log foo -f',
  'tail foo': 'tdetach log foo',
  'rename-session -t foo bar': 'tdetach rename foo bar',
  'resize-window -t foo -x 100 -y 30': 'tdetach resize foo 100x30',
  'resize-window': 'tdetach resize SESSION COLSxROWS',
  'mv foo bar': 'tdetach rename foo bar',
  'play x.cast': 'asciinema play x.cast',
  replay: 'asciinema play FILE',
};

const HAS: Readonly<Record<string, string>> = { 'has foo': 'foo', 'has-session -t foo': 'foo' };

t.test('words that tdetach knows are carried out as its own command lines', (t) => {
  for (const [line, ours] of Object.entries(DONE)) {
    t.strictSame(habitOf(line.split(' ')), { args: ours.split(' ') }, line);
    t.strictSame(inOurWords(line.split(' ')), ours.split(' '), line);
  }
  t.end();
});

t.test('other words are answered with the command line to use instead', (t) => {
  for (const [line, instead] of Object.entries(TOLD)) {
    t.strictSame(habitOf(line.split(' ')), { instead }, line);
    t.equal(inOurWords(line.split(' ')), undefined, line);
  }
  for (const [line, has] of Object.entries(HAS)) t.strictSame(habitOf(line.split(' ')), { has }, line);
  t.end();
});

t.test('names that a shell would split are quoted, and the texts of send-keys are joined', (t) => {
  t.strictSame(habitOf(['kill-session', '-t', "it's"]), { instead: String.raw`tdetach kill 'it'\''s'` });
  t.strictSame(habitOf(['send-keys', '-t', 'foo', 'ls ', '-l', '/x', 'Enter']), {
    instead: "tdetach send foo 'ls /x' --keys Enter",
  });
  t.end();
});

t.test('these lists cover every word of the table, and each leads to an existing verb or mode', (t) => {
  const lines = [DONE, TOLD, HAS].flatMap((all) => Object.keys(all));
  const tried = new Set(lines.map((line) => line.split(' ')[0]));
  t.strictSame(
    Object.keys(HABITS).filter((word) => !tried.has(word)),
    [],
  );
  const modes: readonly string[] = MODES.map((mode) => `-${String(DEFINITION.options[mode]?.alias)}`);
  const first = [...Object.values(DONE), ...Object.values(TOLD).map((line) => line.replace(/^tdetach /, ''))];
  const known = (word = ''): boolean =>
    isVerbName(word) || [...modes, '--help', '--version', 'nonsense', 'asciinema'].includes(word);
  t.strictSame(
    first.filter((line) => !known(line.split(' ')[0])),
    [],
  );
  t.end();
});

t.test("tdetach's own words are not treated as words of other programs", (t) => {
  for (const word of ['list', 'kill', 'screen', '-a', '-c', 'constructor', 'unknown'])
    t.equal(habitOf([word, 'foo']), undefined, word);
  t.equal(habitOf([]), undefined);
  t.end();
});

// Translates commands that people know from dtach, abduco, tmux, screen and docker. If the meaning
// is exactly the same, the command line is replaced (bin/tdetach.ts, before a program is chosen).
// Otherwise the message shows the right command line with the given words.
import { shellWord, shellWords } from '../../base/text/shell-word.ts';
import { isKeyWord } from '../../session/key-names.ts';
import { isVerbName } from './verb-names.ts';

export type Habit =
  /** An equivalent command line, to be carried out. */
  | { readonly args: readonly string[] }
  /** The exit status says whether a session of that name exists. */
  | { readonly has: string }
  /** The command line to type instead. */
  | { readonly instead: string };

type Reader = (rest: readonly string[]) => Habit;

/** Placeholder for a name that was not given. */
const SESSION = 'SESSION';

const isOption = (word: string): boolean => word.startsWith('-') && word !== '-';

/** Extracts the session: tmux's `-t NAME`, or else the first word that is not an option. */
function target(given: readonly string[], flags: readonly string[] = ['-t']): [string, string[]] {
  const rest = [...given];
  const flag = rest.findIndex((word) => flags.includes(word));
  if (flag >= 0) {
    const [, name = SESSION] = rest.splice(flag, 2);
    return [name, rest];
  }
  const at = rest.findIndex((word) => !isOption(word));
  const [name = SESSION] = at < 0 ? [] : rest.splice(at, 1);
  return [name, rest];
}

const command = (...words: readonly string[]): Habit => ({ instead: `tdetach ${shellWords(words)}` });

/** Suggests a command line of these words and the session's name. */
const named =
  (...words: readonly string[]): Reader =>
  (rest) =>
    command(...words, target(rest)[0]);

const list: Reader = (rest) => ({ args: ['list', ...rest.map((word) => (word === '-a' ? '--all' : word))] });

/** `attach NAME [our options]`, `attach -t NAME`. */
function attach(rest: readonly string[]): Habit {
  const [first = '-', second = '-'] = rest;
  if (!isOption(first) && first !== '-') return { args: ['-a', ...rest] };
  if (first === '-t' && !isOption(second) && second !== '-') return { args: ['-a', ...rest.slice(1)] };
  const [name, flags] = target(rest);
  if (flags.includes('-d'))
    return { instead: `tdetach detach ${shellWord(name)}; tdetach -a ${shellWord(name)}` };
  return command('-a', name, ...(flags.includes('-r') ? ['-R'] : []));
}

/** `new NAME [COMMAND]`, `new-session -s NAME [-d | -A] [COMMAND]`. */
function create(rest: readonly string[]): Habit {
  let mode = '-c';
  let session: string | undefined;
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at] ?? '';
    if (mode === '-c' && (word === '-d' || word === '-A')) mode = word === '-d' ? '-n' : '-A';
    else if (session === undefined && (word === '-s' || word === '-t')) session = rest[++at];
    else if (isOption(word)) return command(mode, target(rest, ['-s', '-t'])[0]);
    else if (session === undefined) return { args: [mode, word, ...rest.slice(at + 1)] };
    else return { args: [mode, session, ...rest.slice(at)] };
  }
  return session === undefined ? command(mode, SESSION) : { args: [mode, session] };
}

function has(rest: readonly string[]): Habit {
  const [name, others] = target(rest);
  return name === SESSION || others.length > 0 ? command('list', name) : { has: name };
}

/**
 * tmux presses words that are names of keys, and types all other words without spaces between them.
 */
function sendKeys(rest: readonly string[]): Habit {
  const [name, words] = target(rest);
  const at = words.findIndex(isKeyWord);
  const texts = (at < 0 ? words : words.slice(0, at)).filter((word) => word !== '-l');
  const keys = at < 0 ? [] : words.slice(at);
  if (texts.length + keys.length === 0 || !keys.every((key) => isKeyWord(key) || key.length === 1))
    return { instead: `tdetach send ${shellWord(name)} TEXT --keys KEY...` };
  const typed = texts.length > 0 ? [texts.join('')] : [];
  return command('send', name, ...typed, ...(keys.length > 0 ? ['--keys', ...keys] : []));
}

/** tmux's capture-pane: `-e` keeps colours, `-S` begins in the history. */
function capture(rest: readonly string[]): Habit {
  const history = rest.includes('-S') ? ['--history', 'all'] : [];
  return command('screen', target(rest)[0], ...history, ...(rest.includes('-e') ? ['--ansi'] : []));
}

function log(rest: readonly string[]): Habit {
  const follows = rest.some((word) => word === '-f' || word === '--follow');
  return command('log', target(rest)[0], ...(follows ? ['-f'] : []));
}

function rename(rest: readonly string[]): Habit {
  const [name, [to = 'NAME']] = target(rest);
  return command('rename', name, to);
}

/** tmux's resize-window: `-x` columns, `-y` rows. */
function resize(rest: readonly string[]): Habit {
  const after = (flag: string, otherwise: string): string =>
    (rest.includes(flag) ? rest[rest.indexOf(flag) + 1] : undefined) ?? otherwise;
  return command('resize', after('-t', SESSION), `${after('-x', 'COLS')}x${after('-y', 'ROWS')}`);
}

function play(rest: readonly string[]): Habit {
  const file = rest.find((word) => !isOption(word)) ?? 'FILE';
  return { instead: `asciinema play ${shellWord(file)}` };
}

/** Translations by the first word. The shortest words are abbreviations that tmux accepts. */
export const HABITS: Readonly<Record<string, Reader>> = {
  version: () => ({ args: ['--version'] }),
  '-l': list,
  '-ls': list,
  '--list': list,
  ls: list,
  ps: list,
  sessions: list,
  'list-sessions': list,
  status: named('list'),
  info: named('list'),
  inspect: named('list'),
  has,
  'has-session': has,
  a: attach,
  at: attach,
  attach,
  'attach-session': attach,
  reattach: named('-a'),
  resume: named('-a'),
  connect: named('-a'),
  new: create,
  'new-session': create,
  create,
  start: create,
  push: named('-p'),
  'detach-client': (rest) => command('detach', target(rest, ['-s', '-t'])[0]),
  'kill-session': named('kill'),
  'kill-server': named('kill'),
  stop: named('kill'),
  quit: named('kill'),
  end: named('kill'),
  terminate: named('kill'),
  delete: named('rm'),
  remove: named('rm'),
  'send-keys': sendKeys,
  type: sendKeys,
  press: sendKeys,
  'capture-pane': capture,
  capture,
  show: capture,
  view: capture,
  logs: log,
  tail: log,
  'resize-window': resize,
  'rename-session': rename,
  mv: rename,
  play,
  replay: play,
};

/**
 * Translates a command line by its first word.
 * @returns undefined for tdetach's own verbs and for unknown words
 */
export function habitOf([word = '', ...rest]: readonly string[]): Habit | undefined {
  if (isVerbName(word) || !Object.hasOwn(HABITS, word)) return undefined;
  if (rest[0] === '-h' || rest[0] === '--help') return { args: ['--help'] };
  return HABITS[word]?.(rest);
}

/** Returns the equivalent command line, if there is one to be carried out. */
export function inOurWords(args: readonly string[]): readonly string[] | undefined {
  const habit = habitOf(args);
  return habit && 'args' in habit ? habit.args : undefined;
}

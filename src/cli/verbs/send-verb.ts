// tdetach send types into a session without attaching.
import { given } from '../../../protocol/message.ts';
import { locate } from '../../base/address/address.ts';
import { devicesOf } from '../../base/terminal/device.ts';
import { shellWord } from '../../base/text/shell-word.ts';
import { checkLoop } from '../../control/sessions/nesting.ts';
import { Session } from '../../library/session.ts';
import type { Step } from '../../library/step.ts';
import type { Typed } from '../../library/typed.ts';
import type { AnyWaited, Wait } from '../../library/session-wait.ts';
import { KEY_NAMES, isKeyWord, keysNamed, mistyped } from '../../session/key-names.ts';
import {
  SEND_PREFIX,
  conditionOptions,
  conditionsGiven,
  reportUnmet,
  waitedJson,
} from '../reading/condition-options.ts';
import { duration } from '../reading/duration.ts';
import { statusOf } from '../printing/exit-status.ts';
import { MOUSE_OPTIONS, mouseGiven } from '../reading/mouse-options.ts';
import { nearest } from '../reading/nearest.ts';
import { print, printJson } from '../printing/print.ts';
import { say } from '../printing/say.ts';
import { screenText } from '../printing/screen-text.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Argument that stands for standard input. */
const STANDARD_INPUT = '-';

/** Warns if the last text is the name of a key, which tmux's send-keys would have pressed. */
function noteTypedKey(texts: readonly string[], names: readonly string[], quiet: boolean): void {
  const last = texts.at(-1);
  if (quiet || last === undefined || names.length > 0 || !isKeyWord(last)) return;
  say(`${JSON.stringify(last)} was typed as text: --keys ${shellWord(last)} presses the key`);
}

function checkKey(name: string, line: VerbLine): void {
  if (keysNamed(name)) return;
  const { prefix, rest } = mistyped(name);
  const near = nearest(rest, KEY_NAMES).map((one) => prefix + one);
  throw line.usageError(`bad key ${JSON.stringify(name)}: the nearest are ${near.join(', ')}`);
}

/** Returns the input and its time limit. */
async function typedOf(line: VerbLine, session: string, texts: readonly string[]): Promise<Typed> {
  const names = keysOf(line);
  const [first, second] = texts;
  const isStream = first === STANDARD_INPUT && second === undefined;
  const text = isStream ? process.stdin : Buffer.from(texts.join(' '));
  const limit = line.text('timeout');
  const timeoutMs = limit === undefined ? undefined : duration(limit, 'send');
  const pace = line.text('pace');
  const paceMs = pace === undefined ? undefined : pace === '0' ? 0 : duration(pace, 'send');
  const paste = line.flag('paste') && texts.length > 0;
  if (isStream) await checkLoop(locate(session, process.env, false), devicesOf([0]), 'type into');
  return { text, paste, keys: names, mouse: mouseGiven(line), ...given({ paceMs, timeoutMs }) };
}

/** Types, waits if conditions are given, and reads the screen if requested. */
async function step(line: VerbLine, session: Session, typed: Typed): Promise<Step<AnyWaited>> {
  const conditions = conditionsGiven(line, 'send', SEND_PREFIX);
  const screen = line.flag('screen');
  const styles = line.flag('styles');
  if (conditions) {
    const what: Wait = { ...conditions, ...given({ timeoutMs: typed.timeoutMs }) };
    return session.sendAndWait(typed, what, { screen, styles });
  }
  const seq = await session.send(typed);
  return { seq, waited: {}, ...(screen ? { screen: await session.screen({ styles }) } : {}) };
}

async function show(line: VerbLine, name: string, { seq, waited, screen }: Step<AnyWaited>): Promise<void> {
  if (line.flag('json')) {
    const told = Object.keys(waited).length > 0 ? { waited: waitedJson(waited) } : {};
    return printJson({ name, seq, ...told, ...(screen ? { screen } : {}) });
  }
  const number = line.flag('seq') ? `${seq}\n` : '';
  const match = waited.match === undefined ? '' : `${waited.match}\n`;
  await print(number + (screen ? screenText(screen.lines) : match));
}

const keysOf = (line: VerbLine): string[] => [
  ...line.texts('keys'),
  ...(line.flag('enter') ? ['Enter'] : []),
];

async function run(line: VerbLine): Promise<number> {
  const [session, ...texts] = line.args;
  if (session === undefined) throw line.usageError('send needs a session name first');
  const names = keysOf(line);
  for (const name of names) checkKey(name, line);
  if (texts.length + names.length + mouseGiven(line).length === 0)
    throw line.usageError('send needs a text, - for standard input, --keys, --enter or the mouse');
  if (line.flag('styles') && !(line.flag('screen') && line.flag('json')))
    throw line.usageError('--styles goes with --screen --json');
  conditionsGiven(line, 'send', SEND_PREFIX); // reports wrong conditions before anything is typed
  const named = Session.named(session);
  const typed = await typedOf(line, session, texts);
  try {
    const done = await step(line, named, typed);
    noteTypedKey(texts, names, line.quiet);
    await show(line, session, done);
    const { status = 0, signal = 0 } = done.waited;
    return statusOf({ status, signal });
  } catch (error) {
    return reportUnmet(error, session, line);
  }
}

export const verb: Verb = {
  usage:
    'SESSION [TEXT... | -] [--keys KEY...] [--paste] [--enter] [--click ROW,COLUMN[,BUTTON]] [--click-text TEXT] ' +
    '[--wheel STEPS] [--pace DURATION] [--wait-CONDITION...] [--screen] ' +
    '[--timeout DURATION] [--seq] [--json [--styles]]',
  options: {
    keys: {
      type: 'array',
      string: true,
      requiresArg: true,
      describe: 'press keys by name after the text, in the encoding that the program has set',
    },
    paste: {
      type: 'boolean',
      describe: 'paste the text, bracketed if the program has asked for that',
    },
    enter: { type: 'boolean', describe: 'press Enter last' },
    pace: {
      type: 'string',
      requiresArg: true,
      describe:
        'delay between a text and Enter, and after Escape, if the program reads single keys; 150ms by default, 0 for none',
    },
    ...MOUSE_OPTIONS,
    timeout: {
      type: 'string',
      requiresArg: true,
      describe: 'give up after DURATION (exit status 124); the rest is not typed',
    },
    ...conditionOptions(SEND_PREFIX),
    screen: { type: 'boolean', describe: 'print the screen afterwards' },
    styles: {
      type: 'boolean',
      describe: 'with --screen --json: include the colours and attributes of text that is not plain',
    },
    seq: { type: 'boolean', describe: 'print the sequence number first, on a line of its own' },
    json: JSON_OPTION,
  },
  epilogue:
    'Texts are typed byte for byte, separated by a space; - reads standard input. After -- no word is an option. ' +
    `Keys: a character, or ${KEY_NAMES.filter((name) => !/^F\d/.test(name)).join(', ')}, F1 to F20; ` +
    'modifiers come first: C- or Ctrl-, M- or Alt-, S- or Shift-, as in C-c, Ctrl+C, ^C or M-S-Up. Up*3 presses Up three times.',
  run,
};

// tdetach send: types into a session without attaching.
import { given } from '../../protocol/message.ts';
import { locate } from '../base/address.ts';
import { devicesOf } from '../base/device.ts';
import { checkLoop } from '../control/nesting.ts';
import { Session } from '../library/session.ts';
import { KEY_NAMES, keyNamed, mistyped } from '../session/key-names.ts';
import { duration } from './duration.ts';
import { nearest } from './nearest.ts';
import { printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

/** Standard input in place of a text. */
const STANDARD_INPUT = '-';

function checkKey(name: string, line: VerbLine): void {
  if (keyNamed(name)) return;
  const { prefix, rest } = mistyped(name);
  const near = nearest(rest, KEY_NAMES).map((one) => prefix + one);
  throw line.wrong(`bad key ${JSON.stringify(name)}: the nearest are ${near.join(', ')}`);
}

async function run(line: VerbLine): Promise<number> {
  const [session, ...texts] = line.args;
  if (session === undefined) throw line.wrong('send needs a session, in front of all else');
  const names = [...line.texts('keys'), ...(line.flag('enter') ? ['Enter'] : [])];
  for (const name of names) checkKey(name, line);
  if (texts.length + names.length === 0)
    throw line.wrong('send needs a text, - for standard input, --keys or --enter');
  const [first, second] = texts;
  const text =
    first === STANDARD_INPUT && second === undefined ? process.stdin : Buffer.from(texts.join(' '));
  const limit = line.text('timeout');
  const timeoutMs = limit === undefined ? undefined : duration(limit, 'send');
  const paste = line.flag('paste') && texts.length > 0;
  const typed = Session.named(session);
  if (text === process.stdin)
    await checkLoop(locate(session, process.env, false), devicesOf([0]), 'type into');
  const seq = await typed.send({ text, paste, keys: names, ...given({ timeoutMs }) });
  if (line.flag('json')) await printJson({ name: session, seq });
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION [TEXT... | -] [--keys KEY...] [--paste] [--enter] [--timeout DURATION] [--json]',
  options: {
    keys: {
      type: 'array',
      string: true,
      requiresArg: true,
      describe: 'keys by name, after the text, in the form that the program has asked for',
    },
    paste: {
      type: 'boolean',
      describe: 'the text as a paste, bracketed where the program has asked for that',
    },
    enter: { type: 'boolean', describe: 'the Enter key, after all else' },
    timeout: {
      type: 'string',
      requiresArg: true,
      describe: 'for so long at most; then it ends with 124, and the rest is not typed',
    },
    json: JSON_OPTION,
  },
  epilogue:
    'Texts are typed byte for byte, with a space between two; - is standard input. Behind -- nothing is an option. ' +
    `Keys: a character, or ${KEY_NAMES.filter((name) => !/^F\d/.test(name)).join(', ')}, F1 to F20; ` +
    'in front C- for Ctrl, M- or A- for Alt, S- for Shift, as in C-c or M-S-Up.',
  run,
};

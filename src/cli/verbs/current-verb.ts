// tdetach current names the session in which it runs.
import path from 'node:path';
import { devicesOf } from '../../base/terminal/device.ts';
import { existingFolders } from '../../base/address/session-folder.ts';
import { ownSession } from '../../control/sessions/nesting.ts';
import { NOT_THERE } from '../printing/exit-status.ts';
import { print, printJson } from '../printing/print.ts';
import { say } from '../printing/say.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

async function run(line: VerbLine): Promise<number> {
  const [stray] = line.args;
  if (stray !== undefined)
    throw line.usageError(`current takes no argument, but ${JSON.stringify(stray)} follows`);
  // The session may have been renamed since the environment was set, or the environment may be
  // empty.
  const socket = (await ownSession(devicesOf([0, 1, 2])))?.address.path ?? process.env['TDETACH_SOCKET'];
  if (!socket) {
    if (!line.quiet) say('this runs in no session');
    return NOT_THERE;
  }
  // The name by which other verbs find it: its name in the session folder, or else its path.
  const bare = existingFolders(process.env).includes(path.dirname(socket));
  const name = bare ? path.basename(socket) : socket;
  await (line.flag('json') ? printJson({ name, socket }) : print(`${name}\n`));
  return 0;
}

export const verb: Verb = {
  usage: '[--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'Exits with 1 outside a session. For a session that is not in the session folder it prints the path.',
  run,
};

// tdetach current: the session that this runs in.
import fs from 'node:fs';
import path from 'node:path';
import { sessionFolder } from '../base/address.ts';
import { devicesOf } from '../base/device.ts';
import { ownSession } from '../control/nesting.ts';
import { NOT_THERE } from './exit-status.ts';
import { print, printJson } from './print.ts';
import { say } from './say.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

async function run(line: VerbLine): Promise<number> {
  const [stray] = line.args;
  if (stray !== undefined)
    throw line.wrong(`current takes no argument, but ${JSON.stringify(stray)} follows`);
  // It may have another name by now than the environment tells, which may be empty, too.
  const socket = (await ownSession(devicesOf([0, 1, 2])))?.address.path ?? process.env['TDETACH_SOCKET'];
  if (!socket) {
    if (!line.quiet) say('this runs in no session');
    return NOT_THERE;
  }
  // What other verbs find it by: its name in the session folder, or else its path.
  const given = sessionFolder(process.env, process.getuid?.() ?? 0);
  const folder = fs.existsSync(given) ? fs.realpathSync(given) : given;
  const name = path.dirname(socket) === folder ? path.basename(socket) : socket;
  await (line.flag('json') ? printJson({ name, socket }) : print(`${name}\n`));
  return 0;
}

export const verb: Verb = {
  usage: '[--json]',
  options: { json: JSON_OPTION },
  epilogue: 'Status 1 outside of any session. A session outside of the session folder is named by its path.',
  run,
};

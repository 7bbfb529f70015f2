// tdetach -p: copy standard input to a session.
import { locate } from '../base/address.ts';
import { push } from '../control/push.ts';
import type { CommandLine } from './options.ts';

export async function pushInput(line: CommandLine): Promise<number> {
  await push(locate(line.session, process.env, false), process.stdin);
  return 0;
}

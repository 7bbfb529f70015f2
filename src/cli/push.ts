// tdetach -p: copy standard input to a session.
import { locate } from '../base/address.ts';
import { devicesOf } from '../base/device.ts';
import { checkLoop } from '../control/nesting.ts';
import { push } from '../control/push.ts';
import type { CommandLine } from './options.ts';

export async function pushInput(line: CommandLine): Promise<number> {
  const address = locate(line.session, process.env, false);
  await checkLoop(address, devicesOf([0]), 'type into');
  await push(address, process.stdin);
  return 0;
}

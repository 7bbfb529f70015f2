// tdetach -p copies standard input to a session.
import { locate } from '../../base/address/address.ts';
import { devicesOf } from '../../base/terminal/device.ts';
import { checkLoop } from '../../control/sessions/nesting.ts';
import { push } from '../../control/typing/push.ts';
import type { CommandLine } from '../reading/options.ts';

export async function pushInput(line: CommandLine): Promise<number> {
  const address = locate(line.session, process.env, false);
  await checkLoop(address, devicesOf([0]), 'type into');
  await push(address, process.stdin);
  return 0;
}

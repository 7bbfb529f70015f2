// Reads the surroundings of a session's programs: the environment that the first of them was
// started with, and the folder of the program in the foreground. Linux reports them for processes
// of the same user (proc(5)).
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { environmentOf, folderOf, foregroundPid } from '../../base/terminal/terminal-processes.ts';
import { Conversation } from '../reading/request.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** @throws TdetachError of the connection; refused, if the system does not report them */
export async function surroundingsOf(address: Address): Promise<Surroundings> {
  const pid = await Conversation.with(address, (host) => Promise.resolve(host.hello.pid));
  const env = environmentOf(pid);
  const cwd = folderOf(foregroundPid(pid) ?? pid) ?? folderOf(pid);
  if (env && cwd !== undefined) return { env, cwd };
  const why =
    process.platform === 'linux' ? 'its program runs as another user' : 'only Linux tells them of a process';
  const what = `the environment and the folder of ${address.session} cannot be read: ${why}`;
  throw new TdetachError('refused', what);
}

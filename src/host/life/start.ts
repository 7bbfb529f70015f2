// Starts a host: in a process of its own for the hidden verb, or in this one for `tdetach -N`.
import fs from 'node:fs';
import type { Address } from '../../base/address/address.ts';
import type { LaunchAnswer, LaunchEnd, LaunchOrder } from '../../base/launch/launch-messages.ts';
import { LAUNCH_DESCRIPTOR } from '../../base/launch/launch-messages.ts';
import { TdetachError, unexpected } from '../../base/error.ts';
import { closeForeignDescriptors } from '../../base/platform.ts';
import type { Exit } from '../../../protocol/message.ts';
import { checkExecutable } from '../../pty/executable.ts';
import type { CompiledCode } from '../../v8/code-cache.ts';
import { disableJitAfterStart } from '../../v8/compilers.ts';
import { forgetEarlier } from './write-ended.ts';
import { AgentLink } from '../clients/agent-link.ts';
import { Files } from '../files/files.ts';
import { Host } from '../session-host.ts';
import { logBeside, logToStandardError } from '../files/fault-log.ts';
import type { Log, LogAt } from '../files/fault-log.ts';
import { NameKeeper } from './name-keeper.ts';
import { DescriptorReserve } from './descriptor-reserve.ts';
import { openSocket } from './socket.ts';

/** Private for as long as the host lives: the program gets the caller's umask when it is forked. */
const HOST_UMASK = 0o077;

/**
 * Makes the session in this process.
 * @param onAddress receives the session's address, at first and after each renaming
 * @throws TdetachError of the command, the folder, the socket, or the PTY; then nothing is left on
 *   disk
 */
export async function startHost(
  order: LaunchOrder,
  log: LogAt,
  onAddress: (address: Address) => void = () => undefined,
): Promise<Host> {
  const reserve = new DescriptorReserve();
  const { address, command, cwd } = order;
  checkExecutable(command[0] ?? '', cwd, order.env['PATH']);
  process.umask(HOST_UMASK);
  process.chdir('/');
  const socket = await openSocket(address);
  onAddress(address);
  socket.whenRenamed(onAddress);
  const note: Log = (text) => reserve.use(() => log(text, socket.address));
  const own = { TDETACH_SESSION: address.file, TDETACH_SOCKET: address.path };
  let files: Files | undefined;
  let agent: AgentLink | undefined;
  const keeper = new NameKeeper(socket, reserve, note, () => agent?.restore());
  process.on('SIGUSR1', () => void keeper.renew());
  try {
    files = await Files.open(order, note);
    if (order.sshAgent) agent = new AgentLink(address, note);
    await agent?.begin(order.env['SSH_AUTH_SOCK']);
    const env = { ...order.env, ...own, ...(agent && { SSH_AUTH_SOCK: agent.path }) };
    const host = Host.start({ order: { ...order, env }, socket, log: note, reserve, files, agent });
    forgetEarlier(address, note);
    keeper.begin();
    socket.whenRenamed((now) => forgetEarlier(now, note));
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(name, () => host.terminate());
    return host;
  } catch (error) {
    agent?.ended();
    files?.discard();
    socket.close();
    throw error;
  }
}

/**
 * `tdetach -N`: the session lives in this process, which ends with the program. The caller's
 * descriptors up to the first gap above 15 stay open, above all that of a lock (`flock FILE tdetach
 * -N`). The program gets none of them.
 */
export async function runInForeground(order: LaunchOrder): Promise<Exit> {
  closeForeignDescriptors([]);
  return (await startHost(order, logToStandardError)).shutdown.ended;
}

/**
 * Descriptors that the order is read from, and the answer written to: the launcher makes a pipe for
 * each, and says which.
 */
interface Conversation {
  readonly order: number;
  readonly answer: number;
}

function conversation(): Conversation {
  const [order, answer] = process.argv.slice(3).map(Number);
  return { order: order ?? LAUNCH_DESCRIPTOR, answer: answer ?? LAUNCH_DESCRIPTOR };
}

/**
 * Reads the starter's order; undefined if the starter left without one. The host has nothing to do
 * before that, so the read blocks.
 */
function readOrder({ order, answer }: Conversation): LaunchOrder | undefined {
  try {
    const text = fs.readFileSync(order, 'utf8');
    if (order !== answer) {
      fs.closeSync(order);
      fs.writeSync(answer, '\n'); // it is taken: no other process may carry it out
    }
    return JSON.parse(text.slice(text.indexOf('{'))) as LaunchOrder; // after a line of the launcher's
  } catch {
    return undefined; // the order is missing or incomplete
  }
}

/** Sends the starter a line. */
function say(answer: number, text: LaunchAnswer | LaunchEnd): void {
  try {
    fs.writeSync(answer, `${JSON.stringify(text)}\n`);
  } catch {
    // The starter has left. The session lives on.
  }
}

/** Tells the starter how the session ended, as soon as its name is free. */
async function tellEnd(answer: number, host: Host): Promise<void> {
  const { status, signal } = await host.shutdown.exited;
  say(answer, { status, signal });
  fs.closeSync(answer);
}

/**
 * The hidden verb: takes the order from the starter, makes the session, and reports the outcome.
 * @param code what V8 has compiled, kept for the next host
 */
export async function runDetached(code: CompiledCode): Promise<void> {
  const { order: from, answer } = conversation();
  closeForeignDescriptors([from, answer]);
  const order = readOrder({ order: from, answer });
  if (!order) return;
  let host: Host;
  try {
    const log = logBeside([order.log, order.record]);
    host = await startHost(order, log, ({ file }) => (process.title = `tdetach ${file}`));
  } catch (error) {
    const code = error instanceof TdetachError ? error.code : 'spawn-failed';
    const message = error instanceof TdetachError ? error.message : `the host failed: ${unexpected(error)}`;
    say(answer, { code, message });
    return fs.closeSync(answer);
  }
  say(answer, { pid: process.pid });
  if (order.tellsEnd) void tellEnd(answer, host);
  else fs.closeSync(answer);
  const keep = (): void => {
    host.warmUp();
    code.keep();
  };
  disableJitAfterStart(code.isNew() ? keep : undefined);
  await host.shutdown.ended;
  process.exit();
}

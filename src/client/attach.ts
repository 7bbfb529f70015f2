// A person's terminal on a session: keys up, output down, until the detach key, the session's end,
// or something worse. Whatever it is, the terminal is put back first, and then the outcome is
// returned.
import type { Link } from '../base/sockets/link.ts';
import { AttachedTerminal } from './attached-terminal.ts';
import type { AttachOptions, Connected, Outcome } from './attach-options.ts';
import type { Devices } from './attached-terminal.ts';
import { Attachment } from './client-attachment.ts';
import { watchProcess } from './watch-process.ts';

/**
 * Attaches a terminal, or other devices, to a session. The terminal is prepared while the
 * connection is made.
 * @param connecting the connection to a host that speaks this protocol
 * @returns how it ended, with the terminal restored, and true if the terminal still takes output
 * @throws TdetachError of the connection, no-terminal
 */
export async function attach(
  connecting: Promise<Connected>,
  options: AttachOptions,
  devices: Devices,
): Promise<{ outcome: Outcome; responds: boolean }> {
  let link: Link | undefined;
  const terminal = new AttachedTerminal(devices);
  const attachment = new Attachment(options, terminal);
  const unwatch = watchProcess(attachment, devices.input !== undefined);
  const close = (): void => {
    if (!link) return;
    link.ignore();
    link.close();
  };
  try {
    const raw = terminal.enter(attachment).then(() => attachment.onRaw());
    raw.catch((error: unknown) => attachment.onFailure(error));
    const begun = connecting.then(async ({ link: connected, composes }) => {
      link = connected;
      if (!composes && terminal.isTerminal) {
        const { FollowedOutput } = await import('../screen/modes/followed-output.ts');
        terminal.follow((onQuery, answers) => new FollowedOutput(onQuery, answers));
      }
      attachment.begin(connected, composes);
    });
    await Promise.race([begun, attachment.outcome]);
    const outcome = await attachment.outcome;
    if (!link) {
      if (outcome.kind === 'failed') throw outcome.error;
      return { outcome, responds: false }; // nothing was shown, so nothing is printed
    }
    await attachment.takeBack();
    close(); // the host need not wait until the terminal is put back
    const gone = outcome.kind === 'signalled' && outcome.signal === 'SIGHUP';
    return { outcome, responds: await terminal.leave(attachment.below, !gone) };
  } finally {
    close();
    await terminal.restore();
    unwatch();
  }
}

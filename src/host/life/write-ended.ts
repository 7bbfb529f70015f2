// What a session leaves at its end, in the session folder and not in a process. Invariant: it
// exists before the name is free and before any client learns of the end, so that a script finds
// one or the other at any moment.
import { occupant } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { ENDED_SUFFIX, removeRecord, writeEnded } from '../../base/endings/ended-record.ts';
import type { Ended, EndedContents } from '../../base/endings/ended-record.ts';
import { purgeEnded } from '../../base/endings/ended-folder.ts';
import { reason } from '../../base/error.ts';
import { ENDED_TEXT_BYTES, ENDED_TITLE_CHARACTERS } from '../../base/limits/ended-limits.ts';
import { ENDED_TYPED_CHARACTERS } from '../../base/limits/typed-limits.ts';
import type { Exit } from '../../../protocol/message.ts';
import type { Form, View } from '../../screen/snapshot/view.ts';
import type { Log } from '../files/fault-log.ts';
import { shown } from '../requests/status-method.ts';
import type { HostContext } from '../requests/host-context.ts';

const LF = 0x0a;

interface Text {
  readonly bytes: Buffer;
  /** How many of its lines are above the screen. */
  readonly history: number;
}

/** The parts of the host that the record is read from. */
type Remaining = Pick<HostContext, 'order' | 'pty' | 'stats' | 'ptySize' | 'output' | 'socket'>;

const NO_TEXT: Text = { bytes: Buffer.alloc(0), history: 0 };

/** The last lines of a view in one form, as many as fit. */
function lastLines(view: View | undefined, form: Form): Text {
  if (!view) return NO_TEXT;
  const { history, [form]: text } = view;
  const bytes = Buffer.from(text);
  if (bytes.length <= ENDED_TEXT_BYTES) return { bytes, history };
  const from = bytes.indexOf(LF, bytes.length - ENDED_TEXT_BYTES - 1) + 1;
  let dropped = 0;
  for (let at = bytes.indexOf(LF); at >= 0 && at < from; at = bytes.indexOf(LF, at + 1)) dropped++;
  return { bytes: bytes.subarray(from), history: Math.max(0, history - dropped) };
}

/** Makes the record of a session that has ended. */
function remains(session: Remaining, exit: Exit): { ended: Ended; contents: EndedContents } {
  const { order, pty, stats, ptySize, output } = session;
  const { address } = session.socket;
  const view = output.screen.view(order.history, 'plain', 'ansi');
  const [plain, ansi] = [lastLines(view, 'plain'), lastLines(view, 'ansi')];
  const contents = { plain: plain.bytes, ansi: ansi.bytes, output: stats.kept.read(0) };
  const now = Date.now();
  const ended: Ended = {
    name: address.file,
    socket: address.path,
    command: shown(order.command),
    pid: pty.pid,
    created: stats.created,
    activity: stats.activity,
    ended: now,
    keepUntil: now + order.keepMs,
    status: exit.status,
    signal: exit.signal,
    cols: ptySize.size.cols,
    rows: ptySize.size.rows,
    seq: stats.output,
    output: contents.output.length,
    kept: order.history,
    typed: stats.typedLines
      .near(0)
      .map(({ from, text }) => ({ from, text: text.slice(0, ENDED_TYPED_CHARACTERS) })),
    screen: view
      ? {
          title: view.title.slice(0, ENDED_TITLE_CHARACTERS),
          alternate: view.alternate,
          ...view.cursor,
          plain: { bytes: plain.bytes.length, history: plain.history },
          ansi: { bytes: ansi.bytes.length, history: ansi.history },
        }
      : null,
  };
  return { ended, contents };
}

/**
 * Writes the record of a session that has ended, if it is to be remembered at all. If that fails, a
 * note is written and the session ends all the same.
 */
export function leaveRemains(session: Remaining, exit: Exit, log: Log): void {
  const { order, socket } = session;
  const { address } = socket;
  if (order.keepMs === 0) return;
  try {
    // If another session has taken the name, the record of that session counts.
    if (!socket.named && occupant(address)) return;
    const { ended, contents } = remains(session, exit);
    const room = contents.plain.length + contents.ansi.length + contents.output.length;
    purgeEnded(address.folder, ended.ended, room);
    writeEnded(ended, contents);
  } catch (error) {
    const file = `${address.path}${ENDED_SUFFIX}`;
    const why = error instanceof Error ? error.message : reason(error);
    log(`how the session ended could not be kept in ${file}: ${why}`);
  }
}

/** A new session has this name: an earlier session's record is not needed any more. */
export function forgetEarlier({ path }: Address, log: Log): void {
  const file = path + ENDED_SUFFIX;
  try {
    removeRecord(file);
  } catch (error) {
    log(`what an earlier session has left could not be removed: ${reason(error)}`);
  }
}

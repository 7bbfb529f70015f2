// The library: what `import ... from 'tdetach'` provides. The only processes that it starts are the
// hosts of the sessions it creates.
import { fileURLToPath } from 'node:url';
import { fromCaller } from '../src/library/caller-stack.ts';
import { createSession } from '../src/library/create.ts';
import { startHost } from '../src/v8/spawn-host.ts';
import type { CreateOptions } from '../src/library/create.ts';
import type { Session } from '../src/library/session.ts';

export { TdetachError } from '../src/base/error.ts';
export type { ErrorCode, Unmet } from '../src/base/error.ts';
export type { RedrawMethod, SignalName } from '../protocol/message.ts';
export type { Happening, SessionEvent } from '../src/control/reading/session-events.ts';
export type { OutputPart } from '../src/control/reading/read-output.ts';
export type { Screen, StyleColour, StyleRun } from '../src/base/text/screen-lines.ts';
export type { MouseAction } from '../src/control/typing/mouse.ts';
export type { MouseButton, MousePlace } from '../src/session/mouse-encoding.ts';
export type { ClientStatus, CommandProgress, SessionStatus } from '../src/control/sessions/status.ts';
export { attach, Attachment } from '../src/library/attachment.ts';
export type { AttachmentEnd, AttachmentOptions } from '../src/library/attachment.ts';
export type { CommandResult } from '../src/library/command-line.ts';
export type { CreateOptions } from '../src/library/create.ts';
export { connect } from '../src/library/connect.ts';
export type { ConnectOptions } from '../src/library/connect.ts';
export { list } from '../src/library/list.ts';
export type { ListOptions, ListedSession } from '../src/library/list.ts';
export type { Place } from '../src/library/place.ts';
export { Session } from '../src/library/session.ts';
export type {
  HistoryOptions,
  KillOptions,
  OutputOptions,
  RecordOptions,
  ScreenOptions,
} from '../src/library/session-options.ts';
export type { Step, StepOptions } from '../src/library/step.ts';
export type { TerminalSize } from '../src/library/terminal-size.ts';
export type { Typed } from '../src/library/typed.ts';
export type {
  AnyCondition,
  End,
  Match,
  Patience,
  Since,
  Wait,
  WaitConditions,
  Waited,
} from '../src/library/session-wait.ts';

/** A session needs the executable beside this file. Bundlers do not follow this path. */
const EXECUTABLE = fileURLToPath(new URL('tdetach.cjs', import.meta.url));

/**
 * Creates a session. It starts detached, and keeps running when this process ends.
 * @example
 * const size = { cols: 100, rows: 30 };
 * const session = await create('build', { command: ['make', 'test'], size });
 * @param name a name in the session folder, or a path if it contains a `/`
 * @throws TdetachError session-exists, bad-name, bad-folder, not-a-socket, bad-argument,
 *   command-not-found, command-not-executable, spawn-failed, aborted; in each case nothing is left
 *   behind
 */
export function create(name: string, options: CreateOptions = {}): Promise<Session> {
  return fromCaller(
    create,
    createSession(() => startHost(EXECUTABLE), name, options),
  );
}

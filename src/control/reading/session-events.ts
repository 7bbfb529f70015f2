// The events of sessions, as their hosts report them: of one session until its end, or of all
// sessions in the session folder.
import { occupant } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import type { Exit } from '../../../protocol/message.ts';
import { Conversation } from './request.ts';

/** The contents of each event besides its time. */
export type Happening =
  | { readonly event: 'created' | 'bell' }
  | { readonly event: 'attached' | 'detached'; readonly client: number }
  /** Null if no client leads any more. */
  | { readonly event: 'leader'; readonly client: number | null }
  | { readonly event: 'resized'; readonly cols: number; readonly rows: number }
  | { readonly event: 'title'; readonly title: string }
  /** Null if the shell does not report the command line. */
  | { readonly event: 'command-started'; readonly command: string | null }
  /** Null if the shell does not report the status. */
  | { readonly event: 'command-ended'; readonly command: string | null; readonly status: number | null }
  /** Bytes of output so far. */
  | { readonly event: 'output'; readonly seq: number }
  /** This many events were lost, as they were not read in time. */
  | { readonly event: 'missed'; readonly count: number }
  /** Null if unknown: its host was killed, or had ended before it could be asked. */
  | { readonly event: 'exited'; readonly status: number | null; readonly signal: number | null };

export type SessionEvent = { readonly time: string; readonly session: string } & Happening;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Reads a host's event; undefined for an event that this version does not know. */
function read(fields: Fields): Happening | undefined {
  const event = fields['event'];
  switch (event) {
    case 'bell':
      return { event };
    case 'attached':
    case 'detached':
      return { event, client: number(fields['client']) };
    case 'leader':
      return { event, client: numberOrNull(fields['client']) };
    case 'resized':
      return { event, cols: number(fields['cols']), rows: number(fields['rows']) };
    case 'title':
      return { event, title: typeof fields['title'] === 'string' ? fields['title'] : '' };
    case 'command-started':
      return { event, command: textOrNull(fields['line']) };
    case 'command-ended':
      return { event, command: textOrNull(fields['line']), status: numberOrNull(fields['status']) };
    case 'output':
      return { event, seq: number(fields['output']) };
    case 'missed':
      return { event, count: number(fields['count']) };
    case 'exited':
      return { event, status: number(fields['status']), signal: number(fields['signal']) };
    default:
      return undefined;
  }
}

export interface FollowOptions {
  /**
   * True if the session is new: its creation is reported first, and its events before any client
   * could attach.
   */
  readonly created: boolean;
  /** `listen(false)` pauses the events. */
  readonly onEvent: (event: SessionEvent, listen: (on: boolean) => void) => void;
  /** Ends the connection. */
  readonly abandon?: AbortSignal;
}

/**
 * The end of a session whose host did not report it: it was killed, or ended during the connection.
 */
function endOf(address: Address, error: unknown): Happening | undefined {
  if (!(error instanceof TdetachError)) return undefined;
  const hadGone = error.code === 'no-answer' && !occupant(address);
  if (error.code === 'host-gone' || hadGone) return { event: 'exited', status: null, signal: null };
  if (error.code !== 'session-ended') return undefined;
  const { status, signal } = error.cause as Exit;
  return { event: 'exited', status, signal };
}

/** A new session's events before its host could report any. */
function beginning(fields: Fields): Happening[] {
  const title = read({ ...fields, event: 'title' });
  const output = read({ ...fields, event: 'output' });
  return [fields['title'] ? title : undefined, fields['output'] ? output : undefined].filter(
    (happening) => happening !== undefined,
  );
}

/**
 * Reports the events of a session, until its end.
 * @throws TdetachError of the connection and the request
 */
export async function followSession(address: Address, options: FollowOptions): Promise<void> {
  const { session } = address;
  const { created, onEvent, abandon } = options;
  let listen: (on: boolean) => void = () => undefined;
  let began = !created;
  let exited = (): void => undefined;
  const tell = (happening: Happening, ms: number): void =>
    onEvent({ time: new Date(ms).toISOString(), session, ...happening }, (on) => listen(on));
  const begin = (ms: number): void => {
    if (!began) tell({ event: 'created' }, ms);
    began = true;
  };
  const receive = (fields: Fields): void => {
    const ms = number(fields['time']);
    if (fields['event'] === 'following' && created) {
      begin(number(fields['created']));
      for (const happening of beginning(fields)) tell(happening, ms);
    }
    const happening = read(fields);
    if (happening?.event === 'exited') exited = (): void => tell(happening, ms);
    else if (happening) tell(happening, ms);
  };
  try {
    const follow = async (host: Conversation): Promise<void> => {
      listen = (on): void => host.listen(on);
      await host.each('events', {}, (result) => receive(result as Fields), Infinity);
      await host.ended; // only then is the name free, and whoever hears of the end may use it again
    };
    await Conversation.with(address, follow, abandon);
    exited();
  } catch (error) {
    const end = abandon?.aborted ? undefined : endOf(address, error);
    if (!end) throw error;
    begin(Date.now());
    tell(end, Date.now());
  }
}

// What happens in sessions, as their hosts tell it: in one session until its end, or in all of the
// session folder.
import { occupant } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import type { Exit } from '../../../protocol/message.ts';
import { Conversation } from './request.ts';

/** What each event says beside its time. */
export type Happening =
  | { readonly event: 'created' | 'bell' }
  | { readonly event: 'attached' | 'detached'; readonly client: number }
  /** Null where no client leads any more. */
  | { readonly event: 'leader'; readonly client: number | null }
  | { readonly event: 'resized'; readonly cols: number; readonly rows: number }
  | { readonly event: 'title'; readonly title: string }
  /** Null where the shell does not tell the command line. */
  | { readonly event: 'command-started'; readonly command: string | null }
  /** Null where the shell does not tell the status. */
  | { readonly event: 'command-ended'; readonly command: string | null; readonly status: number | null }
  /** Bytes of output so far. */
  | { readonly event: 'output'; readonly seq: number }
  /** This many events were not told, as they were not read in time. */
  | { readonly event: 'missed'; readonly count: number }
  /** Null where it is unknown: its host was killed, or had gone before it could be asked. */
  | { readonly event: 'exited'; readonly status: number | null; readonly signal: number | null };

export type SessionEvent = { readonly time: string; readonly session: string } & Happening;

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Reads what a host tells; undefined for what this version does not know. */
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
   * True if the session is new: its creation is told first, and what it came to before any client
   * could be told.
   */
  readonly created: boolean;
  /** Where nothing more is wanted for now, `listen(false)` says so. */
  readonly onEvent: (event: SessionEvent, listen: (on: boolean) => void) => void;
  /** Ends the connection. */
  readonly abandon?: AbortSignal;
}

/**
 * What the end is where the host has told nothing of it: it was killed, or has ended as we came.
 */
function endOf(address: Address, error: unknown): Happening | undefined {
  if (!(error instanceof TdetachError)) return undefined;
  const hadGone = error.code === 'no-answer' && !occupant(address);
  if (error.code === 'host-gone' || hadGone) return { event: 'exited', status: null, signal: null };
  if (error.code !== 'session-ended') return undefined;
  const { status, signal } = error.cause as Exit;
  return { event: 'exited', status, signal };
}

/** What a new session came to before its host could tell anything. */
function beginning(fields: Fields): Happening[] {
  const title = read({ ...fields, event: 'title' });
  const output = read({ ...fields, event: 'output' });
  return [fields['title'] ? title : undefined, fields['output'] ? output : undefined].filter(
    (happening) => happening !== undefined,
  );
}

/**
 * Tells what happens in a session, until its end.
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

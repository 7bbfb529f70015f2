// Waits until conditions hold in a session.
import type { Address } from '../../base/address/address.ts';
import { readContents, readEnded } from '../../base/endings/ended-record.ts';
import type { Ended } from '../../base/endings/ended-record.ts';
import { TdetachError, about } from '../../base/error.ts';
import type { Unmet } from '../../base/error.ts';
import { isMap, number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { UNMET_LOOK_MS } from '../../base/limits/verb-limits.ts';
import { endInWords } from '../../base/text/signal-name.ts';
import { inWords } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import { endedScreen, leftBy } from '../sessions/ended-sessions.ts';
import type { TextSearch } from '../../screen/listening/text-search.ts';
import { Conversation } from '../reading/request.ts';
import { askScreen } from '../reading/read-screen.ts';
import type { Screen } from '../reading/read-screen.ts';
import { Vigil } from './vigil.ts';
import type { Came, Past, Wanted } from './vigil.ts';

/**
 * How the program ended: by the signal of this number if it is not 0, otherwise with this exit
 * status.
 */
export interface End {
  readonly status: number;
  readonly signal: number;
}

/** The state when all conditions held. */
export interface Outcome extends Partial<Came> {
  /** How the program ended, if its end was waited for. */
  readonly end?: End;
}

export const isOnly = (conditions: Conditions, key: keyof Conditions): boolean =>
  Object.entries(conditions).every(([name, value]) => name === key || value === undefined);

function endOf(error: TdetachError | undefined): End | undefined {
  const exit = error?.code === 'session-ended' ? error.cause : undefined;
  if (!isMap(exit)) return undefined;
  return { status: number(exit['status']), signal: number(exit['signal']) };
}

/**
 * Returns the error for a session that ended before the conditions held.
 * @param waitedFor the conditions in words
 */
export function endedWaiting(address: Address, waitedFor: string, { status, signal }: End): TdetachError {
  const message = `${address.session} has ended, ${endInWords({ status, signal })}: waited for ${waitedFor}`;
  const error = new TdetachError('ended-waiting', message);
  error.unmet = { waitedFor, end: { status, signal } };
  return readEnded(address.path, Date.now()) ? about(address.session, error) : error;
}

/** Returns the bytes of output up to the shell's prompt, once the shell waits there. */
async function untilPrompt(host: Conversation, since = -1): Promise<number> {
  return number((await host.ask('wait', { prompt: true, since }, Infinity))['output']);
}

/** Loads the text search, which only some waits need. */
const loadSearch = async (): Promise<typeof TextSearch> =>
  (await import('../../screen/listening/text-search.ts')).TextSearch;

/** Loads the modules of a wait while something else is waited for. */
export function prepareWait({ conditions }: Wanted): void {
  if (isOnly(conditions, 'prompt') || isOnly(conditions, 'exit')) return;
  loadSearch().catch(() => undefined); // the wait itself reports the error
}

/**
 * Follows a session until all conditions except the program's end hold, or until the session ends.
 */
function follow(host: Conversation, vigil: Vigil, wanted: Wanted): Promise<Came | undefined> {
  const { exit: untilEnd = false, prompt: atPrompt = false } = wanted.conditions;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let isAsking = false;
    const state = { isOver: false };
    const fail: (why: unknown) => void = reject;
    const finish = (end: () => void): void => {
      state.isOver = true;
      clearTimeout(timer);
      end();
    };
    const attempt = (work: () => void): void => {
      if (state.isOver) return;
      try {
        work();
      } catch (error) {
        finish(() => fail(error));
      }
    };
    const look = (): void => {
      clearTimeout(timer);
      if (untilEnd) return;
      const came = vigil.holds(false);
      if (came) return atPrompt ? askForPrompt() : finish(() => resolve(came));
      const { waitMs = 0 } = vigil;
      // The timer does not keep the process running; the connection does, until the wait is given
      // up.
      if (waitMs > 0) timer = setTimeout(() => attempt(look), waitMs).unref();
    };
    /**
     * The other conditions hold. They must still hold when the host answers that the shell is at
     * its prompt.
     */
    const askForPrompt = (): void => {
      if (isAsking) return;
      isAsking = true;
      const confirm = (seq: number): void => {
        isAsking = false;
        if (vigil.seq < seq) return; // the output up to there is still to come; then all conditions are checked again
        const came = vigil.holds(false);
        if (came) finish(() => resolve(came));
        else look();
      };
      untilPrompt(host, wanted.since).then(
        (seq) => attempt(() => confirm(seq)),
        (error: unknown) => attempt(() => finish(() => fail(error))),
      );
    };
    attempt(look);
    if (state.isOver) return;
    const take = (part: unknown): void =>
      attempt(() => {
        vigil.take(part as Fields);
        look();
      });
    const params = { since: vigil.seq, follow: true, pace: vigil.needsAll };
    const done = (): void => attempt(() => finish(() => resolve(atPrompt ? undefined : vigil.holds(true))));
    host.each('output', params, take, Infinity).then(done, (error: unknown) => finish(() => fail(error)));
  });
}

/**
 * Returns true if the conditions can still hold after the session has ended. Time conditions and
 * the prompt cannot, unless the end is waited for too.
 */
const outlasts = ({ idleMs, stableMs, prompt, exit }: Conditions): boolean =>
  exit === true || (idleMs === undefined && stableMs === undefined && prompt === undefined);

async function untilAll(host: Conversation, address: Address, wanted: Wanted): Promise<Outcome> {
  const { conditions, since } = wanted;
  const { exit = false, idleMs } = conditions;
  let came: Came | undefined;
  if (isOnly(conditions, 'idleMs') && since === undefined) {
    const { output } = await host.ask('wait', { idle: idleMs, since: -1 }, Infinity);
    return { seq: number(output) };
  }
  if (isOnly(conditions, 'prompt')) return { seq: await untilPrompt(host, since) };
  if (!isOnly(conditions, 'exit')) {
    const asked = host.parts('picture', since === undefined ? {} : { since });
    const [start, search] = await Promise.all([asked as Promise<Fields[]>, loadSearch()]);
    const status = isMap(host.hello.status) ? host.hello.status : {};
    const past: Past = { output: number(status['output']), quietMs: number(status['quiet']) };
    came = await follow(host, new Vigil(search, wanted, start, past), wanted);
    if (came && !exit) {
      if (!host.over || outlasts(conditions)) return came;
    }
  }
  await host.ended;
  const end = endOf(host.over);
  if (!end) throw host.over ?? new TdetachError('host-gone', `the host of ${address.session} is gone`);
  if (isOnly(conditions, 'exit')) return { end };
  if (!came || !outlasts(conditions)) throw endedWaiting(address, inWords(conditions), end);
  return exit ? { ...came, end } : came;
}

/** Checks the conditions on an ended session's record. */
async function inRemains(address: Address, ended: Ended, wanted: Wanted): Promise<Outcome> {
  const { conditions, since } = wanted;
  const { cols, rows, seq, output, screen, typed, status, signal } = ended;
  const end = { status, signal };
  if (isOnly(conditions, 'exit')) return { end };
  const search = await loadSearch();
  const past: Past = { output: seq, quietMs: 0 };
  const size = { cols, rows };
  let vigil: Vigil;
  if (since === undefined) {
    const lines = readContents(address.path, 'plain')?.toString().replace(/\n$/, '') ?? '';
    const picture = Buffer.from(`\x1b]2;${screen?.title ?? ''}\x07${lines.replaceAll('\n', '\r\n')}`);
    const history = screen?.plain.history ?? 0;
    vigil = new Vigil(search, wanted, [{ ...size, at: seq, history, picture }], past);
  } else {
    const from = seq - output;
    vigil = new Vigil(search, wanted, [{ ...size, at: from, history: 0, typed }], past);
    vigil.take({ ...size, from, bytes: readContents(address.path, 'output') });
  }
  const came = outlasts(conditions) ? vigil.holds(true) : undefined;
  if (!came) throw endedWaiting(address, inWords(conditions), end);
  return conditions.exit ? { ...came, end } : came;
}

/** Waits. If the session ends, or has ended, its record is checked instead. */
async function orInRemains(address: Address, wanted: Wanted, wait: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await wait();
  } catch (error) {
    const ended = leftBy(address, error);
    const end = error instanceof TdetachError ? endOf(error) : undefined;
    if (ended) return inRemains(address, ended, wanted);
    if (end) throw endedWaiting(address, inWords(wanted.conditions), end);
    throw error;
  }
}

/**
 * Waits on an existing connection.
 * @throws TdetachError as waitFor
 */
export const waitOn = (host: Conversation, address: Address, wanted: Wanted): Promise<Outcome> =>
  orInRemains(address, wanted, () => untilAll(host, address, wanted));

/**
 * Waits until all conditions hold.
 * @param abandon aborts the wait and closes its connection
 * @throws TdetachError of the connection and the request; ended-waiting if the session ends, or has
 *   ended, before the conditions hold; errors of the time limit
 */
export const waitFor = (address: Address, wanted: Wanted, abandon?: AbortSignal): Promise<Outcome> =>
  orInRemains(address, wanted, () =>
    Conversation.with(address, (host) => untilAll(host, address, wanted), abandon),
  );

/**
 * Reads the screen on an existing connection, or from the record if the session has ended.
 * @param ansi true to include escape sequences in the lines
 */
export async function screenNow(host: Conversation, address: Address, ansi = false): Promise<Screen> {
  const options = { history: 0, ansi };
  try {
    return await askScreen(address, host, options);
  } catch (error) {
    const ended = leftBy(address, error);
    if (!ended) throw error;
    return endedScreen(address, ended, options);
  }
}

async function whatThereIs(address: Address): Promise<Pick<Unmet, 'quietMs' | 'screen'>> {
  const look = async (host: Conversation): Promise<Pick<Unmet, 'quietMs' | 'screen'>> => {
    const { quiet } = await host.ask('status');
    const screen = await screenNow(host, address);
    return typeof quiet === 'number' ? { quietMs: quiet, screen } : { screen };
  };
  try {
    return await Conversation.with(address, look, AbortSignal.timeout(UNMET_LOOK_MS));
  } catch (error) {
    const ended = leftBy(address, error);
    return ended?.screen ? { screen: endedScreen(address, ended, { history: 0, ansi: false }) } : {};
  }
}

/**
 * Adds to a wait's error what was waited for and what was there instead. Returns other errors
 * unchanged.
 */
export async function explained(address: Address, conditions: Conditions, error: unknown): Promise<unknown> {
  if (!(error instanceof TdetachError) || !['timed-out', 'ended-waiting'].includes(error.code)) return error;
  const there = await whatThereIs(address);
  const waitedFor = inWords(conditions);
  const quiet =
    there.quietMs === undefined ? '' : `; its output has been quiet for ${there.quietMs / 1000} s`;
  const message =
    error.code === 'timed-out' ? `${error.message}: waited for ${waitedFor}${quiet}` : error.message;
  const told = new TdetachError(error.code, message, error.cause);
  told.unmet = { waitedFor, ...error.unmet, ...there };
  return error.session === undefined ? told : about(error.session, told);
}

// tdetach list prints the sessions, as a table for people or as JSON for scripts.
import { locate, noSession, socketsInFolder } from '../../base/address/address.ts';
import type { Address } from '../../base/address/address.ts';
import { readEnded } from '../../base/endings/ended-record.ts';
import type { Ended } from '../../base/endings/ended-record.ts';
import { TdetachError } from '../../base/error.ts';
import { harmless } from '../../base/text/harmless.ts';
import { howItEnded } from '../../base/endings/has-ended.ts';
import { existingFolders, possibleFolders, searchedFolders } from '../../base/address/session-folder.ts';
import { lookAt, lookAtAll, lookAtFolder, withLost } from '../../control/sessions/status.ts';
import type { Listed, SessionStatus } from '../../control/sessions/status.ts';
import { columnsOf, padColumns } from '../../screen/widths/text-columns.ts';
import { NOT_THERE, report, signalName } from '../printing/exit-status.ts';
import { print, printJson } from '../printing/print.ts';
import { say } from '../printing/say.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

const time = (ms: number): string => new Date(ms).toISOString();

type ToldOfEnded = Pick<SessionStatus, 'command' | 'pid' | 'created' | 'activity' | 'size' | 'seq'>;

/** Returns the columns of an ended session that a live one has too. */
function describe(ended: Ended): ToldOfEnded {
  const { command, pid, created, activity, cols, rows, seq } = ended;
  return { command, pid, created: time(created), activity: time(activity), size: { cols, rows }, seq };
}

/** Returns the documented keys. New ones may be added, but none is ever removed. */
function toJson({ address, state, status, ended, host }: Listed): Record<string, unknown> {
  const about = status ?? (ended && describe(ended));
  return {
    name: address.session,
    socket: address.path,
    state,
    program: about?.command.join(' ') ?? null,
    command: about?.command ?? null,
    pid: about?.pid ?? null,
    host: status?.host ?? host ?? null,
    created: about?.created ?? null,
    activity: about?.activity ?? null,
    size: about?.size ?? null,
    seq: about?.seq ?? null,
    memory: status?.memory ?? null,
    clients: status?.clients ?? [],
    foreground: status?.foreground ?? null,
    folder: status?.folder ?? null,
    atPrompt: status?.atPrompt ?? null,
    commandLine: status?.commandLine ?? null,
    lastStatus: status?.lastStatus ?? null,
    progress: status?.progress ?? null,
    ended: ended ? time(ended.ended) : null,
    status: ended?.status ?? null,
    signal: ended?.signal ?? null,
  };
}

const HEAD = ['NAME', 'STATE', 'PID', 'CREATED', 'ACTIVITY', 'SIZE', 'CLIENTS', 'PROGRAM'];

/** Returns a time without fractions of a second. */
const seconds = (time: string): string => time.replace(/\.\d+Z$/, 'Z');

/** Returns, for example, `ended 2` or `ended KILL`. */
const how = ({ status, signal }: Ended): string =>
  `ended ${signal > 0 ? signalName(signal).replace(/^SIG/, '') : status}`;

function toRow({ address, state, status, ended }: Listed): string[] {
  const name = harmless(address.session);
  const about = status ?? (ended && { ...describe(ended), activity: time(ended.ended) });
  if (!about) return [name, state, '-', '-', '-', '-', '-', '-'];
  const { pid, created, activity, size, command } = about;
  const who = status?.clients.map(({ id, leads }) => `${id}${leads ? '*' : ''}`).join(',');
  return [
    name,
    ended ? how(ended) : state,
    String(pid),
    seconds(created),
    seconds(activity),
    `${size.cols}x${size.rows}`,
    who || '-',
    harmless(command.join(' ')),
  ];
}

function table(rows: readonly string[][]): string {
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => columnsOf(row[column] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (column < row.length - 1 ? padColumns(text, widths[column] ?? 0) : text))
      .join('  ');
  return all.map((row) => `${line(row)}\n`).join('');
}

/** Returns the address of a named session; undefined if its folder does not exist. */
function addressOf(session: string): Address | undefined {
  try {
    return locate(session, process.env, false);
  } catch (error) {
    if (error instanceof TdetachError && error.code === 'no-session') return undefined;
    throw error;
  }
}

async function lookAtNamed(named: readonly string[], all: boolean): Promise<Listed[]> {
  const addresses = named.map(addressOf).filter((address) => address !== undefined);
  const there = await (all ? lookAtAll(addresses) : lookAt(addresses));
  return there.filter((one) => one !== undefined);
}

async function lookAtAny(all: boolean): Promise<Listed[]> {
  const sockets = socketsInFolder(process.env);
  const maybeLost = possibleFolders(process.env);
  if (!all) {
    const found = (await lookAt(sockets)).filter((one) => one !== undefined);
    return withLost(maybeLost, found);
  }
  const folders = existingFolders(process.env).map((folder) =>
    lookAtFolder(
      folder,
      sockets.filter((one) => one.folder === folder),
    ),
  );
  return withLost(maybeLost, (await Promise.all(folders)).flat());
}

/** Returns the error for a session that is not listed: it has ended, or does not exist. */
function notThere(session: string): TdetachError {
  const address = addressOf(session);
  const now = Date.now();
  const ended = address && readEnded(address.path, now);
  if (!ended) return noSession(session, searchedFolders(process.env));
  const what = `${session} has ended, ${howItEnded(ended, now)}`;
  return new TdetachError('session-ended', `${what}: tdetach list ${session} --all shows it`);
}

/**
 * Checks whether `list` would show this session, like tmux's has-session.
 * @returns the exit status
 */
export async function hasSession(session: string): Promise<number> {
  const [found] = await lookAtNamed([session], false);
  if (found) return 0;
  report(notThere(session), false);
  return NOT_THERE;
}

async function run(line: VerbLine): Promise<number> {
  const named = line.args;
  const all = line.flag('all');
  const found = named.length > 0 ? await lookAtNamed(named, all) : await lookAtAny(all);
  if (line.flag('json')) await printJson(...found.map(toJson));
  else if (found.length > 0) await print(table(found.map(toRow)));
  const missing = named.filter((name) => !found.some(({ address }) => address.session === name));
  for (const name of missing) report(notThere(name), line.quiet);
  if (named.length === 0 && found.length === 0 && !line.flag('json') && !line.quiet)
    say(`there are no sessions in ${searchedFolders(process.env)}: tdetach -c NAME makes one`);
  return missing.length > 0 ? NOT_THERE : 0;
}

export const verb: Verb = {
  usage: '[SESSION...] [--all] [--json]',
  options: {
    all: { type: 'boolean', describe: 'include ended sessions, with their status and time' },
    json: JSON_OPTION,
  },
  epilogue:
    'Without SESSION it lists the sessions in the session folder. A * marks the leader. STATE is live, lost (the host has ' +
    'lost its socket), dead (a socket without a host), silent (the host does not answer) or foreign. With --all it can also ' +
    'be ended, with the status or signal; ACTIVITY is then the time of the end. Exits with 1 if a named session does not exist.',
  run,
};

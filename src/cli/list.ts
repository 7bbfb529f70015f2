// tdetach list: the sessions, for people as a table, for scripts as JSON.
import { locate, noSession, socketsInFolder } from '../base/address.ts';
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { lookAt } from '../control/status.ts';
import type { Listed } from '../control/status.ts';
import { NOT_THERE, report } from './exit-status.ts';
import { print, printJson } from './print.ts';
import { JSON_OPTION } from './verb.ts';
import type { Verb, VerbLine } from './verb.ts';

/** The documented keys: they are only ever added to. */
function toJson({ address, state, status }: Listed): Record<string, unknown> {
  return {
    name: address.session,
    socket: address.path,
    state,
    program: status?.command.join(' ') ?? null,
    command: status?.command ?? null,
    pid: status?.pid ?? null,
    host: status?.host ?? null,
    created: status?.created ?? null,
    activity: status?.activity ?? null,
    size: status?.size ?? null,
    seq: status?.seq ?? null,
    memory: status?.memory ?? null,
    clients: status?.clients ?? [],
  };
}

const HEAD = ['NAME', 'STATE', 'PID', 'CREATED', 'ACTIVITY', 'SIZE', 'CLIENTS', 'PROGRAM'];

/** To the second, and without what a name or a command could do to a terminal. */
const seconds = (time: string): string => time.replace(/\.\d+Z$/, 'Z');
const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

function toRow({ address, state, status }: Listed): string[] {
  const name = harmless(address.session);
  if (!status) return [name, state, '-', '-', '-', '-', '-', '-'];
  const { pid, created, activity, size, clients, command } = status;
  const who = clients.map(({ id, leads }) => `${id}${leads ? '*' : ''}`).join(',');
  return [
    name,
    state,
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
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((text, column) => (column < row.length - 1 ? text.padEnd(widths[column] ?? 0) : text)).join('  ');
  return all.map((row) => `${line(row)}\n`).join('');
}

/** Where the named sessions are; undefined for one that cannot be there, as its folder is not. */
function addressOf(session: string): Address | undefined {
  try {
    return locate(session, process.env, false);
  } catch (error) {
    if (error instanceof TdetachError && error.code === 'no-session') return undefined;
    throw error;
  }
}

async function run(line: VerbLine): Promise<number> {
  const named = line.args;
  const addresses = named.length > 0 ? named.map(addressOf) : socketsInFolder(process.env);
  const there = await lookAt(addresses.filter((address) => address !== undefined));
  const found = there.filter((one) => one !== undefined);
  if (line.flag('json')) await printJson(...found.map(toJson));
  else if (found.length > 0) await print(table(found.map(toRow)));
  const missing = named.filter((name) => !found.some(({ address }) => address.session === name));
  for (const name of missing) report(noSession(name), line.quiet);
  if (named.length === 0 && found.length === 0 && !line.flag('json') && !line.quiet)
    process.stderr.write('tdetach: there are no sessions: tdetach -c NAME makes one\n');
  return missing.length > 0 ? NOT_THERE : 0;
}

export const verb: Verb = {
  usage: '[SESSION...] [--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'Without SESSION those in the session folder. A * marks the client that leads. ' +
    'STATE is live, dead (a socket without a host), silent (its host does not answer) or foreign. ' +
    'Status 1 where a named session is not there.',
  run,
};

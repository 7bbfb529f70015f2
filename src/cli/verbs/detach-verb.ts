// tdetach detach detaches clients from a session.
import { Session } from '../../library/session.ts';
import { NOT_THERE } from '../printing/exit-status.ts';
import { printJson } from '../printing/print.ts';
import { say } from '../printing/say.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

async function run(line: VerbLine): Promise<number> {
  const [session, ...given] = line.sessions();
  const bad = given.find((one) => !/^\d{1,9}$/.test(one));
  if (bad !== undefined)
    throw line.usageError(`bad client ${JSON.stringify(bad)}: give its number, as tdetach list shows it`);
  const wanted = given.map(Number);
  const detached = await Session.named(session).detach(wanted.length > 0 ? wanted : undefined);
  if (line.flag('json')) await printJson({ name: session, detached });
  const missing = wanted.filter((client) => !detached.includes(client));
  for (const client of missing) if (!line.quiet) say(`${session} has no client ${client}`);
  return missing.length > 0 ? NOT_THERE : 0;
}

export const verb: Verb = {
  usage: 'SESSION [CLIENT...] [--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'CLIENT is a number from tdetach list. Without CLIENT all clients are detached. Exits with 1 if there is no such client.',
  run,
};

// tdetach events prints a line for each event in sessions.
import { locate } from '../../base/address/address.ts';
import { TdetachError, systemCode } from '../../base/error.ts';
import { harmless } from '../../base/text/harmless.ts';
import { followSession } from '../../control/reading/session-events.ts';
import type { SessionEvent } from '../../control/reading/session-events.ts';
import { followFolder } from '../../control/reading/folder-events.ts';
import { signalStatus } from '../printing/exit-status.ts';
import { print, printJson } from '../printing/print.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Returns the details of an event as text. */
function details(event: SessionEvent): string {
  switch (event.event) {
    case 'created':
    case 'bell':
      return '';
    case 'attached':
    case 'detached':
      return `client ${event.client}`;
    case 'leader':
      return event.client === null ? 'nobody' : `client ${event.client}`;
    case 'resized':
      return `${event.cols}x${event.rows}`;
    case 'title':
      return harmless(event.title);
    case 'command-started':
      return harmless(event.command ?? '');
    case 'command-ended': {
      const status = event.status === null ? 'status unknown' : `status ${event.status}`;
      return event.command === null ? status : `${status} ${harmless(event.command)}`;
    }
    case 'output':
      return `seq ${event.seq}`;
    case 'missed':
      return `${event.count} events`;
    case 'exited':
      if (event.status === null) return 'status unknown';
      return event.signal ? `signal ${event.signal}` : `status ${event.status}`;
    default:
      return event satisfies never;
  }
}

function toText(event: SessionEvent): string {
  const { time, session, event: what } = event;
  return [time, harmless(session), what, details(event)].filter((part) => part !== '').join(' ');
}

async function run(line: VerbLine): Promise<number> {
  const asJson = line.flag('json');
  let failed: (error: unknown) => void = () => undefined;
  const output = new Promise<never>((_, reject) => (failed = reject));
  process.stdout.on('error', () => undefined); // print() handles the error
  const onEvent = (event: SessionEvent): void => {
    const printed = asJson ? printJson(event) : print(`${toText(event)}\n`);
    printed.catch(failed);
  };
  const named = [...new Set(line.args)].map((session) => locate(session, process.env, false));
  const following = named.map((address) => followSession(address, { created: false, onEvent }));
  const all = named.length > 0 ? Promise.all(following) : followFolder(process.env, onEvent);
  try {
    await Promise.race([all, output]);
    return 0;
  } catch (error) {
    // The reader is gone. Exit as if by SIGPIPE, like other programs.
    if (error instanceof TdetachError && systemCode(error.cause) === 'EPIPE') return signalStatus('SIGPIPE');
    throw error;
  }
}

export const verb: Verb = {
  usage: '[SESSION...] [--json]',
  options: { json: JSON_OPTION },
  epilogue:
    'Without SESSION it follows all sessions in the session folder, new ones too, until it is interrupted; otherwise until ' +
    'the named sessions have ended. EVENT is created, attached, detached, leader, resized, title, bell, command-started, ' +
    'command-ended (both from a shell that marks its commands), output, missed or exited.',
  run,
};

// The methods of `tdetach control`: the library's calls by name. The help, the table in the
// documentation and the checks of parameters are derived from this table.
import { caller } from '../../base/launch/caller.ts';
import { TdetachError } from '../../base/error.ts';
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { createSession } from '../../library/create.ts';
import type { CreateOptions } from '../../library/create.ts';
import { list } from '../../library/list.ts';
import { Session } from '../../library/session.ts';
import type { TerminalSize } from '../../library/terminal-size.ts';
import type { AnyCondition, Wait } from '../../library/session-wait.ts';
import type { StepOptions } from '../../library/step.ts';
import { checkParams } from './control-params.ts';
import type { Params } from './control-params.ts';

/** What a method receives. */
export interface Request {
  readonly params: Params;
  readonly signal: AbortSignal;
  readonly startHost: StartHost;
  /** Aborts another request. Returns false if no request has that id. */
  readonly cancel: (id: unknown) => boolean;
}

export interface Method {
  readonly about: string;
  /** Names of parameters. The first one is required. */
  readonly params: readonly string[];
  /** True if the method emits events before its result. */
  readonly streams?: true;
  /** @returns the result, or events */
  run(request: Request): Promise<unknown> | AsyncIterable<unknown>;
}

const CONDITIONS = [
  ...['text', 'regex', 'flags', 'gone', 'stableMs', 'idleMs'],
  ...['title', 'bell', 'prompt', 'exit'],
];
const TYPED = ['text', 'keys', 'paste', 'paceMs', 'mouse'];

const sessionOf = ({ params, signal }: Request): { session: Session; params: Params } => {
  const { session, ...rest } = params;
  return { session: Session.named(session as string), params: { ...rest, signal } };
};

/** Compiles a regular expression from its source and flags, because JSON has no type for it. */
function conditionsOf({ regex, flags, ...rest }: Params): AnyCondition {
  if (flags !== undefined && regex === undefined)
    throw new TdetachError('bad-argument', 'flags goes with regex');
  try {
    const compiled =
      regex === undefined ? {} : { regex: new RegExp(regex as string, flags as string | undefined) };
    return { ...rest, ...compiled } as unknown as AnyCondition;
  } catch (error) {
    throw new TdetachError('bad-argument', `bad regular expression: ${(error as Error).message}`);
  }
}

async function create({ params, signal, startHost }: Request): Promise<unknown> {
  const { name, ...options } = params;
  const own = await caller();
  const all = { env: own.env, ...options, signal } as CreateOptions;
  const session = await createSession(startHost, name as string, all);
  return { name: session.name, socket: session.socket };
}

function sendAndWait(request: Request): Promise<unknown> {
  const { session, params } = sessionOf(request);
  const { wait = {}, screen = false, styles = false, timeoutMs, signal, ...typed } = params;
  const given = checkParams('sendAndWait: wait', wait, CONDITIONS);
  const limits = { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const what = { ...conditionsOf(given), ...limits } as Wait;
  return session.sendAndWait(typed, what, { screen, styles } as StepOptions);
}

async function* output(request: Request): AsyncGenerator {
  const { session, params } = sessionOf(request);
  for await (const { from, missed, bytes } of session.output(params))
    yield { from, missed, bytes: Buffer.from(bytes).toString('base64') };
}

/**
 * Calls a method of the session with all other parameters. Its result is null if the method returns
 * nothing.
 */
const plain =
  (call: (session: Session, params: Params) => Promise<unknown>) =>
  async (request: Request): Promise<unknown> => {
    const { session, params } = sessionOf(request);
    return (await call(session, params)) ?? null;
  };

export const METHODS: Readonly<Record<string, Method>> = {
  create: {
    about: 'creates a session; returns its name and socket',
    params: [
      ...['name', 'command', 'env', 'cwd', 'size', 'sizing', 'history', 'keepMs', 'log', 'logBytes'],
      ...['sshAgent', 'shellIntegration'],
    ],
    run: create,
  },
  list: {
    about: 'lists sessions; returns name, socket, state, status and end of each',
    params: ['sessions', 'ended', 'timeoutMs'],
    run: ({ params, signal }) => list({ ...params, signal }),
  },
  status: {
    about: 'returns the command, the size and the clients',
    params: ['session', 'timeoutMs'],
    run: plain((session, params) => session.status(params)),
  },
  send: {
    about: 'types; returns seq, the bytes of output by then',
    params: ['session', ...TYPED, 'timeoutMs'],
    run: plain(async (session, params) => ({ seq: await session.send(params) })),
  },
  sendAndWait: {
    about: 'types and waits; returns seq, waited and the screen',
    params: ['session', ...TYPED, 'wait', 'screen', 'styles', 'timeoutMs'],
    run: sendAndWait,
  },
  wait: {
    about:
      'waits until all conditions hold; returns match, captures, groups and seq, and for exit status and signal',
    params: ['session', ...CONDITIONS, 'since', 'timeoutMs'],
    run: plain((session, params) => session.wait(conditionsOf(params))),
  },
  do: {
    about: 'runs a command line in the shell; returns status, output, cut, missed, durationMs and seq',
    params: ['session', 'line', 'timeoutMs'],
    run: plain((session, { line = '', ...params }) => session.do(line as string, params)),
  },
  screen: {
    about: 'reads the screen; returns lines, cursor, title, size and seq',
    params: ['session', 'history', 'ansi', 'styles', 'timeoutMs'],
    run: plain((session, params) => session.screen(params)),
  },
  html: {
    about: 'reads the screen as an HTML page; returns html',
    params: ['session', 'history', 'timeoutMs'],
    run: plain(async (session, params) => ({ html: await session.html(params) })),
  },
  svg: {
    about: 'reads the screen as an SVG image; returns svg',
    params: ['session', 'history', 'timeoutMs'],
    run: plain(async (session, params) => ({ svg: await session.svg(params) })),
  },
  kill: {
    about: 'ends the session, or sends killSignal; with untilEnd waits for its end',
    params: ['session', 'killSignal', 'untilEnd', 'timeoutMs'],
    run: plain((session, { untilEnd = false, ...params }) =>
      session.kill({ ...params, wait: untilEnd as boolean }),
    ),
  },
  detach: {
    about: 'detaches clients; returns their numbers',
    params: ['session', 'clients', 'timeoutMs'],
    run: plain((session, { clients, ...params }) => session.detach(clients as number[] | undefined, params)),
  },
  rename: {
    about: 'renames the session; returns its name and socket',
    params: ['session', 'name', 'timeoutMs'],
    run: plain(async (session, { name = '', ...params }) => {
      await session.rename(name as string, params);
      return { name: session.name, socket: session.socket };
    }),
  },
  resize: {
    about: 'sets the size',
    params: ['session', 'size', 'timeoutMs'],
    run: plain((session, { size, ...params }) => session.resize(size as TerminalSize, params)),
  },
  record: {
    about: 'starts recording to file',
    params: ['session', 'file', 'force', 'version', 'timeoutMs'],
    run: plain((session, { file = '', ...params }) => session.record(file as string, params)),
  },
  mark: {
    about: 'adds a marker to the recording',
    params: ['session', 'label', 'timeoutMs'],
    run: plain((session, { label = '', ...params }) => session.mark(label as string, params)),
  },
  stopRecording: {
    about: 'stops the recording',
    params: ['session', 'timeoutMs'],
    run: plain((session, params) => session.stopRecording(params)),
  },
  forget: {
    about: 'removes what an ended session has left',
    params: ['session', 'timeoutMs'],
    run: plain((session, params) => session.forget(params)),
  },
  output: {
    about: 'reads the output kept, and with follow new output; events have from, missed and bytes (base64)',
    params: ['session', 'follow', 'since', 'timeoutMs'],
    streams: true,
    run: output,
  },
  events: {
    about: 'reports events until the session ends, like the verb events',
    params: ['session', 'timeoutMs'],
    streams: true,
    run: (request) => {
      const { session, params } = sessionOf(request);
      return session.events(params);
    },
  },
  cancel: {
    about: 'aborts the request with that id, which fails with aborted; returns cancelled, true or false',
    params: ['id'],
    run: ({ params, cancel }) => Promise.resolve({ cancelled: cancel(params['id']) }),
  },
};

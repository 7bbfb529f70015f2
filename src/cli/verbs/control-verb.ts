// tdetach control reads requests as lines of JSON from standard input and writes answers to
// standard output. Requests run concurrently, and are answered in any order. Invariant: each
// request with an id gets exactly one answer with that id, after its events.
import { createInterface } from 'node:readline';
import { TdetachError, unexpected } from '../../base/error.ts';
import type { StartHost } from '../../base/launch/start-host-type.ts';
import { METHODS } from '../control/control-methods.ts';
import { checkParams } from '../control/control-params.ts';
import { signalStatus } from '../printing/exit-status.ts';
import { nearest } from '../reading/nearest.ts';
import { printJson } from '../printing/print.ts';
import type { Program, Verb, VerbLine } from '../reading/verb.ts';

type Id = string | number;

interface Ask {
  readonly id: Id;
  readonly method: string;
  readonly params: unknown;
}

function wrong(what: string): TdetachError {
  return new TdetachError('usage', what);
}

/** @throws TdetachError usage */
function read(line: string): Ask {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw wrong(`a line is not JSON: ${(error as Error).message}`);
  }
  const { id, method, params } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' && typeof id !== 'number')
    throw wrong('a request needs an id, a text or a number: {"id":1,"method":"list","params":{}}');
  if (typeof method !== 'string') throw wrong(`request ${JSON.stringify(id)} needs a method, a text`);
  return { id, method, params };
}

/** Returns the error as the answer contains it. */
function told(error: unknown): Record<string, unknown> {
  if (!(error instanceof TdetachError)) return { code: 'internal', message: unexpected(error) };
  const { code, message, unmet } = error;
  return { code, message, ...(unmet ? { unmet } : {}) };
}

class Control {
  readonly #startHost: StartHost;
  /** The abort controllers of requests in flight. */
  readonly #inFlight = new Map<Id, AbortController>();
  readonly #running = new Set<Promise<void>>();

  constructor(startHost: StartHost) {
    this.#startHost = startHost;
  }

  /** @throws TdetachError of standard output */
  async take(line: string): Promise<void> {
    let ask: Ask;
    try {
      ask = read(line);
      if (this.#inFlight.has(ask.id)) throw wrong(`request ${JSON.stringify(ask.id)} is not answered yet`);
    } catch (error) {
      return printJson({ error: told(error) });
    }
    const { id } = ask;
    const stop = new AbortController();
    this.#inFlight.set(id, stop);
    let answer: Record<string, unknown>;
    try {
      answer = { id, result: await this.#run(ask, stop.signal) };
    } catch (error) {
      if (error instanceof TdetachError && error.code === 'reader-gone') throw error;
      answer = { id, error: told(error) };
    }
    this.#inFlight.delete(id);
    await printJson(answer);
  }

  async #run({ id, method, params: given }: Ask, signal: AbortSignal): Promise<unknown> {
    const known = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (!known) {
      const close = nearest(method, Object.keys(METHODS)).join(', ');
      throw wrong(`there is no method ${JSON.stringify(method)}: the nearest are ${close}`);
    }
    const params = checkParams(method, given, known.params);
    const cancel = (other: unknown): boolean => this.#cancel(other as Id);
    const outcome = known.run({ params, signal, cancel, startHost: this.#startHost });
    if (!(Symbol.asyncIterator in outcome)) return outcome;
    for await (const event of outcome) await printJson({ id, event });
    return null;
  }

  #cancel(id: Id): boolean {
    const stop = this.#inFlight.get(id);
    stop?.abort();
    return stop !== undefined;
  }

  /** Starts answering a line. Only `finished` waits for it. */
  begin(line: string, onFault: (error: unknown) => void): void {
    const running = this.take(line)
      .catch(onFault)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Aborts all requests. */
  giveUp(): void {
    for (const id of this.#inFlight.keys()) this.#cancel(id);
  }

  /** Resolves when all started requests are answered. */
  async finished(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

async function run(line: VerbLine, { startHost }: Program): Promise<number> {
  if (line.args.length > 0)
    throw line.usageError(
      `control takes requests on standard input, but ${JSON.stringify(line.args[0])} follows`,
    );
  process.stdout.on('error', () => undefined); // printJson handles the error
  process.stdout.setMaxListeners(0); // one listener for each line that is being written
  const control = new Control(startHost);
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  const failed = new Promise<never>((_, reject) => {
    lines.on('line', (text) => {
      if (text.trim() !== '') control.begin(text, reject);
    });
  });
  const over = new Promise<number>((resolve) => {
    lines.on('close', () => resolve(0));
    process.once('SIGTERM', () => {
      control.giveUp();
      resolve(signalStatus('SIGTERM'));
      lines.close();
      process.stdin.destroy();
    });
  });
  const answered = async (): Promise<number> => {
    const status = await over;
    await control.finished();
    return status;
  };
  return Promise.race([answered(), failed]);
}

export const verb: Verb = {
  usage: '',
  options: {},
  epilogue:
    'A request is {"id":1,"method":"list","params":{}}. Its answer is {"id":1,"result":...} or ' +
    '{"id":1,"error":{"code":...,"message":...}}; events before the answer are {"id":1,"event":...}. ' +
    'tdetach help --json lists methods and parameters. It exits at SIGTERM, or after the end of its input ' +
    'when all requests are answered.',
  run,
};

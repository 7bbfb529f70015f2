// Runs a command line in a session's shell and waits for its end. The shell marks its prompts (OSC
// 133). The host types the line only at a prompt, and the command's output is found here in the
// session's output.
import { now } from '../../base/clock.ts';
import type { Exit } from '../../../protocol/message.ts';
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { isMap, number } from '../../base/fields.ts';
import type { Fields } from '../../base/fields.ts';
import { LINE_START_MS } from '../../base/limits/typed-limits.ts';
import { CommandOutput } from './command-output.ts';
import { leftBy } from '../sessions/ended-sessions.ts';
import { outOfTime, within } from '../waiting/patience.ts';
import type { Patience } from '../waiting/patience.ts';
import { endedWaiting } from '../waiting/wait.ts';
import { Conversation } from '../reading/request.ts';
import { typedLine } from './typed-command.ts';

/** How a command line ended. */
export type LineEnd =
  | {
      readonly kind: 'done';
      /** Undefined if the shell did not report it. */
      readonly status: number | undefined;
      readonly durationMs: number;
      /** Sequence number after the next prompt. */
      readonly seq: number;
      /** Bytes of the output that were lost. */
      readonly missed: number;
    }
  /** The session ended first: by this signal if it is not 0, otherwise with this status. */
  | { readonly kind: 'ended'; readonly status: number; readonly signal: number };

/** Receives the output as lines of text. `listen(false)` stops the delivery for now. */
export type OnText = (text: string, listen: (on: boolean) => void) => void;

/** Returns true if a shell, by its host's status, has not been at a prompt yet. */
const isStarting = ({ prompt, line, status }: Fields): boolean =>
  prompt !== true && line === undefined && status === undefined;

/**
 * Resolves when a shell has had enough time to begin. Its timer does not keep the process running;
 * the connection does.
 */
const untilLate = (): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, LINE_START_MS).unref());

/** One run of a line in a session. */
class Line {
  readonly #host: Conversation;
  readonly #session: string;
  readonly #onText: OnText;
  /** Output that came before it was known where the line was typed. */
  #early: Fields[] | undefined = [];
  #output: CommandOutput | undefined;
  #missed = 0;
  #wanted = Infinity;
  #reached: () => void = () => undefined;

  constructor(session: string, host: Conversation, onText: OnText) {
    this.#session = session;
    this.#host = host;
    this.#onText = onText;
  }

  /** Types the line, and waits for the prompt after it. */
  async run(line: string): Promise<LineEnd> {
    const host = this.#host;
    const status: Fields = isMap(host.hello.status) ? host.hello.status : await host.ask('status');
    const shell = status['shell'];
    if (!isMap(shell)) throw host.refusal('no-shell');
    if (isStarting(shell)) await this.#firstPrompt();
    const params = { since: number(status['output']), follow: true, pace: true };
    const over = host
      .each('output', params, (part) => this.#take(part as Fields), Infinity)
      .then(() => host.ask('status')) // fails with the error that says how the session ended
      .then(() => Promise.reject(host.refusal('busy')));
    over.catch(() => undefined);
    const { paste } = await host.ask('keyboard');
    const bytes = typedLine(line, paste === true);
    const began = now();
    const typed = await host.ask('type', { bytes, prompt: true }, Infinity);
    this.#begin(number(typed['output']));
    const seq = await Promise.race([this.#prompt(number(typed['output'])), over, this.#notBegun()]);
    this.#output?.refused();
    this.#output?.finish();
    const durationMs = Math.round(now() - began);
    return { kind: 'done', status: this.#output?.status, durationMs, seq, missed: this.#missed };
  }

  /**
   * Waits for the first prompt of a shell that starts, but not for long, because the shell may
   * already be running a command.
   */
  async #firstPrompt(): Promise<void> {
    await Promise.race([this.#host.ask('wait', { prompt: true }, Infinity), untilLate()]);
  }

  /** Delivers the last line of the output if it is incomplete. */
  breakOff(): void {
    this.#output?.finish();
  }

  #begin(seq: number): void {
    this.#output = new CommandOutput(seq, (text) => this.#onText(text, (on) => this.#host.listen(on)));
    for (const part of this.#early ?? []) this.#take(part);
    this.#early = undefined;
  }

  #take(part: Fields): void {
    const bytes = part['bytes'] as Buffer;
    const output = this.#output;
    if (!output) return void this.#early?.push({ ...part, bytes: Buffer.from(bytes) });
    const from = number(part['from']);
    this.#missed += number(part['missed']);
    output.take(bytes.subarray(Math.max(0, Math.min(bytes.length, output.seq - from))));
    if (output.seq >= this.#wanted) this.#reached();
  }

  /** Resolves when the shell is at its next prompt and all output up to there has been taken. */
  async #prompt(since: number): Promise<number> {
    const seq = number((await this.#host.ask('wait', { prompt: true, since }, Infinity))['output']);
    if ((this.#output?.seq ?? 0) >= seq) return seq;
    return new Promise((resolve) => {
      this.#wanted = seq;
      this.#reached = (): void => resolve(seq);
    });
  }

  /**
   * Rejects if the shell does not begin the line, because the command is incomplete and the shell
   * waits for the rest of it.
   */
  async #notBegun(): Promise<never> {
    await untilLate();
    if (this.#output?.hasBegun !== false) return new Promise<never>(() => undefined);
    const what = `the shell of ${this.#session} has not begun the line within ${LINE_START_MS / 1_000} s`;
    throw new TdetachError('refused', `${what}: is it a whole command? C-c takes it back`);
  }
}

/** Returns how a session ended that has left no record. */
function exitOf(error: unknown): Exit | undefined {
  return error instanceof TdetachError && error.code === 'session-ended' ? (error.cause as Exit) : undefined;
}

/** Returns the error for a session that ended before its command line did. */
export const endedBefore = (address: Address, end: Extract<LineEnd, { kind: 'ended' }>): TdetachError =>
  endedWaiting(address, 'the end of the command line', end);

/**
 * Types a line at the prompt of a session's shell, and waits for its end.
 * @throws TdetachError of the connection; refused, with the cause `no-shell` if the shell does not
 *   mark its prompts, or `shell-busy` if it is not at one; timed-out and aborted, while the command
 *   continues to run
 */
export async function doLine(
  address: Address,
  line: string,
  onText: OnText,
  patience: Patience = {},
): Promise<LineEnd> {
  const abandon = new AbortController();
  let running: Line | undefined;
  const talk = (host: Conversation): Promise<LineEnd> => {
    running = new Line(address.session, host, onText);
    return running.run(line);
  };
  try {
    return await within(address.session, patience, Conversation.with(address, talk, abandon.signal));
  } catch (error) {
    running?.breakOff();
    if (error instanceof TdetachError && error.code === 'timed-out' && patience.timeoutMs !== undefined)
      throw outOfTime(address.session, patience.timeoutMs, 'the command goes on');
    const ended = running && (leftBy(address, error) ?? exitOf(error));
    if (!ended) throw error;
    return { kind: 'ended', status: ended.status, signal: ended.signal };
  } finally {
    abandon.abort();
  }
}

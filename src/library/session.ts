// A session, for the library. Each call has its own connection, so no call waits for another and
// nothing has to be closed. A Session is only a name, and its end if this process created it.
import path from 'node:path';
import { locate } from '../base/address/address.ts';
import { locateNew } from '../base/address/locate-new.ts';
import type { Address } from '../base/address/address.ts';
import { detachClients } from '../control/sessions/detach.ts';
import type { SessionEvent } from '../control/reading/session-events.ts';
import { forget } from '../control/sessions/forget.ts';
import type { HeldEnd } from '../control/sessions/held-end.ts';
import type { OutputPart } from '../control/reading/read-output.ts';
import { addMarker, startRecording, stopRecording } from '../control/reading/recordings.ts';
import { rename } from '../control/sessions/rename.ts';
import { Conversation, request } from '../control/reading/request.ts';
import type { Screen } from '../base/text/screen-lines.ts';
import { send } from '../control/typing/send.ts';
import { readStatus } from '../control/sessions/status.ts';
import type { SessionStatus } from '../control/sessions/status.ts';
import { showCallers } from './caller-stack.ts';
import { runLine } from './command-line.ts';
import type { CommandResult } from './command-line.ts';
import { drawingOf, pageOf } from './page.ts';
import { environment } from './place.ts';
import type { Place } from './place.ts';
import type { HistoryOptions, KillOptions, OutputOptions } from './session-options.ts';
import type { RecordOptions, ScreenOptions } from './session-options.ts';
import { endIn, killIn } from './session-kill.ts';
import { screenIn } from './session-screen.ts';
import { eventsIn, outputIn } from './session-streams.ts';
import { sendAndWait } from './step.ts';
import type { Step, StepOptions } from './step.ts';
import { checkSize } from './terminal-size.ts';
import type { TerminalSize } from './terminal-size.ts';
import { read } from './typed.ts';
import type { Typed } from './typed.ts';
import { patiently, waitIn } from './session-wait.ts';
import type { AnyWaited, End, Patience, Wait, Waited } from './session-wait.ts';

/**
 * A session, by its name. Every method fails with a {@link TdetachError}, whose `code` says what
 * failed, and accepts a time limit (`timeoutMs`) and an `AbortSignal` (`signal`), with the codes
 * `timed-out` and `aborted`.
 * @example
 * // The session ends with the block.
 * await using session = await create('build', { command: ['make', 'test'] });
 * const { status } = await session.ended;
 */
export class Session implements AsyncDisposable {
  readonly #place: Place;
  readonly #held: HeldEnd | undefined;
  #address: Address;
  #ended: Promise<End> | undefined;

  private constructor(address: Address, place: Place, held?: HeldEnd) {
    this.#address = address;
    this.#place = place;
    this.#held = held;
  }

  /**
   * Returns a session that should exist. Its host is not contacted yet.
   * @param held the session's end, if this process created it
   * @throws TdetachError bad-name, bad-folder, no-session
   * @internal
   */
  static named(name: string, { folder }: Place = {}, held?: HeldEnd): Session {
    return new Session(locate(name, environment({ folder }), false), { folder }, held);
  }

  /** The name or path, as given or set by `rename`; renames by other processes do not show. */
  get name(): string {
    return this.#address.session;
  }

  /** Absolute path of the session's socket. */
  get socket(): string {
    return this.#address.path;
  }

  /**
   * How the program ends. For a session from `create` this works with `keepMs: 0` too. Reading this
   * property keeps the process running until then. Rejects with `host-gone` if the host was killed.
   * @example const { status, signal } = await session.ended;
   */
  get ended(): Promise<End> {
    this.#ended ??= this.#held?.keep() ?? this.wait({ exit: true });
    return this.#ended;
  }

  #ask<T>(patience: Patience, ask: () => Promise<T>): Promise<T> {
    return patiently(this.name, patience, ask);
  }

  /**
   * Returns the command, its start time, the size, and the attached clients.
   * @example const { pid, size, clients } = await session.status();
   */
  status(options: Patience = {}): Promise<SessionStatus> {
    return this.#ask(options, async () =>
      readStatus(await Conversation.with(this.#address, (host) => host.ask('status'))),
    );
  }

  /**
   * Returns what a person would see at this moment, or the last screen of an ended session.
   * @example
   * const { lines, cursor } = await session.screen({ history: 100 });
   * const { styles = [] } = await session.screen({ styles: true });
   * const selected = styles.find(({ inverse }) => inverse)?.text;
   * @throws TdetachError no-history, if the session keeps no history
   */
  screen(options: ScreenOptions = {}): Promise<Screen> {
    return this.#ask(options, () => screenIn(this.#address, options));
  }

  /**
   * Returns the screen with colours as a self-contained HTML page.
   * @example fs.writeFileSync('work.html', await session.html());
   */
  async html(options: HistoryOptions = {}): Promise<string> {
    return pageOf(this.name, await this.screen({ ...options, ansi: true }));
  }

  /**
   * Returns the screen with colours as a self-contained SVG image.
   * @example fs.writeFileSync('work.svg', await session.svg());
   */
  async svg(options: HistoryOptions = {}): Promise<string> {
    return drawingOf(this.name, await this.screen({ ...options, ansi: true }));
  }

  /**
   * Types at the program's pace, and returns when the program's terminal has taken everything.
   * @example const since = await session.send({ text: 'make', keys: ['Enter'] });
   * @returns the bytes of output at that moment; the program's answer comes after them (see `since`
   *   of `wait`)
   * @throws TdetachError bad-argument, for an unknown key or nothing to type; session-ended;
   *   timed-out and aborted, after which the rest is not typed; line-too-long, for a line that is
   *   too long for a program that reads whole lines
   */
  async send(typed: string | Uint8Array | Typed): Promise<number> {
    const { typing, patience } = read(typed);
    return (await send(this.#address, typing, patience, () => Promise.resolve())).seq;
  }

  /**
   * Waits until all of these conditions hold at the same moment.
   * @example
   * const regex = /^(passed|failed)$/;
   * const { captures } = await session.wait({ regex, since, timeoutMs: 60_000 });
   * @throws TdetachError bad-argument; timed-out and ended-waiting, whose `unmet` says what was
   *   there instead; aborted
   */
  wait<const What extends Wait>(what: What): Promise<Waited<What>>;
  wait(what: Wait): Promise<AnyWaited> {
    return waitIn(this.#address, what, () => this.#held?.end);
  }

  /**
   * Types like `send`, then waits like `wait` for the result, on one connection. The time limit
   * covers both.
   * @example
   * const typed = { text: 'make test', keys: ['Enter'] };
   * const { waited } = await session.sendAndWait(typed, { regex: /passed|failed/ });
   * @throws TdetachError as `send` and `wait`
   */
  sendAndWait<const What extends Wait>(
    typed: string | Uint8Array | Typed,
    what: What,
    options?: StepOptions,
  ): Promise<Step<Waited<What>>>;
  async sendAndWait(
    typed: string | Uint8Array | Typed,
    what: Wait,
    options: StepOptions = {},
  ): Promise<Step<AnyWaited>> {
    return sendAndWait(this.#address, read(typed).typing, what, options);
  }

  /**
   * Types a command line at the shell's prompt, and waits for the end of the command. The shell
   * must mark its prompts (`shellIntegration` of `create`, or OSC 133 from its own configuration).
   * @example
   * const { status, output } = await session.do('make test', { timeoutMs: 600_000 });
   * @throws TdetachError bad-argument; refused, if the shell does not mark its prompts, is not at
   *   one, or takes the line for an incomplete command; ended-waiting; timed-out and aborted, while
   *   the command continues to run
   */
  do(line: string, options: Patience = {}): Promise<CommandResult> {
    return runLine(this.#address, line, options);
  }

  /**
   * Ends the session: SIGHUP to all of its processes, and SIGKILL after 3 s to those still there.
   * @example await session.kill({ wait: true });
   */
  kill(options: KillOptions = {}): Promise<void> {
    return killIn(this.#address, options);
  }

  /** Ends the session, unless it has ended, and waits for its end. */
  [Symbol.asyncDispose](): Promise<void> {
    return endIn(this.#address);
  }

  /**
   * Detaches clients; the session keeps running.
   * @example await session.detach([2]);
   * @param clients numbers of clients, as in `status().clients`; all clients by default
   * @returns the numbers of the clients that were detached
   */
  detach(clients?: readonly number[], options: Patience = {}): Promise<number[]> {
    return this.#ask(options, () => detachClients(this.#address, clients));
  }

  /**
   * Renames the session. This object then uses the new name.
   * @example await session.rename('work');
   * @param name a name in the session folder, or a path on the same file system
   * @throws TdetachError bad-name, bad-folder, session-exists, not-a-socket
   */
  rename(name: string, options: Patience = {}): Promise<void> {
    return this.#ask(options, async () => {
      this.#address = await rename(this.#address, await locateNew(name, environment(this.#place)));
    });
  }

  /**
   * Sets the session's size, whether or not a client is attached. If the sizing is fixed, this
   * becomes the fixed size. Otherwise it lasts until a client's terminal counts again: when a
   * client attaches, takes the lead, or is resized.
   * @example await session.resize({ cols: 100, rows: 30 });
   * @throws TdetachError bad-argument
   */
  resize(size: TerminalSize, options: Patience = {}): Promise<void> {
    return this.#ask(options, async () => {
      await request(this.#address, 'resize', checkSize(size));
    });
  }

  /**
   * Starts recording the session (asciicast), until `stopRecording` or its end.
   * @example await session.record('demo.cast', { force: true });
   * @param file path, relative to the working folder
   * @throws TdetachError bad-file; refused, if the session is already being recorded
   */
  record(file: string, options: RecordOptions = {}): Promise<void> {
    const { force = false, version = 2 } = options;
    return this.#ask(options, () => startRecording(this.#address, path.resolve(file), { force, version }));
  }

  /**
   * Adds a marker to the recording.
   * @example await session.mark('tests begin');
   * @throws TdetachError refused, if the session is not being recorded
   */
  mark(label: string, options: Patience = {}): Promise<void> {
    return this.#ask(options, () => addMarker(this.#address, label));
  }

  /**
   * Stops the recording, and returns when all of it has been written.
   * @example await session.stopRecording();
   * @throws TdetachError refused, if it is not being recorded, or if the file is incomplete
   */
  stopRecording(options: Patience = {}): Promise<void> {
    return this.#ask(options, () => stopRecording(this.#address));
  }

  /**
   * Reads the raw output: the last MiB, which is kept, or the part of it after `since`. With
   * `follow` it continues with new output until the session ends.
   * @example
   * for await (const { bytes } of session.output({ follow: true })) process.stdout.write(bytes);
   * @returns the parts in order; `missed` counts the bytes that a slow reader missed before a part
   */
  output(options: OutputOptions = {}): AsyncIterableIterator<OutputPart> {
    return outputIn(this.#address, options);
  }

  /**
   * Reports the session's events, from the first `next` until its end.
   * @example
   * for await (const { event, time } of session.events()) if (event === 'bell') console.log(time);
   */
  events(options: Patience = {}): AsyncIterableIterator<SessionEvent> {
    return eventsIn(this.#address, options);
  }

  /**
   * Removes what an ended session has left: its record, or the socket of a killed host.
   * @example await (await connect('build', { ended: true })).forget();
   * @throws TdetachError session-exists, if the session is live
   */
  forget(options: Patience = {}): Promise<void> {
    return this.#ask(options, () => forget(this.#address));
  }
}
showCallers(Session.prototype);

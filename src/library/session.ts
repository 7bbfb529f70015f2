// A session, for programs. Each call has a connection of its own, so that none waits for another
// and nothing has to be closed: a Session is only a name, and how it ended where it was made here.
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
 * A session, by its name. Every method throws a {@link TdetachError}, whose `code` says what
 * failed, and takes a time limit (`timeoutMs`) and an `AbortSignal` (`signal`), with the codes
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
   * A session that should be there; its host is not asked yet.
   * @param held its end, where it was made here
   * @throws TdetachError bad-name, bad-folder, no-session
   * @internal
   */
  static named(name: string, { folder }: Place = {}, held?: HeldEnd): Session {
    return new Session(locate(name, environment({ folder }), false), { folder }, held);
  }

  /** Its name or path, as given or since `rename`; not one that another process gives it. */
  get name(): string {
    return this.#address.session;
  }

  /** Absolute path of its socket. */
  get socket(): string {
    return this.#address.path;
  }

  /**
   * How its program ends; where `create` made it, also with `keepMs: 0`. Asking for it keeps this
   * process running until then. Rejects with `host-gone` if its host was killed.
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
   * What it runs, since when, its size, and who is attached.
   * @example const { pid, size, clients } = await session.status();
   */
  status(options: Patience = {}): Promise<SessionStatus> {
    return this.#ask(options, async () =>
      readStatus(await Conversation.with(this.#address, (host) => host.ask('status'))),
    );
  }

  /**
   * What a person would see, at one moment; of a session that has ended, at its end.
   * @example
   * const { lines, cursor } = await session.screen({ history: 100 });
   * const { styles = [] } = await session.screen({ styles: true });
   * const selected = styles.find(({ inverse }) => inverse)?.text;
   * @throws TdetachError no-history, if a session keeps no lines above the screen
   */
  screen(options: ScreenOptions = {}): Promise<Screen> {
    return this.#ask(options, () => screenIn(this.#address, options));
  }

  /**
   * The same in colours, as a page for a browser that stands alone.
   * @example fs.writeFileSync('work.html', await session.html());
   */
  async html(options: HistoryOptions = {}): Promise<string> {
    return pageOf(this.name, await this.screen({ ...options, ansi: true }));
  }

  /**
   * The same as a picture in SVG that stands alone.
   * @example fs.writeFileSync('work.svg', await session.svg());
   */
  async svg(options: HistoryOptions = {}): Promise<string> {
    return drawingOf(this.name, await this.screen({ ...options, ansi: true }));
  }

  /**
   * Types, and returns when the program's terminal has taken all of it, at the program's pace.
   * @example const since = await session.send({ text: 'make', keys: ['Enter'] });
   * @returns the bytes of output at that moment: what the program prints in answer comes after them
   *   (see `since` of `wait`)
   * @throws TdetachError bad-argument, for a key that there is not, or nothing to type;
   *   session-ended; timed-out and aborted, whereupon what was not taken is not typed any more;
   *   line-too-long, for a line that its program, which reads whole lines, cannot take
   */
  async send(typed: string | Uint8Array | Typed): Promise<number> {
    const { typing, patience } = read(typed);
    return (await send(this.#address, typing, patience, () => Promise.resolve())).seq;
  }

  /**
   * Waits until all of these conditions hold at one moment.
   * @example
   * const regex = /^(passed|failed)$/;
   * const { captures } = await session.wait({ regex, since, timeoutMs: 60_000 });
   * @throws TdetachError bad-argument; timed-out and ended-waiting, whose `unmet` says what there
   *   was instead; aborted
   */
  wait<const What extends Wait>(what: What): Promise<Waited<What>>;
  wait(what: Wait): Promise<AnyWaited> {
    return waitIn(this.#address, what, () => this.#held?.end);
  }

  /**
   * Types as `send`, and waits as `wait` for what comes of it, on one connection. The time limit is
   * for both together.
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
   * Types a command line at the prompt of its shell, which marks its prompts (`shellIntegration` of
   * `create`, or OSC 133 of its own), and waits for the end of the command.
   * @example
   * const { status, output } = await session.do('make test', { timeoutMs: 600_000 });
   * @throws TdetachError bad-argument; refused, where the shell marks no prompts, is not at one, or
   *   takes the line for a part of one; ended-waiting; timed-out and aborted, whereupon the command
   *   goes on
   */
  do(line: string, options: Patience = {}): Promise<CommandResult> {
    return runLine(this.#address, line, options);
  }

  /**
   * Ends the session: SIGHUP to all of its processes, and SIGKILL after 3 s to what is left.
   * @example await session.kill({ wait: true });
   */
  kill(options: KillOptions = {}): Promise<void> {
    return killIn(this.#address, options);
  }

  /** Ends it, and waits for its end, where it has not ended. */
  [Symbol.asyncDispose](): Promise<void> {
    return endIn(this.#address);
  }

  /**
   * Detaches clients, and leaves the session.
   * @example await session.detach([2]);
   * @param clients their numbers, as in `status().clients`; all of them by default
   * @returns the numbers of those that were there
   */
  detach(clients?: readonly number[], options: Patience = {}): Promise<number[]> {
    return this.#ask(options, () => detachClients(this.#address, clients));
  }

  /**
   * Gives it another name, under which this object finds it from then on.
   * @example await session.rename('work');
   * @param name in the session folder, or a path on the same file system
   * @throws TdetachError bad-name, bad-folder, session-exists, not-a-socket
   */
  rename(name: string, options: Patience = {}): Promise<void> {
    return this.#ask(options, async () => {
      this.#address = await rename(this.#address, await locateNew(name, environment(this.#place)));
    });
  }

  /**
   * Sets its size, whether or not a client is attached. A fixed sizing is this size from then
   * on. Otherwise it stays until the terminal of an attached client counts again: when one
   * attaches, takes the lead, or is resized.
   * @example await session.resize({ cols: 100, rows: 30 });
   * @throws TdetachError bad-argument
   */
  resize(size: TerminalSize, options: Patience = {}): Promise<void> {
    return this.#ask(options, async () => {
      await request(this.#address, 'resize', checkSize(size));
    });
  }

  /**
   * Makes its host record it (asciicast) from now on, until `stopRecording` or its end.
   * @example await session.record('demo.cast', { force: true });
   * @param file from the working folder
   * @throws TdetachError bad-file; refused, if it is being recorded already
   */
  record(file: string, options: RecordOptions = {}): Promise<void> {
    const { force = false, version = 2 } = options;
    return this.#ask(options, () => startRecording(this.#address, path.resolve(file), { force, version }));
  }

  /**
   * Adds a marker to the recording.
   * @example await session.mark('tests begin');
   * @throws TdetachError refused, if it is not being recorded
   */
  mark(label: string, options: Patience = {}): Promise<void> {
    return this.#ask(options, () => addMarker(this.#address, label));
  }

  /**
   * Ends the recording, and returns when all of it is in its file.
   * @example await session.stopRecording();
   * @throws TdetachError refused, if it is not being recorded, or the file has not taken all of it
   */
  stopRecording(options: Patience = {}): Promise<void> {
    return this.#ask(options, () => stopRecording(this.#address));
  }

  /**
   * Reads the output as it came: what is kept of it, the last MiB, or what of it came after
   * `since`; and with `follow` what comes, until the end.
   * @example
   * for await (const { bytes } of session.output({ follow: true })) process.stdout.write(bytes);
   * @returns parts in order; `missed` of each tells what a slow reader has missed before it
   */
  output(options: OutputOptions = {}): AsyncIterableIterator<OutputPart> {
    return outputIn(this.#address, options);
  }

  /**
   * Tells what happens in it from the first `next` on, until its end.
   * @example
   * for await (const { event, time } of session.events()) if (event === 'bell') console.log(time);
   */
  events(options: Patience = {}): AsyncIterableIterator<SessionEvent> {
    return eventsIn(this.#address, options);
  }

  /**
   * Forgets it, if it has ended: what it has left, and the socket of a killed host.
   * @example await (await connect('build', { ended: true })).forget();
   * @throws TdetachError session-exists, if it lives
   */
  forget(options: Patience = {}): Promise<void> {
    return this.#ask(options, () => forget(this.#address));
  }
}
showCallers(Session.prototype);

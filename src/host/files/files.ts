// The files that a session's output is written to: its log and at most one recording. Invariant:
// the session survives any fault of a file, and a fault is noted once.
import type { Exit, Size } from '../../../protocol/message.ts';
import { TdetachError, reason, systemCode } from '../../base/error.ts';
import { cannotWrite } from '../../base/file-failure.ts';
import type { LaunchOrder } from '../../base/launch/launch-messages.ts';
import { FILE_END_MS } from '../../base/limits/file-limits.ts';
import { HISTORY_LINES } from '../../base/limits/limits.ts';
import { SNAPSHOT_WAIT_MS } from '../../base/limits/model-limits.ts';
import type { CappedFile } from './capped-file.ts';
import type { FileWriterPort } from './file-writer.ts';
import type { Log } from './fault-log.ts';
import { OutputFile } from './output-file.ts';
import { OutputLog, openLog } from './output-log.ts';
import { Cast, Recording, castHeader } from './recording.ts';
import type { CastVersion } from './recording.ts';
import type { Followers } from '../clients/followers.ts';
import type { SessionStats } from '../life/session-stats.ts';
import type { OutputPath } from '../output/output-path.ts';
import type { PtySize } from '../output/pty-size.ts';
import { Refusal } from '../requests/refusal.ts';

type LogFile = OutputFile | CappedFile;

/** The files that a session is created with. */
interface Opened {
  readonly log: { readonly file: OutputFile; readonly into: LogFile } | undefined;
  readonly record: OutputFile | undefined;
}

async function openFor<T>(path: string, use: (file: OutputFile) => Promise<T>): Promise<T> {
  const file = await OutputFile.open(path);
  try {
    return await use(file);
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** How a recording is to be made. */
export interface RecordingOrder {
  /** True if the file's present contents may be overwritten. */
  readonly force: boolean;
  readonly version: CastVersion;
}

/**
 * Begins a recording with its first line, so that a full disk is noticed at once.
 * @throws a system error; EEXIST if the file has contents
 */
function openCast(
  path: string,
  order: LaunchOrder,
  size: Size,
  { force, version }: RecordingOrder,
): Promise<OutputFile> {
  return openFor(path, async (file) => {
    if (file.about.isFile() && file.about.size > 0 && !force)
      throw Object.assign(new Error('there is something in it'), { code: 'EEXIST' });
    await file.empty();
    const header = Buffer.from(castHeader(order, size, Date.now(), version));
    if ((await file.write(header)) < header.length)
      throw Object.assign(new Error('it is full'), { code: 'ENOSPC' });
    return file;
  });
}

/** The session whose output the files receive. */
interface WrittenSession {
  readonly order: LaunchOrder;
  readonly stats: SessionStats;
  readonly output: OutputPath;
  readonly ptySize: PtySize;
  readonly followers: Followers;
}

export class Files {
  readonly #opened: Opened;
  readonly #note: Log;
  #session!: WrittenSession;
  #log: OutputLog | undefined;
  #recording: Recording | undefined;
  #unfollow: () => void = () => undefined;
  /** True if the file of a recording is being opened. */
  #opening = false;
  #over = false;

  private constructor(opened: Opened, note: Log) {
    this.#opened = opened;
    this.#note = note;
  }

  /**
   * Opens the files of the order before there is a program.
   * @throws TdetachError bad-file; then nothing is left on disk
   */
  static async open(order: LaunchOrder, note: Log): Promise<Files> {
    let log: Opened['log'];
    const { log: logPath, record } = order;
    let path = logPath ?? '';
    try {
      if (logPath !== undefined) {
        log = await openFor(logPath, async (file) => ({ file, into: await openLog(file, order.logBytes) }));
      }
      path = record ?? '';
      const cast =
        record === undefined
          ? undefined
          : await openCast(record, order, order.size, { force: false, version: 2 });
      return new Files({ log, record: cast }, note);
    } catch (error) {
      log?.file.discard();
      throw error instanceof TdetachError ? error : cannotWrite(path, systemCode(error), undefined, error);
    }
  }

  /** There will be no session. */
  discard(): void {
    this.#opened.log?.file.discard();
    this.#opened.record?.discard();
  }

  /** The session begins, before its first byte of output. */
  begin(session: WrittenSession): void {
    this.#session = session;
    const { log, record } = this.#opened;
    if (log) {
      const port = this.#port('log', `the log ${log.file.path}`, () => (this.#log = undefined));
      this.#log = new OutputLog(log.into, session.stats.kept, port);
      session.followers.add(this.#log);
    }
    if (record) this.#begin(record, new Cast(Date.now));
  }

  #port(what: 'log' | 'recording', name: string, over: () => void): FileWriterPort {
    return {
      hold: (on) => this.#session.output.flow.hold(what, on),
      failed: (error) => {
        over();
        this.#note(`${name} cannot be written (${reason(error)}): it ends here, and the session goes on`);
      },
    };
  }

  #begin(file: OutputFile, cast: Cast): Recording {
    const over = (): void => {
      this.#unfollow();
      this.#recording = undefined;
    };
    const recording = new Recording(file, cast, this.#port('recording', `the recording ${file.path}`, over));
    this.#recording = recording;
    this.#unfollow = this.#session.followers.add(recording);
    return recording;
  }

  /**
   * Starts recording, beginning with what the screen shows.
   * @param path absolute
   * @throws Refusal recording, session-ended, or with a system error's code
   */
  async record(path: string, how: RecordingOrder): Promise<void> {
    if (this.#recording || this.#opening) throw new Refusal('recording');
    const { order, ptySize } = this.#session;
    const { size } = ptySize;
    this.#opening = true;
    let file: OutputFile;
    try {
      file = await openCast(path, order, size, how);
    } catch (error) {
      throw new Refusal(systemCode(error) || 'EIO');
    } finally {
      this.#opening = false;
    }
    const began = await new Promise<boolean>((resolve) =>
      this.#beginWithScreen(file, size, how.version, resolve),
    );
    if (began) return;
    file.discard();
    throw new Refusal('session-ended');
  }

  /** Begins with the present screen, as soon as it is known, followed by the output since then. */
  #beginWithScreen(file: OutputFile, size: Size, version: CastVersion, done: (began: boolean) => void): void {
    const { output, stats, ptySize } = this.#session;
    const { screen } = output;
    const at = stats.output;
    this.#opening = true;
    screen.whenParsed((parsed) => {
      this.#opening = false;
      if (this.#over) return done(false);
      const from = parsed ? at : stats.output;
      const tail = Math.min(3, from);
      const recording = this.#begin(file, new Cast(Date.now, stats.kept.read(from - tail, tail), version));
      if (ptySize.size !== size) recording.resized(ptySize.size);
      recording.begin((parsed ? screen.restore(HISTORY_LINES) : undefined) ?? screen.enter());
      const since = stats.kept.read(from);
      if (since.length > 0) recording.output(since);
      done(true);
    }, SNAPSHOT_WAIT_MS);
  }

  /** @throws Refusal not-recording */
  mark(label: string): void {
    if (!this.#recording) throw new Refusal('not-recording');
    this.#recording.mark(label);
  }

  /**
   * Ends the recording; returns when all of it is in its file.
   * @throws Refusal not-recording, incomplete
   */
  async stop(): Promise<void> {
    if (!this.#recording) throw new Refusal('not-recording');
    if (!(await this.#finished(this.#recording))) throw new Refusal('incomplete');
  }

  async #finished(recording: Recording, status?: number): Promise<boolean> {
    this.#unfollow();
    const left = await recording.finish(status);
    if (this.#recording === recording) {
      this.#recording = undefined;
      this.#noteLeft(`the recording ${recording.path}`, left);
    }
    return left === 0;
  }

  #noteLeft(name: string, left: number): void {
    if (left > 0)
      this.#note(`${name} took nothing for ${FILE_END_MS / 1000} s: its last ${left} bytes are lost`);
  }

  /**
   * The session has ended, with all of its output.
   * @param exit how its program has ended
   * @returns a promise until the files have everything, or were waited for long enough; undefined
   *   without files
   */
  finish({ status, signal }: Exit): Promise<void> | undefined {
    this.#over = true;
    const ends: Promise<unknown>[] = [];
    if (this.#recording) ends.push(this.#finished(this.#recording, signal > 0 ? 128 + signal : status));
    const log = this.#log?.finish();
    const noteLog = (left: number): void => {
      if (this.#log) this.#noteLeft(`the log ${this.#opened.log?.file.path}`, left);
    };
    if (log) ends.push(log.then(noteLog));
    return ends.length === 0 ? undefined : Promise.all(ends).then(() => undefined);
  }
}

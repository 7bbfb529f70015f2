// A recording of what a session shows, as asciicast v2 or v3
// (https://docs.asciinema.org/manual/asciicast/v2/ and v3/): a line of JSON about it, then a line
// for each event. Invariant: output is text, so a character is in one event, even if its bytes
// arrived apart; bytes that are not UTF-8 become U+FFFD.
import { StringDecoder } from 'node:string_decoder';
import type { Size } from '../../../protocol/message.ts';
import type { LaunchOrder } from '../../base/launch/launch-messages.ts';
import { ByteQueue } from '../../session/waiting-bytes.ts';
import { FileWriter } from './file-writer.ts';
import type { FileWriterPort } from './file-writer.ts';
import type { Follower } from '../clients/followers.ts';
import type { OutputFile } from './output-file.ts';

/** The longest rest of a character that is not complete. */
const CUT_CHARACTER_BYTES = 3;

/** Output, a new size, a marker, the exit status (v3). */
type EventCode = 'o' | 'r' | 'm' | 'x';

/** Versions of the format. */
export type CastVersion = 2 | 3;

const given = (values: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value));

/** The first line. @param now in ms since 1970 */
export function castHeader(
  { command, env, address }: Pick<LaunchOrder, 'command' | 'env' | 'address'>,
  { cols, rows }: Size,
  now: number,
  version: CastVersion = 2,
): string {
  const { SHELL, TERM } = env;
  const about = { timestamp: Math.floor(now / 1000), command: command.join(' '), title: address.file };
  const header =
    version === 2
      ? { version, width: cols, height: rows, ...about, env: given({ SHELL, TERM }) }
      : { version, term: { cols, rows, ...given({ type: TERM }) }, ...about, env: given({ SHELL }) };
  return `${JSON.stringify(header)}\n`;
}

/** Turns the session's events into lines of a recording. */
export class Cast {
  readonly #decoder = new StringDecoder('utf8');
  readonly #now: () => number;
  readonly #version: CastVersion;
  readonly #begun: number;
  /** When the last event was, in ms since the beginning. */
  #last = 0;

  /**
   * @param now a clock, in ms
   * @param before the output so far: a character that it ends within is completed
   */
  constructor(now: () => number, before: Buffer = Buffer.alloc(0), version: CastVersion = 2) {
    this.#now = now;
    this.#version = version;
    this.#begun = now();
    this.#decoder.write(before.subarray(-CUT_CHARACTER_BYTES));
  }

  /**
   * Times never go back, whatever becomes of the clock. They count from the beginning in version 2,
   * from the event before in version 3.
   */
  #line(code: EventCode, text: string): string {
    const before = this.#last;
    this.#last = Math.max(before, this.#now() - this.#begun);
    const time = this.#version === 2 ? this.#last : this.#last - before;
    return `[${(time / 1000).toFixed(3)}, "${code}", ${JSON.stringify(text)}]\n`;
  }

  /** Text that a terminal is to show. */
  text(text: string): string {
    return text === '' ? '' : this.#line('o', text);
  }

  output(bytes: Buffer): string {
    return this.text(this.#decoder.write(bytes));
  }

  resized({ cols, rows }: Size): string {
    return this.#line('r', `${cols}x${rows}`);
  }

  marker(label: string): string {
    return this.#line('m', label);
  }

  /** @param status the program's exit status, if it has ended */
  end(status?: number): string {
    const rest = this.text(this.#decoder.end());
    return status === undefined || this.#version === 2 ? rest : rest + this.#line('x', String(status));
  }
}

/** A recording that is written to a file. */
export class Recording implements Follower {
  readonly path: string;
  readonly #cast: Cast;
  readonly #queue = new ByteQueue();
  readonly #writer: FileWriter;
  #finished: Promise<number> | undefined;

  constructor(file: OutputFile, cast: Cast, port: FileWriterPort) {
    this.path = file.path;
    this.#cast = cast;
    this.#writer = new FileWriter(file, this.#queue, port);
  }

  #add(line: string): void {
    if (line === '' || this.#writer.closed) return;
    this.#queue.add(Buffer.from(line));
    this.#writer.more();
  }

  /** Records what brings a terminal to the state at which the recording begins. */
  begin(snapshot: string): void {
    this.#add(this.#cast.text(snapshot));
  }

  output(bytes: Buffer): void {
    this.#add(this.#cast.output(bytes));
  }

  resized(size: Size): void {
    this.#add(this.#cast.resized(size));
  }

  mark(label: string): void {
    this.#add(this.#cast.marker(label));
  }

  /**
   * @param status the program's exit status, if it has ended
   * @returns bytes that could not be written
   */
  finish(status?: number): Promise<number> {
    if (!this.#finished) {
      this.#add(this.#cast.end(status));
      this.#finished = this.#writer.finish();
    }
    return this.#finished;
  }
}

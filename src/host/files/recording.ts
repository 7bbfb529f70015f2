// A recording of what a session shows, as asciicast v2
// (https://docs.asciinema.org/manual/asciicast/v2/): a line of JSON about it, then one for each
// event. Invariant: output is text there, so that a character is in one event, however its bytes
// have come; what is no UTF-8 becomes U+FFFD.
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

/** Output, a new size, a marker. */
type EventCode = 'o' | 'r' | 'm';

/** The first line. @param now in ms since 1970 */
export function castHeader(
  { command, env, address }: Pick<LaunchOrder, 'command' | 'env' | 'address'>,
  { cols, rows }: Size,
  now: number,
): string {
  const known = Object.entries({ SHELL: env['SHELL'], TERM: env['TERM'] }).filter(([, value]) => value);
  return `${JSON.stringify({
    version: 2,
    width: cols,
    height: rows,
    timestamp: Math.floor(now / 1000),
    command: command.join(' '),
    title: address.file,
    env: Object.fromEntries(known),
  })}\n`;
}

/** Turns what happens into lines of a recording. */
export class Cast {
  readonly #decoder = new StringDecoder('utf8');
  readonly #now: () => number;
  readonly #begun: number;
  #last = 0;

  /**
   * @param now a clock, in ms
   * @param before the output so far: a character that it ends within is completed
   */
  constructor(now: () => number, before: Buffer = Buffer.alloc(0)) {
    this.#now = now;
    this.#begun = now();
    this.#decoder.write(before.subarray(-CUT_CHARACTER_BYTES));
  }

  /** Times never go back, whatever becomes of the clock. */
  #line(code: EventCode, text: string): string {
    this.#last = Math.max(this.#last, this.#now() - this.#begun);
    return `[${(this.#last / 1000).toFixed(3)}, "${code}", ${JSON.stringify(text)}]\n`;
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

  end(): string {
    return this.text(this.#decoder.end());
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

  /** What brings a terminal to where the recording begins. */
  begin(picture: string): void {
    this.#add(this.#cast.text(picture));
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

  /** @returns bytes that could not be written */
  finish(): Promise<number> {
    if (!this.#finished) {
      this.#add(this.#cast.end());
      this.#finished = this.#writer.finish();
    }
    return this.#finished;
  }
}

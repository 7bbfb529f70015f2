// The log of a session (--log): all that the program prints, as it comes, and nothing that is
// typed. It is written from the end of the output that the session keeps anyway; the program is
// held up before anything that is not written yet could go.
import type { KeptOutput } from '../../session/kept-output.ts';
import type { WaitingBytes } from '../../session/waiting-bytes.ts';
import { CappedFile } from './capped-file.ts';
import { FileWriter } from './file-writer.ts';
import type { FileWriterPort } from './file-writer.ts';
import type { Follower } from '../clients/followers.ts';
import type { OutputFile } from './output-file.ts';

/** The output from its beginning, except for what was written. */
class Unwritten implements WaitingBytes {
  readonly #kept: KeptOutput;
  #at = 0;

  constructor(kept: KeptOutput) {
    this.#kept = kept;
  }

  get length(): number {
    return this.#kept.end - this.#at;
  }

  read(most: number): Buffer {
    this.#at = Math.max(this.#at, this.#kept.start);
    return this.#kept.read(this.#at, most);
  }

  written(count: number): void {
    this.#at += count;
  }
}

/**
 * Opens the log.
 * @param bytes the largest size of the log, if it is a regular file
 */
export async function openLog(file: OutputFile, bytes: number | undefined): Promise<OutputFile | CappedFile> {
  return bytes !== undefined && file.about.isFile() ? CappedFile.open(file, bytes) : file;
}

export class OutputLog implements Follower {
  readonly #writer: FileWriter;

  constructor(file: OutputFile | CappedFile, kept: KeptOutput, port: FileWriterPort) {
    this.#writer = new FileWriter(file, new Unwritten(kept), port);
  }

  output(): void {
    this.#writer.more();
  }

  /** @returns bytes that could not be written */
  finish(): Promise<number> {
    return this.#writer.finish();
  }
}

// A file that never has more than this many bytes. Before it would exceed them, its last part, from
// the start of a line, is moved to its front, and writing continues after it. It stays the same
// file for programs that have it open.
import fs from 'node:fs';
import { TdetachError } from '../../base/error.ts';
import { called } from './output-file.ts';
import type { OutputFile, Writable } from './output-file.ts';

const LINE_FEED = 0x0a;

/** How much is moved or examined at once. */
const BLOCK_BYTES = 256 * 1024;

/** Returns true for a continuation byte of UTF-8. */
const goesOn = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

export class CappedFile implements Writable {
  readonly #file: OutputFile;
  readonly #cap: number;
  /** Reads and writes anywhere; the file's own writes at the end. */
  readonly #descriptor: number;

  private constructor(file: OutputFile, cap: number, descriptor: number) {
    this.#file = file;
    this.#cap = cap;
    this.#descriptor = descriptor;
  }

  /**
   * @param file a regular one, which is cut at once if it is larger
   * @param cap bytes
   */
  static async open(file: OutputFile, cap: number): Promise<CappedFile> {
    const descriptor = await file.reopen();
    const capped = new CappedFile(file, cap, descriptor);
    try {
      const { ino, dev, size } = await capped.#about();
      if (ino !== file.about.ino || dev !== file.about.dev)
        throw new TdetachError('bad-file', `${file.path} was replaced while it was opened: try again`);
      if (size > cap) await capped.#cut(size);
      return capped;
    } catch (error) {
      fs.close(descriptor);
      throw error;
    }
  }

  #about(): Promise<fs.Stats> {
    return called((done) => fs.fstat(this.#descriptor, done));
  }

  async write(bytes: Buffer): Promise<number> {
    const part = bytes.subarray(0, this.#kept);
    const { size } = await this.#about(); // others may write to it, or empty it
    if (size + part.length > this.#cap) await this.#cut(size);
    return this.#file.write(part);
  }

  /**
   * The most bytes that are kept when the file is cut. As many may be written at once, so that they
   * fit after these.
   */
  get #kept(): number {
    return Math.floor(this.#cap / 2);
  }

  #read(into: Buffer, from: number): Promise<number> {
    return called((done) => fs.read(this.#descriptor, into, 0, into.length, from, done));
  }

  async #cut(size: number): Promise<void> {
    const from = await this.#lineStart(Math.max(0, size - this.#kept), size);
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, this.#kept));
    let to = 0;
    while (from + to < size) {
      const count = await this.#read(block, from + to);
      if (count === 0) break; // another process has cut it
      for (let at = 0; at < count;) {
        const part = block.subarray(at, count);
        at += await called<number>((done) => fs.write(this.#descriptor, part, 0, part.length, to + at, done));
      }
      to += count;
    }
    await called<undefined>((done) => fs.ftruncate(this.#descriptor, to, (error) => done(error, undefined)));
  }

  /**
   * Returns where the first line at or after `from` begins. If one line continues to the end, it
   * returns where a character begins.
   */
  async #lineStart(from: number, size: number): Promise<number> {
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, this.#kept));
    let character = from;
    for (let at = Math.max(0, from - 1); at < size;) {
      const count = await this.#read(block, at);
      const found = block.subarray(0, count).indexOf(LINE_FEED);
      if (found >= 0) return at + found + 1;
      if (count === 0) break;
      if (character === from)
        while (goesOn(block[character - at]) && character < from + 3 && character - at < count) character++;
      at += count;
    }
    return character;
  }

  close(): void {
    this.#file.close();
    fs.close(this.#descriptor);
  }
}

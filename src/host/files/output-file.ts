// A file that a host writes to: opened and written to without ever waiting for it in the host's one
// thread.
import fs from 'node:fs';
import { systemCode } from '../../base/error.ts';

/** Somewhere to write to. */
export interface Writable {
  /**
   * Writes some of the bytes, at the end.
   * @returns how many it took; 0 if it is full, and may take more later
   */
  write(bytes: Buffer): Promise<number>;
  close(): void;
}

const { O_APPEND, O_CREAT, O_EXCL, O_NOCTTY, O_NONBLOCK, O_RDWR, O_WRONLY } = fs.constants;

/**
 * A pipe that is full says so, one without a reader is not waited for, and a terminal does not
 * become the host's.
 */
const FLAGS = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY;

/** The mode of new files: only the owner may read what a session prints. */
const MODE = 0o600;

/** Makes a promise from a call that takes a callback, as loading fs/promises costs more. */
export function called<T>(
  call: (done: (error: NodeJS.ErrnoException | null, result: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

const openAs = (path: string, flags: number): Promise<number> =>
  called((done) => fs.open(path, flags, MODE, done));

export class OutputFile implements Writable {
  readonly path: string;
  readonly descriptor: number;
  readonly about: fs.Stats;
  /** True if it was not there before. */
  readonly made: boolean;

  private constructor(path: string, descriptor: number, about: fs.Stats, made: boolean) {
    this.path = path;
    this.descriptor = descriptor;
    this.about = about;
    this.made = made;
  }

  /** Opens it at its end, or makes it. */
  static async open(path: string): Promise<OutputFile> {
    let made = true;
    const descriptor = await openAs(path, FLAGS | O_CREAT | O_EXCL).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
      made = false;
      return openAs(path, FLAGS | O_CREAT);
    });
    const about = await called<fs.Stats>((done) => fs.fstat(descriptor, done));
    return new OutputFile(path, descriptor, about, made);
  }

  /** A second descriptor of a regular file, to read and write anywhere in it. */
  async reopen(): Promise<number> {
    return openAs(this.path, O_RDWR | O_NONBLOCK | O_NOCTTY);
  }

  async write(bytes: Buffer): Promise<number> {
    try {
      return await called((done) => fs.write(this.descriptor, bytes, done));
    } catch (error) {
      if (systemCode(error) === 'EAGAIN') return 0;
      throw error;
    }
  }

  /** Takes away all that is in it. */
  async empty(): Promise<void> {
    if (this.about.isFile())
      await called<undefined>((done) => fs.ftruncate(this.descriptor, 0, (error) => done(error, undefined)));
  }

  close(): void {
    fs.close(this.descriptor);
  }

  /** Nothing was written to it, nor will be: it is taken away if it was made for that. */
  discard(): void {
    this.close();
    if (this.made) fs.rmSync(this.path, { force: true });
  }
}

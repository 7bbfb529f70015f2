// Loads the native part of node-pty from the places where node-pty's own loader looks. A binary
// that was compiled on this machine takes precedence over the one in the package. The places depend
// on the pinned version of node-pty.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TdetachError } from '../base/error.ts';

export interface PtyProcess {
  /** The master's descriptor, non-blocking. */
  readonly fd: number;
  readonly pid: number;
  /** Path of the slave. */
  readonly pty: string;
}

export interface Native {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helperPath: string,
    onExit: (status: number, signal: number) => void,
  ): PtyProcess;
  resize(fd: number, cols: number, rows: number, pixelWidth: number, pixelHeight: number): void;
}

const PLACES = ['build/Release', `prebuilds/${process.platform}-${process.arch}`];

/**
 * @returns the native functions, and the path of the helper that starts programs on macOS
 * @throws TdetachError spawn-failed if there is no binary for this machine
 */
export function loadNative(): { readonly native: Native; readonly helper: string } {
  const require = createRequire(import.meta.url);
  try {
    const root = path.dirname(require.resolve('node-pty/package.json'));
    const folders = PLACES.map((place) => path.join(root, place));
    const folder = folders.find((one) => fs.existsSync(path.join(one, 'pty.node'))) ?? '';
    const native = require(path.join(folder, 'pty.node')) as Native;
    return { native, helper: path.join(folder, 'spawn-helper') };
  } catch (error) {
    const here = `${process.platform}-${process.arch}`;
    const mend = 'install a C++ compiler, make and Python, and then run: npm rebuild node-pty';
    const what = `node-pty has no binary for ${here} (Node ${process.version}): ${mend}`;
    throw new TdetachError('spawn-failed', what, error);
  }
}

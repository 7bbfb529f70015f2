// The part of node-pty that src/pty/pty.ts uses, which has no types of its own. Pinned with the package.
declare module 'node-pty/lib/utils.js' {
  export interface PtyProcess {
    /** The master's descriptor, non-blocking. */
    readonly fd: number;
    readonly pid: number;
    /** Path of the slave. */
    readonly pty: string;
  }
  export interface PtyNative {
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
  export function loadNativeModule(name: 'pty'): { readonly dir: string; readonly module: PtyNative };
}

// A host that the launcher (bin/launcher.sh) has started beside this process, so that both become
// ready at the same time. This process is not its parent, so only the pipes show the host's end. If
// it ends before it takes the order, another host is started.
import { createRequire } from 'node:module';
import type * as Net from 'node:net';
import type { Readable, Writable } from 'node:stream';

/**
 * The launcher sets this variable to its process id, the descriptor for the host's order, and the
 * descriptor for the host's answer.
 */
const EARLY_HOST_VARIABLE = 'TDETACH_HOST';

/**
 * What the launcher writes into the answer's pipe first: a line of its own, and the host's process
 * id.
 */
const PREFACE = /^-\n(\d+)\n/;

/** Parses what came through the answer's pipe. The answer is empty if it has not come yet. */
export function parseAnswer(text: string): { readonly pid: number | undefined; readonly answer: string } {
  const preface = PREFACE.exec(text);
  if (!preface) return { pid: undefined, answer: '' };
  return { pid: Number(preface[1]), answer: text.slice(preface[0].length) };
}

export interface EarlyHost {
  /** Opens the pipes for the order and for the answer (`parseAnswer`). */
  open(): { readonly order: Writable; readonly answer: Readable };
}

/**
 * Returns the host that the launcher has started for this process, or undefined, and clears the
 * variable.
 * @param executable path of bin/tdetach.ts, built
 */
export function earlyHost(executable: string): EarlyHost | undefined {
  const [pid, order, answer] = (process.env[EARLY_HOST_VARIABLE] ?? '').split(' ').map(Number);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete process.env[EARLY_HOST_VARIABLE];
  if (pid !== process.pid || !order || !answer) return undefined; // no host, or an ancestor's
  return {
    open: () => {
      const { Socket } = createRequire(executable)('node:net') as typeof Net;
      return {
        order: new Socket({ fd: order, readable: false, writable: true }),
        answer: new Socket({ fd: answer, readable: true, writable: false }),
      };
    },
  };
}

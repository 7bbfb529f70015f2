// A host's process that the launcher (bin/launcher.sh) has started beside this one, so that both
// become ready at the same time. As its parent is another process, its end is seen by its pipes
// only: if it ends before it takes the order, another host is started.
import { createRequire } from 'node:module';
import type * as Net from 'node:net';
import type { Readable, Writable } from 'node:stream';

/**
 * Set by the launcher: its process id, the descriptor for the host's order, and the one for its
 * answer.
 */
const EARLY_HOST_VARIABLE = 'TDETACH_HOST';

/**
 * What the launcher has put into the pipe of the answer: a line of its own, and the host's process
 * id.
 */
const PREFACE = /^-\n(\d+)\n/;

/** What came through the pipe of the answer; the answer is empty where there is none yet. */
export function parseAnswer(text: string): { readonly pid: number | undefined; readonly answer: string } {
  const preface = PREFACE.exec(text);
  if (!preface) return { pid: undefined, answer: '' };
  return { pid: Number(preface[1]), answer: text.slice(preface[0].length) };
}

export interface EarlyHost {
  /** Opens the pipes: that of the order, and that of the answer (`parseAnswer`). */
  open(): { readonly order: Writable; readonly answer: Readable };
}

/**
 * The host that the launcher has started for this process; undefined where there is none. Forgets
 * it.
 * @param executable path of bin/tdetach.ts, built
 */
export function earlyHost(executable: string): EarlyHost | undefined {
  const [pid, order, answer] = (process.env[EARLY_HOST_VARIABLE] ?? '').split(' ').map(Number);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete process.env[EARLY_HOST_VARIABLE];
  if (pid !== process.pid || !order || !answer) return undefined; // there is none, or it is an ancestor's
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

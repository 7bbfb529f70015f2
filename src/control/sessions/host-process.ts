// A host's process as its starter sees it: a child, or one that the launcher has started
// (src/base/launch/early-host.ts).
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { parseAnswer } from '../../base/launch/early-host.ts';
import type { EarlyHost } from '../../base/launch/early-host.ts';
import { LAUNCH_DESCRIPTOR } from '../../base/launch/launch-messages.ts';
import { LAUNCH_END_MS } from '../../base/limits/verb-limits.ts';

export interface HostProcess {
  /** The stream for its order. */
  readonly order: Writable;
  readonly answer: Readable;
  /** The answer in the text so far; '' for none. */
  parse(text: string): string;
  /**
   * How it has ended, which is waited for LAUNCH_END_MS; undefined if it has not, or that is
   * unknown.
   */
  howEnded(): Promise<string | undefined>;
  /**
   * @param text its output so far, which has the process id of a host that the launcher has started
   */
  signal(name: 'SIGTERM' | 'SIGKILL', text: string): void;
}

/** @returns undefined for a process that could not be started */
export function childHost(child: ChildProcess): HostProcess | undefined {
  if (child.pid === undefined) return undefined;
  const pipe = child.stdio[LAUNCH_DESCRIPTOR] as Socket;
  const how = (): string | undefined => {
    if (child.signalCode !== null) return `its process was ended by ${child.signalCode}`;
    return child.exitCode === null ? undefined : `its process ended with status ${child.exitCode}`;
  };
  return {
    order: pipe,
    answer: pipe,
    parse: (text) => text,
    signal: (name) => void child.kill(name),
    howEnded: () =>
      new Promise((resolve) => {
        if (how() !== undefined) return resolve(how());
        const timer = setTimeout(() => resolve(undefined), LAUNCH_END_MS);
        child.once('exit', () => {
          clearTimeout(timer);
          resolve(how());
        });
      }),
  };
}

export function launchedHost(early: EarlyHost): HostProcess {
  const { order, answer } = early.open();
  return {
    order,
    answer,
    parse: (text) => parseAnswer(text).answer,
    signal: (name, text) => {
      const { pid } = parseAnswer(text);
      try {
        if (pid !== undefined) process.kill(pid, name);
      } catch {
        // it has ended
      }
    },
    howEnded: () => new Promise((resolve) => setTimeout(() => resolve(undefined), LAUNCH_END_MS)),
  };
}

/**
 * Ends a host that is not ready. If it has a session by then, the session ends too.
 * @param text its output so far
 */
export async function endHost(host: HostProcess, text: string): Promise<void> {
  const ended = host.howEnded();
  host.signal('SIGTERM', text);
  if ((await ended) === undefined) host.signal('SIGKILL', text);
}

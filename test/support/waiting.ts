// Starts waits, and returns once they have begun.
import fs from 'node:fs';
import { eventually, hostOf, programOf } from './sandbox.ts';
import type { Result, Sandbox } from './sandbox.ts';

/** Begins to wait for a session, and returns when the host has the connection. */
export async function beginning(
  box: Sandbox,
  session: string,
  ...args: string[]
): Promise<{ result: Promise<Result> }> {
  const host = hostOf((await programOf(box.path(session))) ?? 0);
  const open = (): number =>
    fs
      .readdirSync(`/proc/${host}/fd`)
      .map((name) => {
        try {
          return fs.readlinkSync(`/proc/${host}/fd/${name}`);
        } catch {
          return ''; // closed by now
        }
      })
      .filter((target) => target.startsWith('socket:')).length;
  // The listening socket and the wait's connection; the one that told the program's id is closed
  // first.
  await eventually(
    () => open() === 1,
    () => open(),
  );
  const result = box.run(['wait', session, ...args]);
  await eventually(
    () => open() === 2,
    () => open(),
  );
  return { result };
}

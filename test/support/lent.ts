// Tells if a client has lent its terminal to the host, which then has it open.
import fs from 'node:fs';
import path from 'node:path';
import { eventually } from './sandbox.ts';
import type { Terminal } from './terminal.ts';

/** The path of the terminal that a client runs on. */
export const terminalOf = ({ pid }: Terminal): string => fs.readlinkSync(`/proc/${pid}/fd/0`);

/** Returns true if a process has a file open. */
export function opens(pid: number, file: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return fs.readdirSync(folder).some((name) => {
    try {
      return fs.readlinkSync(path.join(folder, name)) === file;
    } catch {
      return false; // closed by now
    }
  });
}

/** Waits until the host has the terminal of a client open, or no longer has. */
export async function lent(host: number, terminal: string, is: boolean): Promise<void> {
  await eventually(
    () => opens(host, terminal) === is,
    () => `${terminal} is ${is ? 'not ' : ''}open in the host`,
  );
}

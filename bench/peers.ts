// What stands between the terminal and the program, as a command line for each.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Peer {
  readonly name: string;
  /** The command that runs the program in a terminal; `socket` is a fresh path. */
  readonly command: (socket: string, program: string) => readonly string[];
}

const TDETACH = fileURLToPath(new URL('../bin/tdetach.cjs', import.meta.url));

export const NOTHING = 'no program between';
export const DTACH = 'dtach';

/** Whether a command is on the path. */
function isInstalled(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}

/** What is measured, in the order of a round; dtach only where it is installed. */
export function peers(): readonly Peer[] {
  const dtach: Peer = { name: DTACH, command: (socket, program) => ['dtach', '-c', socket, program] };
  return [
    { name: NOTHING, command: (_, program) => [program] },
    ...(isInstalled('dtach') ? [dtach] : []),
    {
      name: 'tdetach',
      command: (socket, program) => [process.execPath, TDETACH, '-c', socket, program],
    },
  ];
}

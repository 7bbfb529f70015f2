// What stands between the terminal and the program, as a command line for each.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Peer {
  readonly name: string;
  /** The command that runs the program in a terminal; `socket` is a fresh path. */
  readonly command: (socket: string, program: string) => readonly string[];
}

const EXECUTABLE = fileURLToPath(new URL('../bin/tdetach.cjs', import.meta.url));

export const NOTHING = 'no program between';
export const DTACH = 'dtach';
export const TMUX = 'tmux';
export const TDETACH = 'tdetach';
/** Not between anything: a Node that does nothing, to compare memory with. */
export const BARE_NODE = 'an idle Node';

/** Shows the process id, as the programs do, and then does nothing. */
const IDLE_SCRIPT = 'process.stdout.write(`pid=${process.pid};`); setInterval(() => {}, 1e9)';

const ALL: readonly Peer[] = [
  { name: NOTHING, command: (_, program) => [program] },
  { name: BARE_NODE, command: () => [process.execPath, '-e', IDLE_SCRIPT] },
  { name: DTACH, command: (socket, program) => ['dtach', '-c', socket, program] },
  {
    name: TMUX,
    command: (socket, program) => ['tmux', '-f', '/dev/null', '-S', socket, 'new-session', program],
  },
  { name: TDETACH, command: (socket, program) => [process.execPath, EXECUTABLE, '-c', socket, program] },
];

/** Peers that have to be installed. */
const INSTALLED = [DTACH, TMUX];

/** Whether a command is on the path. */
function isInstalled(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}

/** What could be measured, but is not installed. */
export const missing = (): readonly string[] => INSTALLED.filter((name) => !isInstalled(name));

/** What is measured, in the order of a round: those of the names that are there. */
export function peers(names: readonly string[]): readonly Peer[] {
  const absent = missing();
  return ALL.filter(({ name }) => names.includes(name) && !absent.includes(name));
}

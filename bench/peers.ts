// The programs that are measured, each with the command lines for what it does.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { REST_MS } from '../src/base/limits/limits.ts';

export type Command = readonly [string, ...string[]];

/** A session that exists or is about to be made. */
export interface Place {
  /** The folder of all sessions of the peer. */
  readonly folder: string;
  readonly name: string;
}

export interface Peer {
  readonly name: string;
  /** Runs the program in a terminal: in a fresh session, if the peer has sessions. */
  readonly create: (place: Place, program: string) => Command;
  /** Makes a session, and returns once it is made. */
  readonly detached?: (place: Place, program: string) => Command;
  readonly attach?: (place: Place) => Command;
  /** Lists the sessions of the folder. */
  readonly list?: (folder: string) => Command;
  /** Types a line, waits for the answer, and shows the screen. */
  readonly step?: (place: Place) => Command;
  readonly version?: () => Command;
  /** A peer that did nothing for this long is at rest. */
  readonly restMs: number;
}

const EXECUTABLE = fileURLToPath(new URL('../bin/tdetach.cjs', import.meta.url));

export const NOTHING = 'no program between';
export const DTACH = 'dtach';
export const ABDUCO = 'abduco';
export const TMUX = 'tmux';
export const TDETACH = 'tdetach';
/** Node without a session, for comparison: one that starts and ends, and one that does nothing. */
export const BOOT = 'node -e 0';
export const IDLE_NODE = 'an idle Node';

/** Prints its process id, as the programs do, and then does nothing. */
const IDLE_SCRIPT = 'process.stdout.write(`pid=${process.pid};`); setInterval(() => {}, 1e9)';

/** Enough for most peers: what they still do, they do at once. */
const SHORT_REST_MS = 500;

const at = ({ folder, name }: Place): string => path.join(folder, name);
const boot = (): Command => [process.execPath, '-e', '0'];
const tdetach = (...args: string[]): Command => [EXECUTABLE, ...args];

/** All sessions of a folder have one server; its shell replaces itself with the program. */
const tmux = (folder: string, ...args: string[]): Command => [
  'tmux',
  '-f',
  '/dev/null',
  '-S',
  path.join(folder, 'server'),
  ...args,
];

const ALL: readonly Peer[] = [
  { name: BOOT, create: boot, attach: boot, list: boot, version: boot, step: boot, restMs: SHORT_REST_MS },
  {
    name: IDLE_NODE,
    create: () => [process.execPath, '-e', IDLE_SCRIPT],
    restMs: SHORT_REST_MS,
  },
  { name: NOTHING, create: (_, program) => [program], restMs: SHORT_REST_MS },
  {
    name: DTACH,
    create: (place, program) => ['dtach', '-c', at(place), program],
    detached: (place, program) => ['dtach', '-n', at(place), program],
    attach: (place) => ['dtach', '-a', at(place), '-r', 'winch'],
    version: () => ['dtach', '--version'],
    restMs: SHORT_REST_MS,
  },
  {
    name: ABDUCO,
    create: ({ name }, program) => ['abduco', '-c', name, program],
    detached: ({ name }, program) => ['abduco', '-n', name, program],
    attach: ({ name }) => ['abduco', '-a', name],
    list: () => ['abduco'],
    version: () => ['abduco', '-v'],
    restMs: SHORT_REST_MS,
  },
  {
    name: TMUX,
    create: ({ folder, name }, program) => tmux(folder, 'new-session', '-s', name, `exec '${program}'`),
    detached: ({ folder, name }, program) =>
      tmux(folder, 'new-session', '-d', '-s', name, `exec '${program}'`),
    attach: ({ folder, name }) => tmux(folder, 'attach-session', '-t', name),
    list: (folder) => tmux(folder, 'list-sessions'),
    version: () => ['tmux', '-V'],
    restMs: SHORT_REST_MS,
  },
  {
    name: TDETACH,
    create: (place, program) => tdetach('-c', at(place), program),
    detached: (place, program) => tdetach('-n', at(place), program),
    attach: (place) => tdetach('-a', at(place)),
    list: () => tdetach('list'),
    step: (place) => tdetach('send', at(place), 'a', '--enter', '--wait-text', '<a>', '--screen'),
    version: () => tdetach('--version'),
    restMs: REST_MS + SHORT_REST_MS, // a host gives memory back only after this
  },
];

/** The environment of peers that are not given the session folder on the command line. */
export const folderVariables = (folder: string): Record<string, string> => ({
  TDETACH_DIR: folder,
  ABDUCO_SOCKET_DIR: folder,
});

/** Peers that have to be installed. */
export const TO_INSTALL: readonly string[] = [DTACH, ABDUCO, TMUX];

/** Returns true if a command is on the path. */
function isInstalled(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}

/** The peers with these names, in the order of a round. */
export function peers(names: readonly string[]): readonly Peer[] {
  const isThere = (name: string): boolean => !TO_INSTALL.includes(name) || isInstalled(name);
  return ALL.filter(({ name }) => names.includes(name) && isThere(name));
}

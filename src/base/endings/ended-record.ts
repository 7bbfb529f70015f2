// The record that an ended session leaves beside its socket, `SESSION.ended`. It is a line of JSON,
// followed by the screen as text, the screen with colours, and the end of the output. Invariant: a
// record is complete or absent, it is private, and no file other than a record is ever overwritten
// or removed.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError, systemCode } from '../error.ts';
import { isMap } from '../fields.ts';
import { ENDED_HEADER_BYTES } from '../limits/ended-limits.ts';
import type { TypedLine } from '../text/typed-line.ts';

/** Suffix of the file's name, after the name of the socket. */
export const ENDED_SUFFIX = '.ended';

/** Prefix of the names of records that are being written. */
export const IN_THE_MAKING = '.tdetach-ended-';

/** The first bytes of every record, in every version. */
const MARK = '{"tdetach-ended":';
const VERSION = 1;

/**
 * A section after the header: this many history lines, then the screen, each line with a line feed.
 */
interface Section {
  readonly bytes: number;
  readonly history: number;
}

/** What is recorded of the screen, except for its text. */
export interface EndedScreen {
  readonly title: string;
  readonly alternate: boolean;
  readonly row: number;
  readonly column: number;
  readonly visible: boolean;
  readonly plain: Section;
  readonly ansi: Section;
}

/** Times in ms since 1970. */
export interface Ended {
  readonly name: string;
  readonly socket: string;
  /** The command that the session ran, cut off if it is very long. */
  readonly command: readonly string[];
  readonly pid: number;
  readonly created: number;
  readonly activity: number;
  readonly ended: number;
  readonly keepUntil: number;
  readonly status: number;
  readonly signal: number;
  readonly cols: number;
  readonly rows: number;
  /** Total bytes of output, and how many of them the record holds. */
  readonly seq: number;
  readonly output: number;
  /** The session's limit of history lines. */
  readonly kept: number;
  /** The lines typed last; missing in a record of an older version. */
  readonly typed?: readonly TypedLine[];
  /** Null if there was no screen model. */
  readonly screen: EndedScreen | null;
}

/** The sections, in the order in which they follow the header. */
export interface EndedContents {
  readonly plain: Buffer;
  readonly ansi: Buffer;
  readonly output: Buffer;
}

const NUMBERS = [
  'pid',
  'created',
  'activity',
  'ended',
  'keepUntil',
  'status',
  'signal',
  'cols',
  'rows',
  'seq',
];
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isSection = (value: unknown): boolean =>
  isMap(value) && isCount(value['bytes']) && isCount(value['history']);

function isScreen(value: unknown): boolean {
  if (!isMap(value)) return value === null;
  const { title, alternate, row, column, visible, plain, ansi } = value;
  const flags = typeof alternate === 'boolean' && typeof visible === 'boolean';
  return flags && typeof title === 'string' && [row, column].every(isCount) && [plain, ansi].every(isSection);
}

function isEnded(value: unknown): value is Ended {
  if (!isMap(value) || value['tdetach-ended'] !== VERSION) return false;
  const { command, name, socket, screen, output, kept } = value;
  const texts = [name, socket, ...(Array.isArray(command) ? (command as unknown[]) : [undefined])];
  return (
    texts.every((one) => typeof one === 'string') &&
    [...NUMBERS.map((key) => value[key]), output, kept].every(isCount) &&
    isScreen(screen)
  );
}

const sectionsOf = ({ screen, output }: Ended): number[] => [
  screen?.plain.bytes ?? 0,
  screen?.ansi.bytes ?? 0,
  output,
];

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants;

/** Opens a file that may be a record. Another user's file, a link or a FIFO is not read. */
function withFile<T>(file: string, use: (descriptor: number, size: number) => T): T | undefined {
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch {
    return undefined; // there is no file, or it cannot be opened
  }
  try {
    const about = fs.fstatSync(descriptor);
    return about.isFile() && about.uid === process.getuid?.() ? use(descriptor, about.size) : undefined;
  } finally {
    fs.closeSync(descriptor);
  }
}

interface Opened {
  readonly ended: Ended;
  /** Where the first section begins. */
  readonly at: number;
}

function readHeader(descriptor: number, size: number): Opened | undefined {
  const first = Buffer.alloc(Math.min(ENDED_HEADER_BYTES, size));
  const line = first.subarray(0, fs.readSync(descriptor, first, 0, first.length, 0));
  const at = line.indexOf('\n') + 1;
  if (at === 0 || !line.subarray(0, MARK.length).equals(Buffer.from(MARK))) return undefined;
  try {
    const ended: unknown = JSON.parse(line.subarray(0, at).toString());
    const whole = isEnded(ended) && at + sectionsOf(ended).reduce((sum, bytes) => sum + bytes) === size;
    return whole ? { ended, at } : undefined;
  } catch {
    return undefined; // not JSON: the file is not a record, or is damaged
  }
}

/** Returns true if this is a record of any version, damaged or not. */
export function isRecord(file: string): boolean {
  const read = (descriptor: number): boolean => {
    const mark = Buffer.alloc(MARK.length);
    fs.readSync(descriptor, mark, 0, mark.length, 0);
    return mark.equals(Buffer.from(MARK));
  };
  return withFile(file, read) ?? false;
}

/** Reads the header of a record. Returns undefined if there is no readable one. */
export function readRecord(file: string): Ended | undefined {
  return withFile(file, readHeader)?.ended;
}

/**
 * Reads the header of the record that the session of this socket has left.
 * @param now ms since 1970
 * @returns undefined if there is no record, or if its time is over
 */
export function readEnded(socket: string, now: number): Ended | undefined {
  const ended = readRecord(socket + ENDED_SUFFIX);
  return ended && ended.keepUntil > now ? ended : undefined;
}

/** Reads one section of the record that the session of this socket has left. */
export function readContents(socket: string, which: keyof EndedContents): Buffer | undefined {
  return withFile(socket + ENDED_SUFFIX, (descriptor, size) => {
    const opened = readHeader(descriptor, size);
    if (!opened) return undefined;
    const bytes = sectionsOf(opened.ended);
    const index = ['plain', 'ansi', 'output'].indexOf(which);
    const from = bytes.slice(0, index).reduce((sum, one) => sum + one, opened.at);
    const contents = Buffer.alloc(bytes[index] ?? 0);
    return contents.subarray(0, fs.readSync(descriptor, contents, 0, contents.length, from));
  });
}

/** Errors of link(2) on file systems without hard links. */
const NO_HARD_LINKS = ['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EMLINK'];

function publish(own: string, file: string): void {
  if (fs.lstatSync(file, { throwIfNoEntry: false })) {
    if (!isRecord(file)) throw new TdetachError('bad-folder', `something else stands at ${file}`);
    fs.renameSync(own, file);
    return;
  }
  try {
    fs.linkSync(own, file); // unlike rename(2), this never overwrites a file that has appeared since
    fs.unlinkSync(own);
  } catch (error) {
    if (!NO_HARD_LINKS.includes(systemCode(error))) throw error;
    fs.renameSync(own, file);
  }
}

/**
 * Writes a record. Its modification time is the time when it may be removed, so that purging a
 * folder does not have to read every record.
 * @throws TdetachError bad-folder if another file has its name; errors of the file system
 */
export function writeEnded(ended: Ended, { plain, ansi, output }: EndedContents): void {
  const { socket, keepUntil } = ended;
  const own = path.join(path.dirname(socket), `${IN_THE_MAKING}${process.pid}-${ended.ended}`);
  const header = `${JSON.stringify({ 'tdetach-ended': VERSION, ...ended })}\n`;
  const descriptor = fs.openSync(own, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    try {
      for (const part of [header, plain, ansi, output]) fs.writeFileSync(descriptor, part);
      fs.futimesSync(descriptor, ended.ended / 1000, keepUntil / 1000);
    } finally {
      fs.closeSync(descriptor);
    }
    publish(own, socket + ENDED_SUFFIX);
  } catch (error) {
    fs.rmSync(own, { force: true });
    throw error;
  }
}

/**
 * Removes a file only if it is a record.
 * @returns true if a record was removed
 */
export function removeRecord(file: string): boolean {
  if (!isRecord(file)) return false;
  try {
    fs.unlinkSync(file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false; // another process was faster
    throw error;
  }
}

// Lists the records of ended sessions in a folder, and removes those whose time is over. Hosts and
// listings do this in passing; nothing waits for it.
import fs from 'node:fs';
import path from 'node:path';
import type { Address } from '../address/address.ts';
import {
  ENDED_SUFFIX,
  IN_THE_MAKING,
  isRecord,
  readEnded,
  readRecord,
  removeRecord,
} from './ended-record.ts';
import type { Ended } from './ended-record.ts';
import { systemCode } from '../error.ts';
import { ENDED_FOLDER_BYTES, STALE_RECORD_MS } from '../limits/ended-limits.ts';

export interface Left {
  readonly address: Address;
  readonly ended: Ended;
}

const isRecordName = (name: string): boolean => name.endsWith(ENDED_SUFFIX) && name !== ENDED_SUFFIX;

function filesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Returns the records of ended sessions in a folder, by name, without those whose time is over.
 * @param now ms since 1970
 */
export function endedIn(folder: string, now: number): Left[] {
  return filesIn(folder)
    .filter(isRecordName)
    .sort()
    .flatMap((name) => {
      const file = name.slice(0, -ENDED_SUFFIX.length);
      const address = { session: file, folder, file, path: path.join(folder, file) };
      const ended = readEnded(address.path, now);
      return ended ? [{ address, ended }] : [];
    });
}

/** Removes partial records of hosts that were killed while they wrote. */
function removeHalves(folder: string, names: readonly string[], now: number): void {
  for (const name of names.filter((one) => one.startsWith(IN_THE_MAKING))) {
    const file = path.join(folder, name);
    const about = fs.lstatSync(file, { throwIfNoEntry: false });
    const ours = about?.isFile() === true && about.uid === process.getuid?.();
    if (ours && now - about.ctimeMs > STALE_RECORD_MS) fs.rmSync(file, { force: true });
  }
}

/**
 * Removes the records whose time is over, and then the oldest until all of them fit
 * ENDED_FOLDER_BYTES.
 * @param now ms since 1970
 * @param room bytes that are about to be written
 */
export function purgeEnded(folder: string, now: number, room = 0): void {
  const names = filesIn(folder);
  removeHalves(folder, names, now);
  const files = names.filter(isRecordName).map((name) => path.join(folder, name));
  const records = files.flatMap((file) => {
    const about = fs.lstatSync(file, { throwIfNoEntry: false });
    if (!about?.isFile() || about.uid !== process.getuid?.()) return [];
    // Only a file whose time seems to be over has to be read, because it may be the user's own.
    if (about.mtimeMs > now) return [{ file, about }];
    const ended = readRecord(file);
    if (ended && ended.keepUntil <= now) removeRecord(file);
    else if (isRecord(file)) return [{ file, about }];
    return [];
  });
  let total = records.reduce((sum, { about }) => sum + about.size, room);
  for (const { file, about } of records.toSorted((a, b) => a.about.ctimeMs - b.about.ctimeMs)) {
    if (total <= ENDED_FOLDER_BYTES) return;
    if (removeRecord(file)) total -= about.size;
  }
}

// Removes the socket of a dead host. Invariant: only a process that holds the lock of the name does
// this.
import fs from 'node:fs';
import type { Address } from '../address/address.ts';
import { occupant } from '../address/address.ts';
import { systemCode } from '../error.ts';
import { NameLock } from './name-lock.ts';
import { probe } from './own-socket.ts';
import type { Liveness } from './own-socket.ts';

export function unlinkIfThere(file: string): void {
  if (!fs.lstatSync(file, { throwIfNoEntry: false })) return; // cheaper than a thrown error
  try {
    fs.unlinkSync(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** Removes a socket that was found to be stale, unless another file has taken its place since. */
export function removeStale({ path }: Address, stale: fs.Stats): void {
  const now = fs.lstatSync(path, { throwIfNoEntry: false });
  if (now?.ino === stale.ino && now.ctimeMs === stale.ctimeMs) unlinkIfThere(path);
}

/**
 * Removes a session's socket if its host is dead.
 * @returns what was found; the socket of a live host is left alone
 * @throws TdetachError not-a-socket, bad-folder, spawn-failed
 */
export async function removeDead(address: Address): Promise<Liveness> {
  if (!occupant(address)) return 'none';
  const lock = await NameLock.take(address);
  try {
    const there = occupant(address);
    const liveness = there ? await probe(address.folder, address.file) : 'none';
    if (there && liveness === 'dead') removeStale(address, there);
    return liveness;
  } finally {
    lock.release();
  }
}

// Takes away a socket that a dead host has left. Invariant: only whoever holds the claim on it does: a second link to it,
// whose name is that of its inode. Nobody else unlinks that inode.
import fs from 'node:fs';
import path from 'node:path';
import type { Address } from './address.ts';
import { occupant } from './address.ts';
import { systemCode } from './error.ts';
import { CLAIM_RETRIES, CLAIM_RETRY_MS, STALE_CLAIM_MS } from './limits.ts';
import { probe } from './own-socket.ts';
import type { Liveness } from './own-socket.ts';

export function unlinkIfThere(file: string): void {
  if (!fs.lstatSync(file, { throwIfNoEntry: false })) return; // which takes less than an error
  try {
    fs.unlinkSync(file);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

export /** Removes a stale socket, if this process gets the claim on it, and it is still there, and still stale. */
async function removeStale(address: Address, stale: fs.Stats): Promise<void> {
  const claim = `.tdetach-claim-${stale.ino}`;
  const claimPath = path.join(address.folder, claim);
  try {
    fs.linkSync(address.path, claimPath);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') return;
    if (code !== 'EEXIST') throw error;
    const about = fs.lstatSync(claimPath, { throwIfNoEntry: false });
    if (about && Date.now() - about.ctimeMs > STALE_CLAIM_MS) unlinkIfThere(claimPath);
    else await new Promise((resolve) => setTimeout(resolve, CLAIM_RETRY_MS));
    return;
  }
  try {
    const mine = fs.lstatSync(claimPath).ino === stale.ino && (await probe(address.folder, claim)) === 'dead';
    if (mine && fs.lstatSync(address.path, { throwIfNoEntry: false })?.ino === stale.ino)
      fs.unlinkSync(address.path);
  } finally {
    unlinkIfThere(claimPath);
  }
}

/**
 * Takes a session's socket away if its host is dead, whoever else is at it.
 * @returns what was there: a live one is left alone
 * @throws TdetachError not-a-socket, bad-folder
 */
export async function removeDead(address: Address): Promise<Liveness> {
  let found: Liveness = 'none';
  for (let tries = 0; tries < CLAIM_RETRIES; tries++) {
    const there = occupant(address);
    const liveness = there ? await probe(address.folder, address.file) : 'none';
    if (!there || liveness !== 'dead') return liveness === 'live' ? liveness : found;
    found = liveness;
    await removeStale(address, there);
  }
  return found;
}

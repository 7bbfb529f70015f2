// What tells one terminal from all others: the file system and the device number of its file, as
// the same number stands for other terminals in another container.
import fs from 'node:fs';
import tty from 'node:tty';
import type { LentDevice } from '../../../protocol/message.ts';
import { descriptorPath } from '../platform.ts';
import { controllingTerminal, leaderOn } from './terminal-processes.ts';

/** /dev/tty, whichever terminal that is for the process: device 5, 0 (Linux, devices.txt). */
const LINUX_DEV_TTY = 0x500;

/** Identities of terminals are only ever compared. */
const identity = ({ dev, rdev }: fs.Stats): string => `${dev}:${rdev}`;

/** The device number in an identity. */
export const numberOf = (device: string): number => Number(device.split(':')[1]);

/** The terminal at a path; undefined where there is none. */
export function deviceAt(path: string): string | undefined {
  try {
    const about = fs.statSync(path);
    return about.isCharacterDevice() ? identity(about) : undefined;
  } catch {
    return undefined;
  }
}

/** The terminal that a descriptor is open to; undefined for anything else. */
export function deviceOf(descriptor: number): string | undefined {
  if (!tty.isatty(descriptor)) return undefined;
  const about = fs.fstatSync(descriptor);
  if (about.rdev !== LINUX_DEV_TTY) return identity(about);
  const own = controllingTerminal();
  return own === undefined ? undefined : deviceAt(own);
}

/** The terminals that these descriptors are open to, each once. */
export const devicesOf = (descriptors: readonly number[]): string[] => [
  ...new Set(descriptors.map(deviceOf).filter((device) => device !== undefined)),
];

/**
 * What a host needs to know of the terminal that a descriptor is open to; undefined where there is
 * no /proc.
 */
export function lentDevice(descriptor: number): LentDevice | undefined {
  const device = deviceOf(descriptor);
  if (device === undefined) return undefined;
  try {
    const path = fs.readlinkSync(descriptorPath(descriptor));
    return { path, device, inode: fs.fstatSync(descriptor).ino, pid: process.pid };
  } catch {
    return undefined;
  }
}

/**
 * What the window that a descriptor is open to is known by: its terminal, and what runs on it since
 * when, as the next window may have a terminal of the same name. Undefined where that is not known,
 * as on systems without /proc.
 */
export function windowOf(descriptor: number): string | undefined {
  const device = deviceOf(descriptor);
  const leader = device === undefined ? undefined : leaderOn(numberOf(device));
  return leader && `${device} ${leader.pid} ${leader.started}`;
}

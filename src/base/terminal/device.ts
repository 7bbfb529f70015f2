// Identifies terminals by the file system and the device number of their files. The device number
// alone is not enough, because another container uses the same numbers for other terminals.
import fs from 'node:fs';
import tty from 'node:tty';
import type { LentDevice } from '../../../protocol/message.ts';
import { descriptorPath } from '../platform.ts';
import { controllingTerminal, leaderOn } from './terminal-processes.ts';

/**
 * Device number of /dev/tty, which stands for the process's own terminal: 5, 0 (Linux,
 * devices.txt).
 */
const LINUX_DEV_TTY = 0x500;

/** Returns the identity of a terminal, which is compared as text. */
const identity = ({ dev, rdev }: fs.Stats): string => `${dev}:${rdev}`;

/** The device number in an identity. */
export const numberOf = (device: string): number => Number(device.split(':')[1]);

/** Returns the identity of the terminal at a path; undefined if there is none. */
export function deviceAt(path: string): string | undefined {
  try {
    const about = fs.statSync(path);
    return about.isCharacterDevice() ? identity(about) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the identity of a descriptor's terminal; undefined if it is not a terminal. */
export function deviceOf(descriptor: number): string | undefined {
  if (!tty.isatty(descriptor)) return undefined;
  const about = fs.fstatSync(descriptor);
  if (about.rdev !== LINUX_DEV_TTY) return identity(about);
  const own = controllingTerminal();
  return own === undefined ? undefined : deviceAt(own);
}

/** Returns the identities of these descriptors' terminals, without duplicates. */
export const devicesOf = (descriptors: readonly number[]): string[] => [
  ...new Set(descriptors.map(deviceOf).filter((device) => device !== undefined)),
];

/** Describes a descriptor's terminal for a host that is to write to it; undefined without /proc. */
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
 * Identifies the window of a descriptor's terminal. Besides the terminal it names the leader's
 * process and its start time, because a later window may get a terminal of the same name. Undefined
 * if that is unknown, as on systems without /proc.
 */
export function windowOf(descriptor: number): string | undefined {
  const device = deviceOf(descriptor);
  const leader = device === undefined ? undefined : leaderOn(numberOf(device));
  return leader && `${device} ${leader.pid} ${leader.started}`;
}

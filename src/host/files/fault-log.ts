// Notes faults that the session survives: in the file `SESSION.log` beside the socket, which is
// made when there is something to write, or on standard error for a host in the foreground.
import fs from 'node:fs';
import path from 'node:path';
import type { Address } from '../../base/address/address.ts';
import { harmless } from '../../base/text/harmless.ts';

export type Log = (text: string) => void;

/** Notes a fault of the session that has this address at present. */
export type LogAt = (text: string, address: Address) => void;

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = fs.constants;

/** Notes of a host in the foreground. */
export const logToStandardError: LogAt = (text) => void process.stderr.write(`tdetach: ${harmless(text)}\n`);

/** Resolves a file's folder, whatever links lead to it. */
function placeOf(file: string): string {
  const folder = path.dirname(file);
  return path.join(fs.existsSync(folder) ? fs.realpathSync(folder) : folder, path.basename(file));
}

/**
 * Writes notes beside the socket. Notes that cannot be written are lost, and the session continues.
 * @param taken files that receive the session's output, and therefore no notes
 */
export function logBeside(taken: readonly (string | undefined)[]): LogAt {
  const nameAt = ({ path: socket }: Address): string => {
    const usual = `${socket}.log`;
    const isTaken = taken.some((file) => file !== undefined && placeOf(file) === usual);
    return isTaken ? `${socket}.host.log` : usual;
  };
  return (text, address) => {
    let file: number | undefined;
    try {
      // In a folder that is open to others something of theirs may stand there: a link, a FIFO, a
      // file.
      file = fs.openSync(nameAt(address), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
      const about = fs.fstatSync(file);
      if (about.isFile() && about.uid === process.getuid?.())
        fs.writeSync(file, `${new Date().toISOString()} ${harmless(text)}\n`);
    } catch {
      // A full disk, a removed folder, something else of that name: there is no other place to
      // report it.
    } finally {
      if (file !== undefined) fs.closeSync(file);
    }
  };
}

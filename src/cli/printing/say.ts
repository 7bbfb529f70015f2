// Messages for people. All of standard error is written here, so that no message can control the
// terminal.
import { harmless } from '../../base/text/harmless.ts';

/** Writes one line without the prefix, for the fate of a session in brackets. */
export function sayLine(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/**
 * Writes one line to a terminal that may be raw, where a line feed alone does not return to the
 * first column.
 */
export function sayRawLine(text: string): void {
  process.stderr.write(`${harmless(text)}\r\n`);
}

/** Writes a message with the prefix `tdetach:`. */
export function say(message: string): void {
  sayLine(`tdetach: ${message}`);
}

// Messages for people: standard error has them all from here, so that nothing in one can do
// anything to a terminal.
import { harmless } from '../../base/text/harmless.ts';

/** Writes one line as it is: what becomes of a session, in brackets. */
export function sayLine(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/** Writes one line to a terminal that may be raw: there a line feed alone stays in its column. */
export function sayRawLine(text: string): void {
  process.stderr.write(`${harmless(text)}\r\n`);
}

/** Writes a message of tdetach's own. */
export function say(message: string): void {
  sayLine(`tdetach: ${message}`);
}

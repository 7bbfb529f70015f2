// Messages for people: standard error has them all from here, so that nothing in one can do anything to a terminal.
import { harmless } from '../base/harmless.ts';

/** Writes one line as it is: what becomes of a session, in brackets. */
export function sayLine(text: string): void {
  process.stderr.write(`${harmless(text)}\n`);
}

/** Writes a message of tdetach's own. */
export function say(message: string): void {
  sayLine(`tdetach: ${message}`);
}

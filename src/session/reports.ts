// Separates a terminal's own reports in its input from what a person does. Every attached terminal
// answers the program's queries; only the leader's answers may reach the program, and an answer
// never makes a leader. Sequences: xterm's ctlseqs, kitty's keyboard protocol.
import { InputReader } from './input-reader.ts';
import type { InputSink } from './input-reader.ts';

const REPORT = new RegExp(
  `^(?:${[
    String.raw`\x1b\[[?>=][\d;]*c`, // DA1, DA2
    String.raw`\x1b\[\??\d+(?:;\d+)*[nR]`, // DSR, CPR, DECXCPR
    String.raw`\x1b\[\??[\d;]+\$y`, // DECRPM
    String.raw`\x1b\[\?\d+u`, // kitty keyboard flags
    String.raw`\x1b\[\d+(?:;\d+)*t`, // XTWINOPS
    String.raw`\x1b\[\?\d+(?:;\d+)+S`, // XTSMGRAPHICS
    String.raw`\x1b\[[23](?:;\d+){6}x`, // DECREPTPARM
    String.raw`\x1b\[>\d(?:;\d+)?m`, // XTQMODKEYS
    String.raw`\x1b\[[IO]`, // focus
    String.raw`\x1b[\]P_][^\x07\x1b]*(?:\x07|\x1b\\)`, // OSC, DCS (DECRQSS, XTVERSION, XTGETTCAP, DA3), APC
  ].join('|')})$`,
);

/** The beginning of any report. */
const OPENING = /^\x1b(?:\[[?>=]?[\d;]*\$?|[\]P_][^\x07]*)?$/;

/**
 * The beginning of what can only be a report: CSI with a prefix, a numbered OSC, a DCS that answers
 * a query, an answer of the graphics protocol. `CSI <` is a mouse, and `ESC ] l` may be Alt-] and a
 * letter.
 */
const CLEAR_OPENING = /^\x1b(?:\[[?>=]|\]\d+;|P(?:[>!]\||[01][$+]r)|_G)/;

/** CPR: the cursor's position. */
const POSITION = /^\x1b\[\d+;\d+R$/;

/** F3 with modifiers, 2 to 16 (xterm): CPR of the first row is spelled alike. */
const F3_OR_POSITION = /^\x1b\[1;(?:[2-9]|1[0-6])R$/;

const text = (bytes: Buffer): string => bytes.toString('latin1');

/** Returns true if a token of the input is a terminal's report. */
export const isReport = (token: Buffer): boolean => REPORT.test(text(token));

/** Returns true if a token that has begun like this may become one. */
export const mayBecomeReport = (partial: Buffer): boolean => OPENING.test(text(partial));

/** Returns true if it can become nothing else. */
export const isClearlyReport = (partial: Buffer): boolean => CLEAR_OPENING.test(text(partial));

/** Returns true for a report of the cursor's position in the form without a prefix. */
export const isPosition = (report: Buffer): boolean => POSITION.test(text(report));

/**
 * Returns true if a report may be a key as well. It is a key if the program has not asked for the
 * position.
 */
export const mayBeF3 = (report: Buffer): boolean => F3_OR_POSITION.test(text(report));

/** Finds the reports in input, wherever reads cut it. */
export class ReportReader implements InputSink {
  readonly #reader = new InputReader();
  #found: string[] = [];

  /** Takes input. Returns the reports that end in it, in order. */
  read(bytes: Buffer): readonly string[] {
    if (this.#reader.isText(bytes)) return [];
    this.#reader.read(bytes, this);
    return this.#found.splice(0);
  }

  text(): void {
    // is no report
  }

  token(token: Buffer, _given: number, pasted: boolean): boolean {
    if (!pasted && isReport(token)) this.#found.push(text(token));
    return false;
  }

  long(): void {
    // Longer than any answer that is of interest.
  }

  rest(): void {
    // as above
  }
}

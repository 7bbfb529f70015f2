// Tells a terminal's own reports in its input from what a person does. Every attached terminal answers the
// program's queries; only the leader's answers may reach the program, and an answer never makes a leader.
// Sequences: xterm's ctlseqs, kitty's keyboard protocol.

const REPORTS = new RegExp(
  [
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
  ].join('|'),
  'g',
);

const ESC = 0x1b;

/** The bytes of `input` less the reports of a terminal: the same buffer where there are none. */
export function withoutReports(input: Buffer): Buffer {
  if (!input.includes(ESC)) return input;
  const text = input.toString('latin1');
  const rest = text.replace(REPORTS, '');
  return rest.length === text.length ? input : Buffer.from(rest, 'latin1');
}

/** The reports of a terminal in `input`, in order. */
export function reportsIn(input: Buffer): string[] {
  return input.includes(ESC) ? (input.toString('latin1').match(REPORTS) ?? []) : [];
}

/** The bytes of `input` with each report replaced by what is made of it, '' for nothing. */
export function replaceReports(input: Uint8Array, by: (report: string) => string): Uint8Array {
  if (!input.includes(ESC)) return input;
  const text = Buffer.from(input).toString('latin1');
  const replaced = text.replace(REPORTS, by);
  return replaced === text ? input : Buffer.from(replaced, 'latin1');
}

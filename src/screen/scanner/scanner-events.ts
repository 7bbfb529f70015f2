// What the scanner reports of a stream of terminal output: the control functions that can change a
// terminal's state.

export interface ScannerEvents {
  /** A stretch of text and of controls that are not reported: bytes[from] up to bytes[to]. */
  text(bytes: Uint8Array, from: number, to: number): void;
  /** SO (14) or SI (15). */
  shift(control: number): void;
  /** ESC, an intermediate byte or 0 (of two, the first is above the low byte), a final byte. */
  escape(intermediates: number, final: number): void;
  /**
   * CSI. `prefix` is one of < = > ? or 0, `intermediate` as above. A parameter that was left out is
   * 0; sub-parameters (after a colon) are left out.
   */
  csi(prefix: number, params: readonly number[], intermediate: number, final: number): void;
  /**
   * An operating system command has opened whose number is known; `at` is where its ESC stands,
   * negative if before the bytes being scanned.
   */
  oscOpened(number: number, at: number): void;
  /** An OSC has ended: its number, and the first bytes of its text. */
  osc(number: number, text: string): void;
  /** A device control string has ended: its first bytes. */
  dcs(text: string): void;
}

// Events of following the modes in a stream of terminal output.

export interface ModesEvents {
  /** Returns true if the terminal does not know DECSTR. */
  lacksSoftReset?(): boolean;
  /**
   * A state is about to change that only the terminal knows. `sequence` makes it save that state,
   * and must precede the sequence that opens at `at` in the bytes being fed, negative if before
   * them.
   */
  onSave?: (sequence: string, at: number) => void;
  /**
   * The program asks its terminal for something, in the spelling of queries.ts; where it begins, as
   * `at` above, and where it ends.
   */
  onQuery?(query: string, end: number, start: number): void;
  /**
   * A control function: 0 or the prefix of CSI, the (first) intermediate byte, the final byte, and
   * for CSI the parameters and where it ends in the bytes being fed.
   */
  onFunction?(
    prefix: number,
    intermediate: number,
    final: number,
    params?: readonly number[],
    end?: number,
  ): void;
}

// What following the modes tells of a stream of terminal output.

export interface ModesEvents {
  /** Returns true if the terminal does not know DECSTR. */
  lacksSoftReset?(): boolean;
  /**
   * Something is about to be changed that only the terminal knows as it was: `sequence` makes it
   * save that, and has to stand in front of what opens at `at` in the bytes being fed, -1: in what
   * was fed before.
   */
  onSave?: (sequence: string, at: number) => void;
  /**
   * The program asks its terminal for something, in the spelling of queries.ts; where it begins, as
   * `at` above, and ends.
   */
  onQuery?(query: string, end: number, start: number): void;
  /**
   * A control function: 0 or the prefix of CSI, the (first) intermediate byte, the final byte, and
   * of CSI the parameters and where it ends in the bytes being fed.
   */
  onFunction?(
    prefix: number,
    intermediate: number,
    final: number,
    params?: readonly number[],
    end?: number,
  ): void;
}

// Tracks how far below the cursor something may stand on the screen, and whether the cursor is at
// the start of a line, so that text after a detach comes below the drawn lines and on its own line.
// It works without a screen: whatever is unknown counts as "anywhere below".

const LF = 0x0a;
const CR = 0x0d;

export class CursorTracker {
  /** Rows below the cursor that may have content; Infinity if unknown. */
  below = 0;
  atStart = true;

  text(bytes: Uint8Array, from: number, to: number): void {
    let last = to - 1;
    while (last >= from && bytes[last] === LF) last--;
    if (last >= from) this.atStart = bytes[last] === CR;
    if (this.below > 0 && this.below !== Infinity) {
      for (let at = from; at < to && this.below > 0; at++) if (bytes[at] === LF) this.below--;
    }
  }

  /** ESC M (RI) moves up a line; ESC D (IND) and ESC E (NEL) move down. */
  escape(final: number): void {
    if (final === 0x4d) this.below += 1;
    else if (final === 0x44 || final === 0x45) this.below = Math.max(0, this.below - 1);
    else if (final === 0x38) this.#unknown(); // DECRC
    if (final === 0x45) this.atStart = true;
  }

  /** A CSI sequence without a prefix, by its final byte. */
  csi(params: readonly number[], final: number): void {
    const count = Math.max(1, params[0] ?? 0);
    switch (String.fromCharCode(final)) {
      case 'A': // CUU
      case 'F': // CPL
        this.below += count;
        break;
      case 'B': // CUD
      case 'E': // CNL
      case 'e': // VPR
        this.below = Math.max(0, this.below - count);
        break;
      case 'J': // ED: to the end, or all; 1 is to the start, 3 the scrollback
        if ((params[0] ?? 0) % 2 === 0) this.below = 0;
        break;
      case 'H': // CUP
      case 'f': // HVP
        this.#unknown();
        this.atStart = (params[1] ?? 0) <= 1;
        break;
      case 'd': // VPA
      case 'r': // DECSTBM goes home
      case 'u': // SCORC
      case 'L': // IL pushes lines down
      case 'T': // SD
        this.#unknown();
        break;
      case 'C': // CUF
      case 'G': // CHA
      case '`': // HPA
      case 'a': // HPR
        this.atStart = false;
        break;
      default:
    }
  }

  /**
   * As `leave`, from any column.
   * @param moved true if the cursor was moved away before
   */
  leaveAnywhere(moved: boolean): string {
    return moved || this.below > 0 ? '\x1b[9999B\r\n' : '\r\n';
  }

  #unknown(): void {
    this.below = Infinity;
    this.atStart = false;
  }

  /**
   * The sequence that takes the cursor to the start of an empty line below everything.
   * @param moved true if the cursor was moved away before, to an unknown place
   * @param free lines down to the first free one, if known
   */
  leave(moved = false, free?: number): string {
    if (free !== undefined && !moved) return free === 0 ? '\r' : `${free > 1 ? `\x1b[${free - 1}B` : ''}\r\n`;
    const below = moved ? Infinity : this.below;
    const down = below === 0 ? '' : `\x1b[${Math.min(below, 9999)}B`; // CUD stops at the last line
    return below === 0 && this.atStart ? '' : `${down}\r\n`;
  }
}

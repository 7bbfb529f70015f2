// Collects the beginning of a command line's output.
import { LINE_OUTPUT_CHARACTERS } from '../../base/limits/typed-limits.ts';

export class CollectedText {
  /** At most `LINE_OUTPUT_CHARACTERS`. */
  output = '';
  /** True if the text was cut. */
  isCut = false;

  take(text: string): void {
    const room = LINE_OUTPUT_CHARACTERS - this.output.length;
    if (text.length > room) this.isCut = true;
    this.output += text.slice(0, room);
  }
}

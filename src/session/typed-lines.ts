// The lines typed last, each with the place in the output at which it was begun: clients look for
// their echo from there on.
import { TYPED_LINE_CHARACTERS, TYPED_LINES, TYPED_LOOK_BACK_BYTES } from '../base/limits/typed-limits.ts';
import type { TypedLine } from '../base/text/typed-line.ts';

/** The brackets of a paste, which are not echoed. */
const BRACKETS = /\x1b\[20[01]~/g;

/** A tab is echoed as blanks, any other control character in some other way, or not at all. */
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

export class TypedLines {
  #ended: TypedLine[] = [];
  #from = 0;
  #open = '';

  /** @param output bytes of output so far */
  add(output: number, bytes: Uint8Array): void {
    if (this.#open === '') this.#from = output;
    const text = this.#open + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    const lines = text.replace(BRACKETS, '').split(/\r\n?|\n/);
    this.#open = (lines.pop() ?? '').slice(0, TYPED_LINE_CHARACTERS);
    for (const line of lines.slice(-TYPED_LINES)) {
      const [shown = ''] = line.slice(0, TYPED_LINE_CHARACTERS).split(CONTROL);
      if (shown.trim() !== '') this.#ended.push({ from: this.#from, text: shown });
      this.#from = output;
    }
    this.#ended = this.#ended.slice(-TYPED_LINES);
  }

  /**
   * The lines whose echo may come after a place, in order. A busy program's line editor draws a
   * line long after it was typed.
   */
  near(seq: number): readonly TypedLine[] {
    return this.#ended.filter(({ from }) => from >= seq - TYPED_LOOK_BACK_BYTES);
  }
}

// Output as lines of text: what a program has printed, without the parts for its terminal only.
// Invariant: the result has only text, TAB and LF, and is the same however the output is cut into
// pieces. A line is given out at its end. Until then a carriage return or a backspace moves back in
// it, and the following text overwrites it, as on paper, and as progress bars and line editors do;
// EL erases. Other sequences have no effect.
import { PLAIN_LINE_CHARACTERS } from '../../base/limits/limits.ts';
import { cellsOf, isMark } from '../widths/text-columns.ts';

/** Text and the line end after it: a fast path for whole lines. */
const WHOLE_LINE = /[^\x00-\x08\x0b-\x1f\x7f-\x9f\n]*\r?\n/y;
/** Characters that are shown, and TAB. */
const TEXT = /[^\x00-\x08\x0a-\x1f\x7f-\x9f]+/y;
/**
 * Ends a string (OSC, DCS, APC, PM, SOS), or breaks it off: ST, BEL, CAN, SUB, or the ESC of ST.
 */
const STRING_END = /[\x07\x18\x1a\x1b\x9c]/g;

type State = 'text' | 'escape' | 'intermediate' | 'csi' | 'string' | 'string-escape';

/**
 * C1 controls as one character: the character that otherwise follows ESC, plus this (ECMA-48, 5.3).
 */
const C1_BASE = 0x40;

export class PlainText {
  readonly #decoder = new TextDecoder();
  #state: State = 'text';
  /** Parameters of the CSI sequence that is being read. */
  #params = '';
  /**
   * The line so far, an entry per column ('' for the second of a wide character), and the next
   * column.
   */
  #line: string[] = [];
  #column = 0;
  #out: string[] = [];

  /**
   * @param bytes output, in UTF-8
   * @returns the lines that they end
   */
  take(bytes: Uint8Array): string {
    return this.#read(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Returns the text of an unfinished line. */
  end(): string {
    const rest = this.#read(this.#decoder.decode()) + this.#line.join('');
    this.#line = [];
    this.#column = 0;
    return rest;
  }

  #read(text: string): string {
    let at = 0;
    while (at < text.length) at = this.#step(text, at);
    return this.#out.splice(0).join('');
  }

  #text(text: string, at: number): number {
    if (this.#line.length === 0) {
      WHOLE_LINE.lastIndex = at;
      const whole = WHOLE_LINE.exec(text)?.[0];
      if (whole !== undefined) {
        this.#out.push(whole.replace('\r\n', '\n'));
        return at + whole.length;
      }
    }
    TEXT.lastIndex = at;
    const run = TEXT.exec(text)?.[0];
    if (run === undefined) return this.#act(text.charCodeAt(at), at);
    this.#write(run);
    return at + run.length;
  }

  #write(run: string): void {
    for (const { text, width } of cellsOf(run)) this.#put(text, width);
    if (this.#line.length < PLAIN_LINE_CHARACTERS) return;
    this.#out.push(this.#line.join(''));
    this.#line = [];
    this.#column = 0;
  }

  #put(text: string, width: number): void {
    const line = this.#line;
    if (isMark(text) && this.#column > 0) {
      // comes first after a control character: it joins the one on its left
      const left = line[this.#column - 1] === '' ? this.#column - 2 : this.#column - 1;
      line[left] = (line[left] ?? '') + text;
      return;
    }
    this.#part(this.#column);
    this.#part(this.#column + width);
    line[this.#column] = text;
    if (width === 2) line[this.#column + 1] = '';
    this.#column += width;
  }

  /** If one half of a wide character is overwritten, the other half becomes blank. */
  #part(column: number): void {
    if (this.#line[column] !== '') return;
    this.#line[column - 1] = ' ';
    this.#line[column] = ' ';
  }

  #act(code: number, at: number): number {
    if (code === 0x0a) {
      this.#out.push(`${this.#line.join('')}\n`);
      this.#line = [];
      this.#column = 0;
    } else if (code === 0x0d) this.#column = 0;
    else if (code === 0x08) this.#column = Math.max(0, this.#column - 1);
    else if (code === 0x1b) this.#state = 'escape';
    else if (code >= 0x80) this.#introduce(String.fromCharCode(code - C1_BASE));
    return at + 1;
  }

  /** Handles the character after ESC. */
  #introduce(character: string): void {
    this.#params = '';
    if (character === '[') this.#state = 'csi';
    else if (']P_^X'.includes(character)) this.#state = 'string';
    else if (/[ -/]/.test(character)) this.#state = 'intermediate';
    else if (character !== '\x1b') this.#state = 'text';
  }

  /** @returns the index to continue from */
  #step(text: string, at: number): number {
    const character = text.charAt(at);
    switch (this.#state) {
      case 'text':
        return this.#text(text, at);
      case 'escape':
        return this.#introduceOr(character, at);
      case 'intermediate': // as of a character set, ESC ( B
        if (!/[ -/]/.test(character)) this.#state = 'text';
        return at + 1;
      case 'csi':
        return this.#csi(character, at);
      case 'string':
        return this.#string(text, at);
      case 'string-escape': // a \ makes ST of it; anything else is the next sequence's
        this.#state = character === '\\' ? 'text' : 'escape';
        return character === '\\' ? at + 1 : at;
      default:
        return this.#state satisfies never;
    }
  }

  #introduceOr(character: string, at: number): number {
    if (character < ' ' && character !== '\x1b') return this.#within(character, at);
    this.#introduce(character);
    return at + 1;
  }

  /**
   * A control character within a sequence acts as it does outside of it, as in terminals; CAN and
   * SUB break the sequence off.
   */
  #within(character: string, at: number): number {
    if (character !== '\x18' && character !== '\x1a') return this.#act(character.charCodeAt(0), at);
    this.#state = 'text';
    return at + 1;
  }

  #csi(character: string, at: number): number {
    if (character < ' ') return this.#within(character, at);
    if (character < '@' && this.#params.length < PLAIN_LINE_CHARACTERS) this.#params += character;
    if (character < '@') return at + 1;
    this.#state = 'text';
    if (character === 'K') this.#erase(this.#params);
    return at + 1;
  }

  /** EL erases to the line's end, to its start, or all of it. */
  #erase(params: string): void {
    this.#part(this.#column);
    if (params === '1') this.#part(this.#column + 1);
    if (params === '' || params === '0') this.#line.length = Math.min(this.#line.length, this.#column);
    else if (params === '2') this.#line.length = 0;
    if (params === '1' || params === '2') this.#line.fill(' ', 0, this.#column + 1);
    while (this.#line.length < this.#column) this.#line.push(' ');
  }

  #string(text: string, at: number): number {
    STRING_END.lastIndex = at;
    const end = STRING_END.exec(text);
    if (!end) return text.length;
    this.#state = end[0] === '\x1b' ? 'string-escape' : 'text';
    return end.index + 1;
  }
}

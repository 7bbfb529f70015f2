// The modes that a stream of output has switched on, and the sequences that undo exactly these, or put a
// fresh terminal into them. Follows the stream as it comes; nothing here draws. Sequences: ECMA-48, DEC STD
// 070, xterm's ctlseqs, and kitty's keyboard protocol, each named where it is used.
import { Lines } from './lines.ts';
import { enterSequence, undoSequence } from './mode-sequences.ts';
import { ANSI_ON, PRIVATE_ON, freshModes } from './mode-state.ts';
import type { Keyboard, ModeState } from './mode-state.ts';
import { followColour, isColour } from './mode-colours.ts';
import { csiQuery, dcsQuery, oscQuery } from './queries.ts';
import { Scanner } from './scanner.ts';

/** DECSET numbers that switch to the alternate screen; 1048 only saves the cursor (xterm). */
const ALTERNATE = new Set([47, 1047, 1049]);
const SAVE_CURSOR = 1048;

/** Terminals limit their stacks of titles and of keyboard flags: xterm has 10 titles, kitty some more flags. */
const MOST_PUSHED = 32;
const ORIGIN = 6;

/** Intermediates that designate G0 to G3, 94 and 96 character sets (ECMA-35). */
const DESIGNATORS = new Map(Array.from('()*+').map((char, index) => [char.charCodeAt(0), index]));
const DESIGNATORS_96 = new Map(Array.from('-./').map((char, index) => [char.charCodeAt(0), index + 1]));

export interface ModesEvents {
  /** A title is being set; `at` is where its sequence opens in the bytes being fed, -1: before. */
  onTitle?(at: number): void;
  /** The program asks its terminal for something, in the spelling of queries.ts; `end` is behind the query. */
  onQuery?(query: string, end: number): void;
}

export class Modes {
  #state = freshModes();
  #lines = new Lines();
  #primaryLines = this.#lines;
  /** XTSAVE: private modes as the program saved them. */
  readonly #saved = new Map<number, boolean | undefined>();
  readonly #scanner: Scanner;

  constructor(events: ModesEvents = {}) {
    const asked = (query: string | undefined): void => {
      if (query !== undefined) events.onQuery?.(query, this.#scanner.end);
    };
    this.#scanner = new Scanner({
      text: (bytes, from, to) => this.#lines.text(bytes, from, to),
      shift: (control) => (this.#state.charsets.shift = control === 0x0e ? '\x0e' : ''),
      escape: (intermediate, final) => this.#escape(intermediate, final),
      csi: (prefix, params, intermediate, final) => {
        this.#csi(prefix, params, intermediate, final);
        asked(csiQuery(prefix, params, intermediate, final));
      },
      oscOpened: (number, at) => {
        if (number >= 0 && number <= 2) {
          this.#state.title = true;
          events.onTitle?.(at);
        }
      },
      osc: (number, text) => {
        this.#osc(number, text);
        asked(oscQuery(number, text));
      },
      dcs: (text) => asked(dcsQuery(text)),
    });
  }

  /** Whether the bytes so far end within a control function. */
  get within(): boolean {
    return this.#scanner.within;
  }

  /** Whether a terminal that was given the bytes so far is as it was, but for what is on its screen. */
  get untouched(): boolean {
    return !this.within && !this.#state.attributes && this.enter() === '';
  }

  feed(bytes: Buffer): void {
    this.#scanner.scan(bytes);
  }

  /** The terminal's size has changed, at which terminals make the scroll region the whole screen again (xterm). */
  resized(): void {
    this.#state.region = undefined;
  }

  /** Whether keys may come in an encoding other than the legacy one: kitty's or modifyOtherKeys. */
  get extendedKeys(): boolean {
    return this.#keyboard.flags !== 0 || /;[1-9]/.test(this.#state.modifiers.get(4) ?? '');
  }

  get #keyboard(): Keyboard {
    return this.#state.keyboards[this.#screen];
  }

  #escape(intermediate: number, final: number): void {
    const state = this.#state;
    const set94 = DESIGNATORS.get(intermediate);
    const set96 = DESIGNATORS_96.get(intermediate);
    if (set94 !== undefined) {
      if (final === 0x42) state.charsets.sets.delete(set94);
      else state.charsets.sets.set(set94, String.fromCharCode(intermediate, final));
      return;
    }
    if (set96 !== undefined) {
      state.charsets.sets.set(set96, String.fromCharCode(intermediate, final));
      return;
    }
    if (intermediate !== 0) return;
    this.#lines.escape(final);
    switch (String.fromCharCode(final)) {
      case '=': // DECKPAM
        state.keypad = true;
        break;
      case '>': // DECKPNM
        state.keypad = false;
        break;
      case '7': // DECSC
        this.#saveCharsets();
        break;
      case '8': // DECRC
        this.#restoreCharsets();
        break;
      case 'n': // LS2
      case 'o': // LS3
        state.charsets.shift = `\x1b${String.fromCharCode(final)}`;
        break;
      case 'c': // RIS
        this.#reset();
        break;
      default:
    }
  }

  #saveCharsets(): void {
    const { sets, shift } = this.#state.charsets;
    const { attributes } = this.#state;
    this.#state.savedCharsets[this.#screen] = { sets: new Map(sets), shift, attributes };
  }

  #restoreCharsets(): void {
    const { sets, shift, attributes = false } = this.#state.savedCharsets[this.#screen];
    this.#state.charsets = { sets: new Map(sets), shift };
    this.#state.attributes = attributes;
  }

  /** 0 for the primary screen, 1 for the alternate one. */
  get #screen(): 0 | 1 {
    return this.#state.alternate === 0 ? 0 : 1;
  }

  /** RIS puts everything back, but for the titles that were pushed. */
  #reset(): void {
    const { title, titleDepth } = this.#state;
    this.#state = { ...freshModes(), title, titleDepth };
    this.#lines = this.#primaryLines = new Lines();
  }

  /** DECSTR (xterm: VTSoftReset): what it puts back of what is followed here. */
  #softReset(): void {
    const state = this.#state;
    for (const mode of [1, ORIGIN, 7, 25, 45, 66]) state.privateModes.delete(mode);
    state.ansiModes.delete(4);
    state.keypad = state.attributes = state.protectedArea = false;
    state.region = undefined;
    state.charsets = { sets: new Map(), shift: '' };
  }

  #csi(prefix: number, params: readonly number[], intermediate: number, final: number): void {
    const char = String.fromCharCode(final);
    const first = params[0] ?? 0;
    const kind =
      (prefix ? String.fromCharCode(prefix) : '') + (intermediate ? String.fromCharCode(intermediate) : '');
    switch (kind + char) {
      case 'm': // SGR
        this.#state.attributes = params.length > 1 || first !== 0;
        return;
      case '?h': // DECSET
      case '?l': // DECRST
        for (const mode of params) this.#setPrivate(mode, char === 'h');
        return;
      case '?s': // XTSAVE
        for (const mode of params) this.#saved.set(mode, this.#state.privateModes.get(mode));
        return;
      case '?r': // XTRESTORE
        for (const mode of params) this.#setPrivate(mode, this.#saved.get(mode) ?? PRIVATE_ON.has(mode));
        return;
      case 'h': // SM
      case 'l': // RM
        for (const mode of params) this.#setAnsi(mode, char === 'h');
        return;
      case 'r': // DECSTBM
        this.#state.region = params.some((row) => row > 0) ? params.slice(0, 2) : undefined;
        break;
      case ' q': // DECSCUSR
        this.#state.cursorStyle = first;
        return;
      case '"q': // DECSCA
        this.#state.protectedArea = first === 1;
        return;
      case '!p': // DECSTR
        this.#softReset();
        return;
      case '>m': // XTMODKEYS; without a value it goes back to what the terminal began with
        if (params.length > 1) this.#state.modifiers.set(first, params.slice(0, 2).join(';'));
        else if (params.length === 1) this.#state.modifiers.delete(first);
        else this.#state.modifiers.clear();
        return;
      case '>n': // XTMODKEYS off: a change too, undone in the same way
        this.#state.modifiers.set(params.length > 0 ? first : 2, '');
        return;
      case '>u':
      case '<u':
      case '=u':
        this.#setKeyboard(String.fromCharCode(prefix), params);
        return;
      case 't': // XTWINOPS
        if (first === 22) this.#state.titleDepth = Math.min(this.#state.titleDepth + 1, MOST_PUSHED);
        else if (first === 23) this.#state.titleDepth = Math.max(0, this.#state.titleDepth - 1);
        return;
      default:
    }
    if (kind === '') this.#lines.csi(params, final);
  }

  #setPrivate(mode: number, on: boolean): void {
    const state = this.#state;
    if (mode === SAVE_CURSOR) return on ? this.#saveCharsets() : this.#restoreCharsets();
    if (ALTERNATE.has(mode)) {
      if (on && mode === 1049) this.#saveCharsets();
      if (on && state.alternate === 0) {
        state.alternate = mode;
        this.#lines = new Lines();
      } else if (!on && state.alternate !== 0) {
        this.#lines = this.#primaryLines;
        // Only 1049 brings the cursor back to where it was (xterm).
        if (state.alternate !== 1049 || mode !== 1049) this.#lines.below = Infinity;
        state.alternate = 0;
      }
      if (!on && mode === 1049) this.#restoreCharsets();
      return;
    }
    if (mode === ORIGIN) this.#lines.below = Infinity; // the cursor goes home
    // In the order in which they were set: of two mouse modes the later one is in force.
    state.privateModes.delete(mode);
    if (on !== PRIVATE_ON.has(mode)) state.privateModes.set(mode, on);
  }

  #setAnsi(mode: number, on: boolean): void {
    if (on === ANSI_ON.has(mode)) this.#state.ansiModes.delete(mode);
    else this.#state.ansiModes.set(mode, on);
  }

  /** kitty: `CSI > flags u` pushes, `CSI < count u` pops, `CSI = flags ; how u` changes those in force. */
  #setKeyboard(prefix: string, params: readonly number[]): void {
    const keyboard = this.#keyboard;
    const first = params[0] ?? 0;
    if (prefix === '>') {
      if (keyboard.stack.length >= MOST_PUSHED) keyboard.stack.shift();
      keyboard.stack.push(keyboard.flags);
      keyboard.flags = first;
    } else if (prefix === '<') {
      const count = Math.max(1, first);
      if (count > keyboard.stack.length)
        keyboard.flags = 0; // kitty: an empty stack has no flags
      else keyboard.flags = keyboard.stack.at(-count) ?? 0;
      keyboard.stack.length = Math.max(0, keyboard.stack.length - count);
    } else {
      const how = params[1] ?? 1;
      keyboard.flags = how === 2 ? keyboard.flags | first : how === 3 ? keyboard.flags & ~first : first;
    }
  }

  #osc(number: number, text: string): void {
    const state = this.#state;
    if (number === 8) state.link = !/^[^;]*;?$/.test(text);
    else if (isColour(number)) followColour(state, number, text);
    else if (number === 9 && text.startsWith('4;')) state.progress = !text.startsWith('4;0');
  }

  /**
   * What puts a terminal back that has been given these bytes, and leaves its cursor at the start of an empty
   * line below what was drawn.
   * @param below lines down to the first free one, where somebody knows it
   */
  undo(below?: number): string {
    const cut = this.#scanner.within ? '\x18' : ''; // CAN ends what was cut off in the middle
    const lines = this.#state.alternate === 0 ? this.#lines : this.#primaryLines;
    const homed = this.#state.privateModes.has(ORIGIN); // leaving origin mode takes the cursor home
    return cut + undoSequence(this.#state) + lines.leave(homed, below);
  }

  /** The modes as they are now. */
  get state(): Readonly<ModeState> {
    return this.#state;
  }

  /** What puts a fresh terminal into these modes, but for what is on the screen and its attributes. */
  enter(): string {
    return enterSequence(this.#state);
  }
}

// The modes that a stream of output has switched on, and the sequences that undo exactly these, or
// put a fresh terminal into them. It follows the stream as it comes, and does not draw. Sources:
// ECMA-48, DEC STD 070, xterm's ctlseqs, kitty's keyboard protocol, each named where it is used.
import { Lines } from '../listening/lines.ts';
import { setAnsi, setRegion } from './mode-ansi.ts';
import { followColour, isColour, popColours, pushColours } from './mode-colours.ts';
import { designate, restoreCursor, saveCursor } from './mode-cursor.ts';
import { Kept } from './mode-kept.ts';
import type { ModesEvents } from './mode-events.ts';
import { setKeyboard, setModifiers } from './mode-keyboard.ts';
import { ALTERNATE, SAVE_CURSOR, saveModes, restoredMode, setPrivate } from './mode-private.ts';
import { hardReset, leaveScreen, softReset } from './mode-reset.ts';
import { enterSequence, undoSequence } from './mode-sequences.ts';
import { csiSetting, dcsSetting, escapeSetting, oscSetting } from './mode-settings.ts';
import { KEYPAD, freshModes, screenOf, ORIGIN } from './mode-state.ts';
import type { Keyboard, ModeState } from './mode-state.ts';
import { isTitle, popTitles, pushTitles, setTitle } from './mode-titles.ts';
import { undoModes } from './mode-undo.ts';
import type { Undoable } from './mode-undo.ts';
import { csiQuery, dcsQuery, oscQuery } from '../model/queries.ts';
import { OSC_TEXT_BYTES, Scanner } from '../scanner/scanner.ts';
import { ring } from '../listening/signs.ts';
import type { Signs } from '../listening/signs.ts';

const [BLINK, LEFT_RIGHT_MARGINS] = [12, 69];

export class Modes {
  signs: Signs | undefined; // who is told of titles and bells
  #state = freshModes();
  #lines = new Lines();
  #primaryLines = this.#lines;
  readonly #kept: Kept;
  readonly #scanner: Scanner;

  constructor(events: ModesEvents = {}) {
    this.#kept = new Kept(events.onSave);
    const asked = (query: string | undefined): void => {
      if (query !== undefined) events.onQuery?.(query, this.#scanner.end, this.#scanner.start);
    };
    this.#scanner = new Scanner({
      text: (bytes, from, to) => {
        this.#lines.text(bytes, from, to);
        if (this.signs) ring(this.signs, bytes, from, to);
      },
      shift: (control) => (this.#state.charsets.shift = control === 0x0e ? '\x0e' : ''),
      escape: (intermediates, final) => {
        this.#escape(intermediates, final);
        events.onFunction?.(0, intermediates, final);
      },
      csi: (prefix, params, intermediate, final) => {
        this.#csi(prefix, params, intermediate, final);
        events.onFunction?.(prefix, intermediate, final, params, this.#scanner.end);
        asked(csiQuery(prefix, params, intermediate, final));
      },
      oscOpened: (number, at) => {
        if (isTitle(number)) this.#kept.titles(at);
      },
      osc: (number, text) => {
        this.#osc(number, text);
        if (isTitle(number)) this.signs?.titled();
        asked(oscQuery(number, text));
      },
      dcs: (text) => {
        dcsSetting(this.#state, text);
        if (text.startsWith('2$t')) this.#state.tabs[this.#screen] = true; // DECRSPS: tab stops
        asked(dcsQuery(text));
      },
    });
  }

  /** Returns true if the bytes so far end within a control function. */
  get within(): boolean {
    return this.#scanner.within;
  }

  /** Returns true if the bytes so far changed nothing of a terminal but its screen. */
  get untouched(): boolean {
    return !this.within && this.enter() === '' && undoSequence(this.#state, 0) === '';
  }

  /**
   * @returns how many of the bytes it has taken: all, or fewer where an event has stopped it
   */
  feed(bytes: Buffer): number {
    return this.#scanner.scan(bytes);
  }

  /** In an event: takes no more than the control function that it is about. */
  readonly stop = (): void => this.#scanner.stop();

  /** Modes that are the same, to be fed on their own. */
  copy(): Modes {
    const copy = new Modes();
    copy.#state = structuredClone(this.#state);
    copy.#scanner.resume(this.#scanner);
    return copy;
  }

  /** The size has changed, at which the scroll region becomes the whole screen (xterm). */
  resized(): void {
    this.#state.regions = [undefined, undefined];
    this.#state.margins = undefined;
  }

  /** Returns true if keys may come in another encoding: kitty's or modifyOtherKeys. */
  get extendedKeys(): boolean {
    return this.#keyboard.flags !== 0 || /;[1-9]/.test(this.#state.modifiers.get(4) ?? '');
  }

  get #keyboard(): Keyboard {
    return this.#state.keyboards[this.#screen];
  }

  get #screen(): 0 | 1 {
    return screenOf(this.#state);
  }

  #escape(intermediates: number, final: number): void {
    const state = this.#state;
    if (designate(state.charsets, intermediates, final)) return;
    const name = (intermediates ? String.fromCharCode(intermediates) : '') + String.fromCharCode(final);
    if (intermediates === 0) this.#lines.escape(final);
    switch (name) {
      case '=': // DECKPAM
      case '>': // DECKPNM
        setPrivate(state, KEYPAD, name === '=');
        break;
      case '<': // leaves the VT52's mode
        setPrivate(state, 2, true);
        break;
      case '7': // DECSC
        saveCursor(state);
        break;
      case '8': // DECRC
        restoreCursor(state);
        break;
      case 'H': // HTS
        state.tabs[this.#screen] = true;
        break;
      case 'n': // LS2
      case 'o': // LS3
        state.charsets.shift = `\x1b${name}`;
        break;
      case 'c': // RIS
        this.#state = hardReset(state);
        this.#lines = this.#primaryLines = new Lines();
        break;
      default:
        escapeSetting(state, name);
    }
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
        for (const mode of params) {
          this.#kept.mode(mode, this.#scanner.start);
          this.#setPrivate(mode, char === 'h');
        }
        return;
      case '?s': // XTSAVE
        saveModes(this.#state, params);
        this.#kept.modesSaved(params);
        return;
      case '?r': // XTRESTORE
        for (const mode of params) this.#setPrivate(mode, restoredMode(this.#state, mode));
        return;
      case 'h': // SM
      case 'l': // RM
        for (const mode of params) setAnsi(this.#state, mode, char === 'h');
        return;
      case 'r': // DECSTBM
        setRegion(this.#state, params);
        break;
      case 's': // SCOSC, or DECSLRM
        this.#saveOrMargins(params);
        return;
      case 'u': // SCORC
        restoreCursor(this.#state);
        break;
      case 'g': // TBC
      case 'W': // CTC
        this.#state.tabs[this.#screen] = true;
        return;
      case ' q': // DECSCUSR, which changes the cursor's blinking (12) in xterm
        this.#kept.mode(BLINK, this.#scanner.start);
        this.#state.cursorStyle = first;
        this.#state.styleIsLast = true;
        return;
      case '"q': // DECSCA
        this.#state.protectedArea = first === 1;
        return;
      case '!p': // DECSTR
        softReset(this.#state);
        return;
      case '>m':
      case '>n':
        setModifiers(this.#state.modifiers, char, params);
        return;
      case '>u':
      case '<u':
      case '=u':
        setKeyboard(this.#keyboard, String.fromCharCode(prefix), params);
        return;
      case 't': // XTWINOPS
        this.#titles(first, params[1] ?? 0);
        return;
      case '#P': // XTPUSHCOLORS
        pushColours(this.#state);
        return;
      case '#Q': // XTPOPCOLORS
        popColours(this.#state);
        return;
      case '"p': // DECSCL resets softly
        softReset(this.#state);
        csiSetting(this.#state, kind + char, params);
        return;
      default:
    }
    if (kind === '') this.#lines.csi(params, final);
    else csiSetting(this.#state, kind + char, params);
  }

  #saveOrMargins(params: readonly number[]): void {
    const some = params.some((column) => column > 0);
    if (!this.#state.privateModes.has(LEFT_RIGHT_MARGINS)) return some ? undefined : saveCursor(this.#state);
    this.#state.margins = some ? params.slice(0, 2) : undefined;
    this.#lines.csi(params, 0x72); // goes home, as DECSTBM does
  }

  #titles(operation: number, what: number): void {
    if (operation === 22) pushTitles(this.#state, what);
    // It has popped what was kept: the titles are as they were.
    else if (operation === 23 && !popTitles(this.#state, what)) this.#kept.titlesPopped();
  }

  #setPrivate(mode: number, on: boolean): void {
    const state = this.#state;
    if (mode === SAVE_CURSOR) return on ? saveCursor(state) : restoreCursor(state);
    if (ALTERNATE.has(mode)) return this.#switchScreen(mode, on);
    if (mode === BLINK) state.styleIsLast = false;
    if (mode === ORIGIN) this.#lines.below = Infinity; // the cursor goes home
    setPrivate(state, mode, on);
  }

  #switchScreen(mode: number, on: boolean): void {
    const state = this.#state;
    if (on && mode === 1049) saveCursor(state);
    if (on && state.alternate === 0) {
      state.alternate = mode;
      this.#lines = new Lines();
    } else if (!on && state.alternate !== 0) {
      this.#lines = this.#primaryLines;
      // Only 1049 brings the cursor back to where it was (xterm).
      if (state.alternate !== 1049 || mode !== 1049) this.#lines.below = Infinity;
      state.alternate = 0;
      leaveScreen(state);
    }
    if (!on && mode === 1049) restoreCursor(state);
  }

  #osc(number: number, text: string): void {
    const state = this.#state;
    if (isTitle(number)) setTitle(state, number, text);
    else if (number === 8) state.link = /^[^;]*;?$/.test(text) ? '' : Buffer.from(text, 'latin1').toString();
    else if (isColour(number)) followColour(state, number, text, text.length < OSC_TEXT_BYTES);
    else oscSetting(state, number, text);
  }

  /**
   * Puts back a terminal that was given these bytes; its cursor then starts a line below them.
   * @param below lines down to the first free one, where that is known
   * @param cols the terminal's columns
   */
  undo(below?: number, cols = 80): string {
    return this.#scanner.cut + undoModes(this.undoable, cols, below);
  }

  get undoable(): Undoable {
    return { state: this.#state, kept: this.#kept, lines: this.#lines, primaryLines: this.#primaryLines };
  }

  /** The modes as they are now. */
  get state(): Readonly<ModeState> {
    return this.#state;
  }

  /** What puts a fresh terminal into these modes, without its screen and attributes. */
  enter(): string {
    return enterSequence(this.#state);
  }
}

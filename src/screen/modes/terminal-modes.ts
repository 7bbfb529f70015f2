// The modes that a stream of output has switched on, and the sequences that undo exactly these, or
// put a fresh terminal into them. It follows the stream as it comes, and does not draw. Sources:
// ECMA-48, DEC STD 070, xterm's ctlseqs, kitty's keyboard protocol, each named where it is used.
import { CursorTracker } from '../listening/cursor-tracker.ts';
import { setAnsiModes, setRegion } from './mode-ansi.ts';
import { followColour, isColour, popColours, pushColours } from './mode-colours.ts';
import { designate, restoreCursor, saveCursor } from './mode-cursor.ts';
import { SavedTerminalState } from './saved-terminal-state.ts';
import type { ModesEvents } from './mode-events.ts';
import { setKeyboard, setModifiers } from './mode-keyboard.ts';
import { ALTERNATE, SAVE_CURSOR, saveModes, restoredMode, setPrivate } from './mode-private.ts';
import { hardReset, leaveScreen, softReset } from './mode-reset.ts';
import { enterSequence, undoSequence } from './mode-sequences.ts';
import { csiSetting, dcsSetting, escapeSetting, oscSetting } from './mode-settings.ts';
import { KEYPAD, freshModes, screenOf, ORIGIN } from './mode-state.ts';
import type { Keyboard, ModeState } from './mode-state.ts';
import { followTitles, isTitle, setTitle } from './mode-titles.ts';
import { undoModes } from './mode-undo.ts';
import type { Undoable } from './mode-undo.ts';
import { csiQuery, dcsQuery, oscQuery } from '../model/queries.ts';
import { OSC_TEXT_BYTES, Scanner } from '../scanner/scanner.ts';
import { ring } from '../listening/title-and-bell.ts';
import type { TitleAndBell } from '../listening/title-and-bell.ts';

/** Private modes (xterm's ctlseqs). */
const [ANSI, BLINK, LEFT_RIGHT_MARGINS] = [2, 12, 69];

/** Final bytes of sequences that move the cursor, too. */
const [DECSTBM, SCORC] = [0x72, 0x75];

type ControlFunction = (modes: Modes, params: readonly number[]) => void;

export class Modes {
  /** The effects of ESC sequences, by intermediates and final byte (ECMA-48, DEC STD 070). */
  static readonly #ESCAPES: ReadonlyMap<string, ControlFunction> = new Map<string, ControlFunction>([
    ['=', (modes) => setPrivate(modes.#state, KEYPAD, true)], // DECKPAM
    ['>', (modes) => setPrivate(modes.#state, KEYPAD, false)], // DECKPNM
    ['<', (modes) => setPrivate(modes.#state, ANSI, true)], // leaves the VT52's mode
    ['7', (modes) => saveCursor(modes.#state)], // DECSC
    ['8', (modes) => restoreCursor(modes.#state)], // DECRC
    ['H', (modes) => void (modes.#state.tabs[modes.#screen] = true)], // HTS
    ['n', (modes) => void (modes.#state.charsets.shift = '\x1bn')], // LS2
    ['o', (modes) => void (modes.#state.charsets.shift = '\x1bo')], // LS3
    ['c', (modes) => modes.#reset()], // RIS
  ]);

  /** The effects of CSI sequences, by prefix, intermediate and final byte (xterm's ctlseqs). */
  static readonly #FUNCTIONS: ReadonlyMap<string, ControlFunction> = new Map<string, ControlFunction>([
    ['m', (modes, params) => void (modes.#state.attributes = params.length > 1 || (params[0] ?? 0) !== 0)], // SGR
    ['?h', (modes, params) => modes.#setPrivateModes(params, true)], // DECSET
    ['?l', (modes, params) => modes.#setPrivateModes(params, false)], // DECRST
    ['?s', (modes, params) => modes.#saveModes(params)], // XTSAVE
    ['?r', (modes, params) => modes.#restoreModes(params)], // XTRESTORE
    ['h', (modes, params) => setAnsiModes(modes.#state, params, true)], // SM
    ['l', (modes, params) => setAnsiModes(modes.#state, params, false)], // RM
    ['r', (modes, params) => modes.#setScrollRegion(params)], // DECSTBM
    ['s', (modes, params) => modes.#saveOrMargins(params)], // SCOSC, or DECSLRM
    ['u', (modes, params) => modes.#restoreCursor(params)], // SCORC
    ['g', (modes) => void (modes.#state.tabs[modes.#screen] = true)], // TBC
    ['W', (modes) => void (modes.#state.tabs[modes.#screen] = true)], // CTC
    ['t', (modes, params) => followTitles(modes.#state, modes.#savedState, params)], // XTWINOPS
    [' q', (modes, params) => modes.#setCursorStyle(params)], // DECSCUSR
    ['"q', (modes, params) => void (modes.#state.protectedArea = params[0] === 1)], // DECSCA
    ['!p', (modes) => (modes.#lacksSoftReset() ? undefined : softReset(modes.#state))], // DECSTR
    ['"p', (modes, params) => modes.#setConformance(params)], // DECSCL
    ['>m', (modes, params) => setModifiers(modes.#state.modifiers, 'm', params)], // XTMODKEYS
    ['>n', (modes, params) => setModifiers(modes.#state.modifiers, 'n', params)], // XTMODKEYS, off
    ['>u', (modes, params) => setKeyboard(modes.#keyboard, '>', params)], // kitty's keyboard protocol
    ['<u', (modes, params) => setKeyboard(modes.#keyboard, '<', params)],
    ['=u', (modes, params) => setKeyboard(modes.#keyboard, '=', params)],
    ['#P', (modes) => pushColours(modes.#state)], // XTPUSHCOLORS
    ['#Q', (modes) => popColours(modes.#state)], // XTPOPCOLORS
  ]);

  titleAndBell: TitleAndBell | undefined; // the listener for titles and bells
  #state = freshModes();
  #cursorTracker = new CursorTracker();
  #primaryCursor = this.#cursorTracker;
  readonly #savedState: SavedTerminalState;
  readonly #scanner: Scanner;
  readonly #lacksSoftReset: () => boolean;

  constructor(events: ModesEvents = {}) {
    this.#lacksSoftReset = (): boolean => events.lacksSoftReset?.() ?? false;
    this.#savedState = new SavedTerminalState(events.onSave);
    const asked = (query: string | undefined): void => {
      if (query !== undefined) events.onQuery?.(query, this.#scanner.end, this.#scanner.start);
    };
    this.#scanner = new Scanner({
      text: (bytes, from, to) => {
        this.#cursorTracker.text(bytes, from, to);
        if (this.titleAndBell) ring(this.titleAndBell, bytes, from, to);
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
        if (isTitle(number)) this.#savedState.titles(at);
      },
      osc: (number, text) => {
        this.#osc(number, text);
        if (isTitle(number)) this.titleAndBell?.titled();
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

  /** @returns how many of the bytes were taken: all, or fewer if an event has stopped it */
  feed(bytes: Buffer): number {
    return this.#scanner.scan(bytes);
  }

  /** In an event: takes no more than the control function that it is about. */
  readonly stop = (): void => this.#scanner.stop();

  /** Modes that are the same, to be fed on their own. */
  copy(): Modes {
    const copy = new Modes({ lacksSoftReset: this.#lacksSoftReset });
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
    if (designate(this.#state.charsets, intermediates, final)) return;
    const name = (intermediates ? String.fromCharCode(intermediates) : '') + String.fromCharCode(final);
    if (intermediates === 0) this.#cursorTracker.escape(final);
    const act = Modes.#ESCAPES.get(name);
    if (act) act(this, []);
    else escapeSetting(this.#state, name);
  }

  #csi(prefix: number, params: readonly number[], intermediate: number, final: number): void {
    const kind =
      (prefix ? String.fromCharCode(prefix) : '') + (intermediate ? String.fromCharCode(intermediate) : '');
    const name = kind + String.fromCharCode(final);
    const act = Modes.#FUNCTIONS.get(name);
    if (act) act(this, params);
    else if (kind === '') this.#cursorTracker.csi(params, final);
    else csiSetting(this.#state, name, params);
  }

  /** DECSCL resets softly. */
  #setConformance(params: readonly number[]): void {
    softReset(this.#state);
    csiSetting(this.#state, '"p', params);
  }

  #reset(): void {
    this.#state = hardReset(this.#state);
    this.#cursorTracker = this.#primaryCursor = new CursorTracker();
  }

  #setScrollRegion(params: readonly number[]): void {
    setRegion(this.#state, params);
    this.#cursorTracker.csi(params, DECSTBM);
  }

  #restoreCursor(params: readonly number[]): void {
    restoreCursor(this.#state);
    this.#cursorTracker.csi(params, SCORC);
  }

  /** DECSCUSR changes the cursor's blinking (12) in xterm. */
  #setCursorStyle([style = 0]: readonly number[]): void {
    this.#savedState.mode(BLINK, this.#scanner.start);
    this.#state.cursorStyle = style;
    this.#state.styleIsLast = true;
  }

  #setPrivateModes(modes: readonly number[], on: boolean): void {
    for (const mode of modes) {
      this.#savedState.mode(mode, this.#scanner.start);
      this.#setPrivate(mode, on);
    }
  }

  #saveModes(modes: readonly number[]): void {
    saveModes(this.#state, modes);
    this.#savedState.modesSaved(modes);
  }

  #restoreModes(modes: readonly number[]): void {
    for (const mode of modes) this.#setPrivate(mode, restoredMode(this.#state, mode));
  }

  #saveOrMargins(params: readonly number[]): void {
    const some = params.some((column) => column > 0);
    if (!this.#state.privateModes.has(LEFT_RIGHT_MARGINS)) return some ? undefined : saveCursor(this.#state);
    this.#state.margins = some ? params.slice(0, 2) : undefined;
    this.#cursorTracker.csi(params, DECSTBM); // moves the cursor home, as DECSTBM does
  }

  #setPrivate(mode: number, on: boolean): void {
    const state = this.#state;
    if (mode === SAVE_CURSOR) return on ? saveCursor(state) : restoreCursor(state);
    if (ALTERNATE.has(mode)) return this.#switchScreen(mode, on);
    if (mode === BLINK) state.styleIsLast = false;
    if (mode === ORIGIN) this.#cursorTracker.below = Infinity; // the cursor moves home
    setPrivate(state, mode, on);
  }

  #switchScreen(mode: number, on: boolean): void {
    const state = this.#state;
    if (on && mode === 1049) saveCursor(state);
    if (on && state.alternate === 0) {
      state.alternate = mode;
      this.#cursorTracker = new CursorTracker();
    } else if (!on && state.alternate !== 0) {
      this.#cursorTracker = this.#primaryCursor;
      // Only 1049 restores the cursor's place (xterm).
      if (state.alternate !== 1049 || mode !== 1049) this.#cursorTracker.below = Infinity;
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
   * Restores a terminal that was given these bytes; its cursor then starts a line below them.
   * @param below lines down to the first free one, if known
   * @param cols the terminal's columns
   */
  undo(below?: number, cols = 80): string {
    return this.#scanner.cut + undoModes(this.undoable, cols, below);
  }

  get undoable(): Undoable {
    return {
      state: this.#state,
      savedState: this.#savedState,
      cursorTracker: this.#cursorTracker,
      primaryCursor: this.#primaryCursor,
    };
  }

  /** The modes as they are now. */
  get state(): Readonly<ModeState> {
    return this.#state;
  }

  /** Puts a fresh terminal into these modes, without its screen and attributes. */
  enter(): string {
    return enterSequence(this.#state);
  }
}

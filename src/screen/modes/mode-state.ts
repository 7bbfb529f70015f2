// What a program can set in a terminal, as far as it is followed here: the modes, not the screen. A
// fresh state is that of an unchanged terminal. If terminals differ in the effect of a sequence,
// the state is xterm's, and `fallbackResets` hold what else must be reset.

/** DECOM, origin mode: setting and leaving it takes the cursor home. */
export const ORIGIN = 6;

/**
 * Modes that a terminal starts with: DECANM, DECAWM, DECARM, DECTCEM; and of ANSI's, SRM. All
 * others start off.
 */
export const PRIVATE_ON = new Set([2, 7, 8, 25]);
export const ANSI_ON = new Set([12]);

/**
 * DECKPAM and DECKPNM (ESC = and ESC >), which xterm has as DECNKM (66) too, and others apart from
 * it.
 */
export const KEYPAD = -1;

/** OSC 5;0 is OSC 4;256 too (xterm). */
export const SPECIAL_COLOURS = 256;

/** Stacks end here: xterm has 10 titles and sets of colours, kitty some more keyboard flags. */
export const MAX_PUSHED = 32;

/** kitty's keyboard flags: a stack, and the flags in force on its top. */
export interface Keyboard {
  stack: number[];
  flags: number;
}

/** Designations other than ASCII by G0 to G3, and the locking shift. */
export interface Charsets {
  sets: Map<number, string>;
  /** SO, LS2 or LS3; '' for G0. */
  shift: string;
}

/** What DECSC saves, except for the cursor's place. */
export interface SavedCursor extends Charsets {
  /** True if there was a DECSC at all. */
  made: boolean;
  /** True if attributes (SGR) were in force. */
  attributes: boolean;
  protectedArea: boolean;
  origin: boolean;
  /** DECAWM, which kitty saves too. */
  wrap: boolean;
  /** True if a hyperlink was open, which VTE saves too. */
  link: boolean;
}

/** The titles that the program has set, by OSC number: 1 for the icon's and 2 for the window's. */
export type Titles = Map<1 | 2, string>;

export interface Colours {
  /**
   * Default colours (text, background, cursor, ...) that were set, by OSC number, as they were
   * given.
   */
  colours: Map<number, string>;
  /**
   * Palette entries that were set, as they were given; special colours (OSC 5) from SPECIAL_COLOURS
   * on.
   */
  palette: Map<number, string>;
}

export interface ModeState extends Colours {
  /**
   * DEC private modes that differ from a terminal's start, or whose start is unknown, as last set.
   */
  privateModes: Map<number, boolean>;
  ansiModes: Map<number, boolean>;
  /** XTSAVE: private modes as the program saved them. */
  savedModes: Map<number, boolean>;
  /** The mode number that the alternate screen was entered with; 0 on the primary screen. */
  alternate: number;
  /** DECSCUSR as last set; undefined if it was not set. */
  cursorStyle: number | undefined;
  /** True if DECSCUSR came after mode 12: in xterm both set the cursor's blinking. */
  styleIsLast: boolean;
  /**
   * DECSTBM as last set on each screen: [] for the whole one. xterm has one for both, xterm.js one
   * for each.
   */
  regions: [readonly number[] | undefined, readonly number[] | undefined];
  /** DECSLRM, while its mode (69) is on. */
  margins: readonly number[] | undefined;
  /** True if tab stops were changed, on each screen. */
  tabs: [boolean, boolean];
  charsets: Charsets;
  /** As saved by DECSC on the primary and on the alternate screen. */
  saved: [SavedCursor, SavedCursor];
  attributes: boolean;
  protectedArea: boolean;
  keyboards: [Keyboard, Keyboard];
  /** XTMODKEYS by resource: modifyOtherKeys is 4. */
  modifiers: Map<number, string>;
  /** The hyperlink that is open (OSC 8), '' for none. */
  link: string;
  titles: Titles;
  /** Titles pushed (XTWINOPS 22) and not popped: which (0 both, 1, 2), and their values. */
  titleStack: { what: number; titles: Titles }[];
  /** XTPUSHCOLORS. */
  colourStack: Colours[];
  /**
   * Settings without a structure of their own (mode-settings.ts): what undoes each, and what makes
   * it.
   */
  settings: Map<string, string>;
  /** Other pushes: the sequence that pops, and the sequences that have pushed. */
  pushed: Map<string, string[]>;
  /** Sequences that undo what is in force in some terminals, but not in xterm. */
  fallbackResets: Set<string>;
}

/** The saved cursor of a terminal in which none was saved. */
export const freshSaved = (): SavedCursor => ({
  made: false,
  sets: new Map(),
  shift: '',
  attributes: false,
  protectedArea: false,
  origin: false,
  wrap: true,
  link: false,
});

/** The modes of a terminal that was not changed. */
export function freshModes(): ModeState {
  return {
    privateModes: new Map(),
    ansiModes: new Map(),
    savedModes: new Map(),
    alternate: 0,
    cursorStyle: undefined,
    styleIsLast: false,
    regions: [undefined, undefined],
    margins: undefined,
    tabs: [false, false],
    charsets: { sets: new Map(), shift: '' },
    saved: [freshSaved(), freshSaved()],
    attributes: false,
    protectedArea: false,
    keyboards: [
      { stack: [], flags: 0 },
      { stack: [], flags: 0 },
    ],
    modifiers: new Map(),
    link: '',
    titles: new Map(),
    titleStack: [],
    colours: new Map(),
    palette: new Map(),
    colourStack: [],
    settings: new Map(),
    pushed: new Map(),
    fallbackResets: new Set(),
  };
}

/** 0 for the primary screen, 1 for the alternate one. */
export const screenOf = ({ alternate }: Readonly<ModeState>): 0 | 1 => (alternate === 0 ? 0 : 1);

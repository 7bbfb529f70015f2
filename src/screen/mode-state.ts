// What a program can switch on in a terminal, as far as it is followed here: a picture of the modes, not of the
// screen. A fresh state is that of a terminal which nobody has changed.

/** Modes that a terminal starts with: DECAWM, DECARM, DECTCEM; and of ANSI's, SRM. All others start off. */
export const PRIVATE_ON = new Set([7, 8, 25]);
export const ANSI_ON = new Set([12]);

/** OSC 5;0 is OSC 4;256 too (xterm). */
export const SPECIAL_COLOURS = 256;

/** kitty's keyboard flags: a stack, and the flags in force on its top. */
export interface Keyboard {
  stack: number[];
  flags: number;
}

/** What DECSC saves of the character sets: designations other than ASCII by G0 to G3, and the locking shift. */
export interface Charsets {
  sets: Map<number, string>;
  /** SO, LS2 or LS3; '' for G0. */
  shift: string;
  /** Whether attributes (SGR) are in force: in what is saved only. */
  attributes?: boolean;
}

export interface ModeState {
  /** DEC private modes that are not as a terminal begins. */
  privateModes: Map<number, boolean>;
  ansiModes: Map<number, boolean>;
  /** The mode number that the alternate screen was entered with; 0 on the primary screen. */
  alternate: number;
  keypad: boolean;
  cursorStyle: number;
  region: readonly number[] | undefined;
  charsets: Charsets;
  /** As saved by DECSC on the primary and on the alternate screen. */
  savedCharsets: [Charsets, Charsets];
  attributes: boolean;
  protectedArea: boolean;
  keyboards: [Keyboard, Keyboard];
  /** XTMODKEYS by resource: modifyOtherKeys is 4. */
  modifiers: Map<number, string>;
  link: boolean;
  title: boolean;
  /** Titles pushed (XTWINOPS 22) and not popped. */
  titleDepth: number;
  /** Default colours (text, background, cursor, ...) that were set, by OSC number, as they were given. */
  colours: Map<number, string>;
  /** Palette entries that were set, as they were given; special colours (OSC 5) from SPECIAL_COLOURS on. */
  palette: Map<number, string>;
  progress: boolean;
}

/** The modes of a terminal that nobody has changed. */
export function freshModes(): ModeState {
  return {
    privateModes: new Map(),
    ansiModes: new Map(),
    alternate: 0,
    keypad: false,
    cursorStyle: 0,
    region: undefined,
    charsets: { sets: new Map(), shift: '' },
    savedCharsets: [
      { sets: new Map(), shift: '' },
      { sets: new Map(), shift: '' },
    ],
    attributes: false,
    protectedArea: false,
    keyboards: [
      { stack: [], flags: 0 },
      { stack: [], flags: 0 },
    ],
    modifiers: new Map(),
    link: false,
    title: false,
    titleDepth: 0,
    colours: new Map(),
    palette: new Map(),
    progress: false,
  };
}

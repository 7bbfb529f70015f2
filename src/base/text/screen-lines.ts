// What a person would see of a session at one moment.

/** The name of one of a theme's 16 colours, a number of the palette from 16 to 255, or #rrggbb. */
export type StyleColour = string | number;

/**
 * Characters side by side that look alike, and otherwise than plain text. What is as in plain text
 * is left out.
 */
export interface StyleRun {
  /** From 0 as the cursor's; of lines above the screen -1 for the last, -2 for the one before. */
  readonly row: number;
  /** Its first column, from 0, and how many columns it takes up. */
  readonly column: number;
  readonly width: number;
  readonly text: string;
  readonly fg?: StyleColour;
  readonly bg?: StyleColour;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  /** Text and background change places, as menus show what is selected. */
  readonly inverse?: true;
  readonly strike?: true;
  readonly overline?: true;
  readonly underline?: 'solid' | 'double' | 'wavy' | 'dotted' | 'dashed';
  readonly underlineColor?: StyleColour;
  /** Where a hyperlink leads. */
  readonly link?: string;
}

export interface Screen {
  /** Of one that has ended, the screen is as it was then. */
  readonly state: 'live' | 'ended';
  /** Bytes of output so far: what is shown is what they have made. */
  readonly seq: number;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly title: string;
  readonly screen: 'primary' | 'alternate';
  /** Counted from 0. */
  readonly cursor: { readonly row: number; readonly column: number; readonly visible: boolean };
  /** Lines above the screen, the oldest first. */
  readonly history: readonly string[];
  /** The lines of the screen, `rows` of them. */
  readonly lines: readonly string[];
  /**
   * Where they were asked for: what looks otherwise than plain text, line by line from the left.
   */
  readonly styles?: readonly StyleRun[];
}

/** How a screen is read. */
export interface ScreenOptions {
  /** The most lines above the screen. */
  readonly history: number;
  /** With colours, attributes and hyperlinks as escape sequences. */
  readonly ansi: boolean;
}

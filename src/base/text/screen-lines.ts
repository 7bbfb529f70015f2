// The screen of a session at one moment, as text and styles.

/** The name of one of the 16 theme colours, a palette number from 16 to 255, or #rrggbb. */
export type StyleColour = string | number;

/**
 * Adjacent characters with the same style, if that differs from plain text. Properties that are as
 * in plain text are left out.
 */
export interface StyleRun {
  /**
   * Row, from 0 like the cursor's. History lines count from -1, the last one, upwards to -2 and so
   * on.
   */
  readonly row: number;
  /** First column, from 0, and number of columns. */
  readonly column: number;
  readonly width: number;
  readonly text: string;
  readonly fg?: StyleColour;
  readonly bg?: StyleColour;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  /** Foreground and background are swapped, as in the selected line of a menu. */
  readonly inverse?: true;
  readonly strike?: true;
  readonly overline?: true;
  readonly underline?: 'solid' | 'double' | 'wavy' | 'dotted' | 'dashed';
  readonly underlineColor?: StyleColour;
  /** Target of a hyperlink. */
  readonly link?: string;
}

export interface Screen {
  /** For an ended session, the screen is the last one. */
  readonly state: 'live' | 'ended';
  /** Bytes of output that the screen reflects. */
  readonly seq: number;
  readonly size: { readonly cols: number; readonly rows: number };
  readonly title: string;
  readonly screen: 'primary' | 'alternate';
  /** Row and column count from 0. */
  readonly cursor: { readonly row: number; readonly column: number; readonly visible: boolean };
  /** History lines above the screen, the oldest first. */
  readonly history: readonly string[];
  /** The lines of the screen, `rows` of them. */
  readonly lines: readonly string[];
  /** If requested: the text that is not plain, line by line from the left. */
  readonly styles?: readonly StyleRun[];
}

/** Options for reading a screen. */
export interface ScreenOptions {
  /** Maximum number of history lines. */
  readonly history: number;
  /** True to include colours, attributes and hyperlinks as escape sequences. */
  readonly ansi: boolean;
}

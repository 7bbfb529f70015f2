// The internals of xterm.js that are read here, declared for the version that package.json pins.
// Its public interface lacks underline styles and colours, saved cursors, tab stops and scroll
// regions.

/** Prints code points. */
export type Print = (data: Uint32Array, start: number, end: number) => void;

/** Colours and attributes of a cell, in xterm.js's bits. */
export interface Attributes {
  readonly fg: number;
  readonly bg: number;
  /** `ext` is a dashed underline for every hyperlink; `_ext` is what the program has set. */
  readonly extended: { readonly ext: number; readonly urlId: number; readonly _ext?: number };
}

export interface Line {
  length: number;
  isWrapped: boolean;
  /** Three words a cell: content, foreground, background. */
  _data: Uint32Array;
  readonly _combined: Record<number, string | undefined>;
  readonly _extendedAttrs: Record<number, Attributes['extended'] | undefined>;
  /** @param width the cell's new width, 0 to keep it */
  addCodepointToCell(column: number, code: number, width: number): void;
  clone(): Line;
  /** Returns memory that a wider line needed. */
  cleanupMemory(): unknown;
}

/** The rows of a buffer: a ring. */
export interface Rows {
  readonly length: number;
  maxLength: number;
  readonly isFull: boolean;
  get(index: number): Line | undefined;
  set(index: number, row: Line): void;
  /** Takes the first row off a full ring, and makes it the last, to be written over. */
  recycle(): Line;
  splice(start: number, deleted: number, ...rows: Line[]): void;
  trimStart(count: number): void;
  /** Lines go from the front, as the history is full. */
  onTrim(call: (lines: number) => void): unknown;
}

/** Follows a line as others scroll away above it. */
export interface Marker {
  readonly line: number;
  readonly isDisposed: boolean;
  dispose(): void;
}

export interface ScreenBuffer {
  readonly lines: Rows;
  /** The number of lines above the screen, and the first shown line. */
  ybase: number;
  ydisp: number;
  /** The cursor, in the column after the last one if it is about to wrap. */
  x: number;
  readonly y: number;
  readonly savedX: number;
  /** Counted from the first line of the history; see saved-cursor.ts. */
  savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean>>;
  addMarker(row: number): Marker;
}

export interface Link {
  readonly id?: string;
  readonly uri: string;
}

/** A line of a buffer, until that line is dropped. */
export interface Marker {
  dispose(): void;
}

/** Data of a link: the lines that it was opened or printed on. */
export interface LinkEntry {
  readonly id: number;
  readonly lines: Marker[];
}

/** Gathers control strings: begun by start (OSC) or hook (DCS). */
export interface StringParser {
  start?: (...about: never[]) => void;
  hook?: (...about: never[]) => void;
  put: (data: Uint32Array, from: number, to: number) => void;
}

export interface Core {
  readonly cols: number;
  readonly rows: number;
  readonly buffers: {
    readonly normal: ScreenBuffer;
    readonly alt: ScreenBuffer;
    readonly active: ScreenBuffer;
  };
  readonly _inputHandler: {
    readonly _curAttrData: Attributes;
    readonly _windowTitle: string;
    readonly _parser: {
      /** Character properties of the last printed character, 0 after a control function. */
      precedingJoinState: number;
      setPrintHandler(print: Print): void;
      /** For a control of one character: C0 or C1. */
      setExecuteHandler(control: string, callback: () => boolean): void;
      readonly _oscParser: StringParser;
      readonly _dcsParser: StringParser;
      /** The callback is asked first, and may change the parameters that the next handler gets. */
      registerCsiHandler(
        id: { readonly intermediates?: string; readonly final: string },
        callback: (about: { readonly length: number; readonly params: Int32Array }) => boolean,
      ): unknown;
      registerEscHandler(id: { readonly final: string }, callback: () => boolean): unknown;
    };
    readonly print: Print;
    eraseInDisplay(params: { readonly params: readonly number[] }, unprotected: boolean): boolean;
    /** @param set an intermediate character for G0 to G3, and the set's final */
    selectCharset(set: string): boolean;
    setHyperlink(text: string): boolean;
  };
  readonly optionsService: { readonly rawOptions: { scrollback: number } };
  readonly _oscLinkService: {
    /** By id. A link is dropped with the last of the lines that it was opened on. */
    readonly _dataByLinkId: ReadonlyMap<number, LinkEntry>;
    /** Called when a line of a link is dropped. */
    _removeMarkerFromLink(entry: LinkEntry, marker: Marker): void;
    getLinkData(id: number): Link | undefined;
  };
  writeSync(bytes: Uint8Array): void;
}

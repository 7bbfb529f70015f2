// The used parts of xterm.js's input handler, which carries out control functions. Each is a method
// that its parser calls by name, so that an own property of the same name replaces it. Names are
// those of xterm.js 6.0, which package.json pins.
import type { Attributes, Core, Line, ScreenBuffer } from './xterm-core.ts';

export interface Params {
  readonly length: number;
  readonly params: Int32Array;
}

/** Parameters with their sub-parameters, which colons separate. */
export interface ColonParams extends Params {
  hasSubParams(at: number): boolean;
  getSubParams(at: number): Int32Array | null;
}

/**
 * Carries out a function: true for done.
 * @param selective for functions that erase: true if protected cells stay (DECSED, DECSEL)
 */
export type Method = (params?: Params, selective?: boolean) => boolean;

/** The functions that are replaced or corrected here. */
export type Name =
  | 'backspace'
  | 'carriageReturn'
  | 'charAttributes'
  | 'charPosAbsolute'
  | 'cursorBackward'
  | 'cursorBackwardTab'
  | 'cursorCharAbsolute'
  | 'cursorDown'
  | 'cursorForward'
  | 'cursorForwardTab'
  | 'cursorNextLine'
  | 'cursorPosition'
  | 'cursorPrecedingLine'
  | 'cursorUp'
  | 'deleteChars'
  | 'deleteColumns'
  | 'deleteLines'
  | 'eraseChars'
  | 'eraseInDisplay'
  | 'eraseInLine'
  | 'fullReset'
  | 'hPositionRelative'
  | 'index'
  | 'insertChars'
  | 'insertColumns'
  | 'insertLines'
  | 'lineFeed'
  | 'linePosAbsolute'
  | 'nextLine'
  | 'repeatPrecedingCharacter'
  | 'resetModePrivate'
  | 'restoreCursor'
  | 'reverseIndex'
  | 'saveCursor'
  | 'screenAlignmentPattern'
  | 'scrollDown'
  | 'scrollLeft'
  | 'scrollRight'
  | 'scrollUp'
  | 'setModePrivate'
  | 'setScrollRegion'
  | 'softReset'
  | 'tab'
  | 'vPositionRelative';

export interface InputHandler extends Record<Name, Method> {
  readonly _activeBuffer: WritableBuffer;
  readonly _curAttrData: Attributes;
  readonly _parser: { precedingJoinState: number };
  readonly _unicodeService: { charProperties(code: number, preceding: number): number };
  readonly _coreService: {
    readonly decPrivateModes: { origin: boolean; readonly wraparound: boolean };
    readonly modes: { insertMode: boolean };
  };
  readonly _optionsService: { readonly rawOptions: { readonly convertEol: boolean } };
  /** Character sets by name, and the one of G0 to G3 that is in use. */
  readonly _charsetService: { charset: unknown; readonly _charsets: readonly unknown[] };
  print(codes: Uint32Array, from: number, to: number): void;
  /** @param style of 4:n, 2 for SGR 21 */
  _processUnderline(style: number, attributes: Attributes): void;
  /** Sets the colour that begins at a parameter (38, 48, 58). Returns how many more it took. */
  _extractColor(params: ColonParams, at: number, attributes: Attributes): number;
  _eraseAttrData(): Attributes;
  _moveCursor(columns: number, rows: number): void;
  _restrictCursor(lastColumn?: number): void;
}

/** A cell as xterm.js loads and stores it. */
export interface CellData {
  content: number;
  fg: number;
  bg: number;
  combinedData: string;
  extended: Attributes['extended'];
}

export type WritableLine = Line & {
  loadCell(column: number, into: CellData): CellData;
  setCell(column: number, cell: CellData): void;
};

export type WritableBuffer = Omit<ScreenBuffer, 'x' | 'y' | 'savedY' | 'lines'> & {
  readonly lines: { get(index: number): WritableLine | undefined };
  x: number;
  y: number;
  savedY: number;
  getNullCell(attributes: Attributes): CellData;
  nextStop(): number;
  prevStop(): number;
};

export const inputHandlerOf = (core: Core): InputHandler => core._inputHandler as unknown as InputHandler;

/** The first parameter as a count: 1 if it is left out. */
export const countOf = (params: Params | undefined): number => Math.max(1, params?.params[0] ?? 1);

/** Replaces a function for good; `by` receives the previous one. */
export function replace(handler: InputHandler, name: Name, by: (before: Method) => Method): void {
  handler[name] = by(handler[name].bind(handler));
}

/** The line of a row of the screen. */
export const lineAt = (buffer: WritableBuffer, row: number): WritableLine | undefined =>
  buffer.lines.get(buffer.ybase + row);

export const newCell = (): CellData => ({
  content: 0,
  fg: 0,
  bg: 0,
  combinedData: '',
  extended: { ext: 0, urlId: 0 },
});

// What terminal emulators lack, as seen in xterm 379, VTE 0.70, kitty 0.26 and alacritty 0.11.
export type Group =
  /** Left and right margins (DECLRMM). */
  | 'margins'
  | 'lineFeedMode'
  | 'reverseWrap'
  | 'rectangles'
  /** DECCARA. */
  | 'attributes'
  /** DECRARA. */
  | 'reversal'
  | 'attributeStack'
  | 'columns'
  /** HPR and VPR. */
  | 'relativeMoves'
  | 'selectiveErase'
  | 'protection'
  | 'softReset'
  /** ED 3 leaves the screen as it is. */
  | 'screenAfterErasedHistory'
  /** Alternate screens by modes 47 and 1047. */
  | 'formerAlternates'
  /** Each screen has a scroll region of its own. */
  | 'ownRegions'
  /** The cursor stays where it is when the alternate screen is entered. */
  | 'cursorInAlternate'
  /** Mode 6 moves the cursor to the first row. */
  | 'homeByOrigin'
  /** IL and DL move the cursor to the first column. */
  | 'firstColumnAtLines'
  /** The pen stays as it is when the alternate screen is entered. */
  | 'penInAlternate'
  /** Lines that scroll in, or are inserted, have the background's colour. */
  | 'colouredLines'
  /** EL, ED, ECH and DCH leave nothing of the pen but the background's colour. */
  | 'plainErase'
  /** ICH does the same. */
  | 'plainInsert'
  /** DECCOLM, set and reset, leaves the screen as it is: in xterm mode 40 has to allow it. */
  | 'screenAtColumnMode'
  | 'screenAfterColumnMode'
  /** CHT. */
  | 'forwardTab'
  /** Colours with a colour space, as 38:2:0:R:G:B. */
  | 'colourSpaces'
  /** SGR 21 underlines. */
  | 'doubleUnderline'
  /** The set of the United Kingdom (A). */
  | 'poundSign'
  /** DECCARA leaves cells without text as they are. */
  | 'unmarkedBlanks'
  /** DECRC restores a pending wrap. */
  | 'restoredWrap'
  /** Mode 1049 leaves a pending wrap pending. */
  | 'wrapInAlternate'
  /** A wide character that does not fit is left out while none wraps. */
  | 'wideLeftOut'
  /** SUB prints nothing. */
  | 'silentSubstitute'
  /** DECALN moves the cursor to the first row and column. */
  | 'homeByAlignment'
  /** G2 and G3. */
  | 'shifts'
  | 'c1';

const LACKED_BY_MOST: readonly Group[] = [
  'ownRegions',
  ...(['margins', 'reverseWrap', 'rectangles', 'attributeStack', 'columns', 'shifts'] as const),
];

const LACKS: Readonly<Record<string, readonly Group[]>> = {
  xterm: ['ownRegions', 'wrapInAlternate', 'c1'],
  vte: [
    ...LACKED_BY_MOST,
    ...(['lineFeedMode', 'attributes', 'reversal', 'protection', 'relativeMoves'] as const),
    ...([
      'plainInsert',
      'colourSpaces',
      'poundSign',
      'silentSubstitute',
      'homeByAlignment',
      'restoredWrap',
      'wideLeftOut',
    ] as const),
  ],
  kitty: [
    ...LACKED_BY_MOST,
    ...(['softReset', 'protection', 'screenAfterErasedHistory'] as const),
    ...(['cursorInAlternate', 'penInAlternate', 'colouredLines', 'plainErase', 'plainInsert'] as const),
    ...(['screenAtColumnMode', 'reversal', 'unmarkedBlanks', 'restoredWrap', 'wideLeftOut'] as const),
  ],
  alacritty: [
    ...LACKED_BY_MOST,
    ...(['lineFeedMode', 'attributes', 'reversal', 'selectiveErase', 'softReset'] as const),
    ...(['formerAlternates', 'homeByOrigin', 'firstColumnAtLines', 'doubleUnderline', 'c1'] as const),
    ...(['screenAtColumnMode', 'screenAfterColumnMode', 'forwardTab'] as const),
    ...(['poundSign', 'homeByAlignment'] as const),
  ],
};

/** The beginnings of XTVERSION reports. */
const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/^XTerm\(/, 'xterm'],
  [/^VTE\(/, 'vte'],
  [/^kitty\(/, 'kitty'],
];

/** Which emulator an XTVERSION report is from; undefined for any other, and for none. */
export function reportedKind(report = ''): string | undefined {
  const version = /^\x1bP>\|([^\x1b]*)/.exec(report)?.[1] ?? '';
  return VERSIONS.find(([pattern]) => pattern.test(version))?.[1];
}

/** Returns true if a terminal of this kind lacks these functions. */
export const lacks = (kind: string | undefined, group: Group): boolean =>
  LACKS[kind ?? '']?.includes(group) ?? false;

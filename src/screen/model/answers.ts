// What a terminal answers to a query while no terminal is attached. The terminal's attributes, name
// and colours are those that the last leader's terminal has reported, or else those of an xterm of
// 256 colours. Sequences: xterm's ctlseqs, DEC STD 070, kitty's keyboard protocol.
import type { Size } from '../../../protocol/message.ts';
import { VERSION } from '../../base/version.ts';
import { defaultColour, reportedColour } from '../emulator/colours.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { ANSI_ON, PRIVATE_ON } from '../modes/mode-state.ts';
import type { ModeState } from '../modes/mode-state.ts';
import { sgr } from '../snapshot/pen.ts';
import { IN_BAND_SIZE_QUERY } from './queries.ts';
import { CLUSTERS } from '../widths/unicode.ts';

export interface Answering {
  readonly state: Readonly<ModeState>;
  readonly emulator: Emulator;
  /** Reports of the last leader's terminal, by their subject (identify()). */
  readonly terminalReports: ReadonlyMap<string, string>;
  readonly pixels: Pixels;
}

/** The size of the text area in pixels, 0 for not known. */
export interface Pixels {
  readonly xpixel: number;
  readonly ypixel: number;
}

/** XTWINOPS 16: height and width of a cell in pixels. */
const CELL_SIZE = /^\x1b\[6;(\d+);(\d+)t$/;

/** DECRPM of mode 2027, which reports if a terminal counts grapheme clusters. */
const CLUSTERS_REPORT = /^\x1b\[\?2027;([0-4])\$y$/;
export const CLUSTERS_QUERY = `?${CLUSTERS}$p`;

/** A terminal's report of mode 2027: 0 not known, 1 set, 2 reset, 3 always set, 4 never. */
export const clustersReported = (report: string | undefined): number =>
  Number(CLUSTERS_REPORT.exec(report ?? '')?.[1] ?? 0);

/** Identifies reports of lasting properties of a terminal, by which they are remembered. */
const IDENTITIES: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
  [/^\x1b\[\?[\d;]*c$/, () => 'c'],
  [/^\x1b\[>[\d;]*c$/, () => '>c'],
  [/^\x1bP!\|/, () => '=c'],
  [/^\x1bP>\|/, () => '>q'],
  [/^\x1b\](4;\d{1,3}|1\d);[^;?]+$/, ([, what]) => `]${what}`],
  [CELL_SIZE, () => '16t'],
  [CLUSTERS_REPORT, () => CLUSTERS_QUERY],
];

/** A report without the terminator of its string. */
const unterminated = (report: string): string =>
  report[1] === ']' ? report.replace(/(?:\x07|\x1b\\)$/, '') : report;

/** The lasting property that this report describes, undefined for a report of the moment. */
export function identify(report: string): string | undefined {
  for (const [pattern, name] of IDENTITIES) {
    const match = pattern.exec(unterminated(report));
    if (match) return name(match);
  }
  return undefined;
}

/** Reports for a terminal that has not described itself: those of a VT220 with colours. */
const UNKNOWN_TERMINAL: Readonly<Record<string, string>> = {
  c: '\x1b[?62;22c', // DA1
  '>c': '\x1b[>1;10;0c', // DA2
  '=c': '\x1bP!|00000000\x1b\\', // DA3
  '>q': `\x1bP>|tdetach(${VERSION})\x1b\\`, // XTVERSION
};

/**
 * Device status reports that never change: the terminal is well, no printer, no user keys, a
 * keyboard.
 */
const STATUS: Readonly<Record<string, string>> = {
  '5n': '\x1b[0n',
  '?15n': '\x1b[?13n',
  '?25n': '\x1b[?21n',
  '?26n': '\x1b[?27;1;0;0n',
};

const KNOWN_PRIVATE = new Set(
  [1, 3, 5, 6, 7, 9, 12, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049].concat([
    1007, 1034, 1036, 2004, 2026, 2048,
  ]),
);
const ALTERNATE = new Set([47, 1047, 1049]);
const KNOWN_ANSI = new Set([2, 4, 12, 20]);

/** DECRPM: 1 set, 2 reset, 0 not known. */
function modeReport(mode: number, isPrivate: boolean, state: Readonly<ModeState>): string {
  const [known, changed, on] = isPrivate
    ? [KNOWN_PRIVATE, state.privateModes, PRIVATE_ON]
    : [KNOWN_ANSI, state.ansiModes, ANSI_ON];
  const set = isPrivate && ALTERNATE.has(mode) ? state.alternate !== 0 : (changed.get(mode) ?? on.has(mode));
  const value = !known.has(mode) ? 0 : set ? 1 : 2;
  return `\x1b[${isPrivate ? '?' : ''}${mode};${value}$y`;
}

/** DECRPM of mode 2027: the ability of the last leader's terminal, with the program's setting. */
function clustersReport({ state, terminalReports }: Answering): string {
  const reported = clustersReported(terminalReports.get(CLUSTERS_QUERY));
  const set = state.privateModes.get(CLUSTERS) ?? reported === 1;
  const value = reported !== 1 && reported !== 2 ? reported : set ? 1 : 2;
  return `\x1b[?${CLUSTERS};${value}$y`;
}

/** DECRPSS: the setting that this control function made. */
function settingReport(setting: string, { state, emulator }: Answering): string {
  const { scrollTop, scrollBottom } = emulator.active;
  const values: Readonly<Record<string, string>> = {
    m: sgr(emulator.attributes).slice(2), // SGR
    r: `${scrollTop + 1};${scrollBottom + 1}r`, // DECSTBM
    ' q': `${Math.max(1, state.cursorStyle ?? 1)} q`, // DECSCUSR
    '"q': `${state.protectedArea ? 1 : 0}"q`, // DECSCA
    '"p': '62;1"p', // DECSCL
  };
  const value = values[setting];
  return value === undefined ? '\x1bP0$r\x1b\\' : `\x1bP1$r${value}\x1b\\`;
}

/** CPR, and DECXCPR with `?`: counted from the scroll region's top in origin mode. */
function positionReport(prefix: string, { state, emulator }: Answering): string {
  const { x, y, scrollTop } = emulator.active;
  const top = state.privateModes.has(6) ? scrollTop : 0;
  return `\x1b[${prefix}${y - top + 1};${Math.min(x, emulator.cols - 1) + 1}R`;
}

/**
 * OSC 4 and 10 to 19: each requested colour, as the program has set it, or as the last leader had
 * it.
 */
function colourReports(number: number, text: string, { state, terminalReports }: Answering): string {
  const parts = text.split(';');
  const asked =
    number === 4
      ? parts.flatMap((spec, at) => (at % 2 === 1 && spec === '?' ? [Number(parts[at - 1])] : []))
      : parts.flatMap((spec, at) => (spec === '?' ? [number + at] : []));
  const report = (index: number): string => {
    const name = number === 4 ? `]4;${index}` : `]${index}`;
    const set = number === 4 ? state.palette.get(index) : state.colours.get(index);
    const own = set === undefined ? undefined : reportedColour(set);
    const usual = (): string | undefined =>
      terminalReports.get(name) ?? spell(name, defaultColour(number, index));
    return (own === undefined ? usual() : spell(name, own)) ?? '';
  };
  return asked.map(report).join('');
}

/** The sources of a report of the size. */
interface Sized extends Pick<Answering, 'terminalReports' | 'pixels'> {
  readonly emulator: Pick<Emulator, 'rows' | 'cols'>;
}

/**
 * The size of the text area, as far as it is known: from the session's size in pixels, or from the
 * last leader's cells.
 */
function pixelSize({
  pixels,
  terminalReports,
  emulator,
}: Sized): { height: number; width: number } | undefined {
  const { rows, cols } = emulator;
  if (pixels.xpixel > 0 && pixels.ypixel > 0) return { height: pixels.ypixel, width: pixels.xpixel };
  const [, height, width] = CELL_SIZE.exec(terminalReports.get('16t') ?? '') ?? [];
  return height === undefined ? undefined : { height: Number(height) * rows, width: Number(width) * cols };
}

/**
 * XTWINOPS 14, 16, 18 and 19, of the text area in pixels, of a cell, and in characters; and the
 * in-band report of mode 2048
 * (https://gist.github.com/rockorager/e695fb2924d36b2bcf1fff4a3704bd83).
 */
function sizeReport(query: string, terminal: Sized): string {
  const { rows, cols } = terminal.emulator;
  const pixels = pixelSize(terminal);
  switch (query) {
    case '14t':
      return pixels ? `\x1b[4;${pixels.height};${pixels.width}t` : '';
    case '16t':
      return pixels ? `\x1b[6;${Math.round(pixels.height / rows)};${Math.round(pixels.width / cols)}t` : '';
    case '18t':
      return `\x1b[8;${rows};${cols}t`;
    case '19t': // of the whole screen
      return `\x1b[9;${rows};${cols}t`;
    default:
      return `\x1b[48;${rows};${cols};${pixels?.height ?? 0};${pixels?.width ?? 0}t`;
  }
}

const spell = (name: string, colour: string | undefined): string | undefined =>
  colour === undefined ? undefined : `\x1b${name};${colour}\x1b\\`;

/** The report of this size for a program that has set mode 2048. */
export function inBandSize(size: Size, terminalReports: Answering['terminalReports']): string {
  const { xpixel = 0, ypixel = 0 } = size;
  return sizeReport(IN_BAND_SIZE_QUERY, { emulator: size, pixels: { xpixel, ypixel }, terminalReports });
}

/**
 * The answer to a query.
 * @param query as queries.ts spells it
 * @returns '' if a terminal does not answer
 */
export function answerTo(query: string, terminal: Answering): string {
  const { state, terminalReports } = terminal;
  if (query === CLUSTERS_QUERY) return clustersReport(terminal);
  const identity = query.replace(/^([>=]?)0(?=[cq]$)/, '$1');
  const fixed = terminalReports.get(identity) ?? UNKNOWN_TERMINAL[identity] ?? STATUS[query];
  if (fixed !== undefined) return fixed;
  const mode = /^(\??)(\d+)\$p$/.exec(query);
  if (mode) return modeReport(Number(mode[2]), mode[1] !== '', state);
  const colours = /^\](\d+);(.*)$/s.exec(query);
  if (colours) return colourReports(Number(colours[1]), colours[2] ?? '', terminal);
  if (query.startsWith('P$q')) return settingReport(query.slice(3), terminal);
  if (query.startsWith('P+q')) return '\x1bP0+r\x1b\\'; // XTGETTCAP: no such capability
  switch (query) {
    case '6n':
    case '?6n':
      return positionReport(query.startsWith('?') ? '?' : '', terminal);
    case '?u':
      return `\x1b[?${state.keyboards[state.alternate === 0 ? 0 : 1].flags}u`;
    case '?4m':
      return `\x1b[>${state.modifiers.get(4) || '4;0'}m`;
    case '14t':
    case '16t':
    case '18t':
    case '19t':
    case IN_BAND_SIZE_QUERY:
      return sizeReport(query, terminal);
    default:
      return '';
  }
}

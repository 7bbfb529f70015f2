// The cost of a control function for the emulator, in cells that it writes or moves: four bytes can
// be a millisecond's work. An estimate is enough, as it only determines how often to check the
// clock.
import type { Size } from '../../../protocol/message.ts';

export interface Extent extends Size {
  /** Lines that the history may hold. */
  readonly kept: number;
}

/** In units of a cell that is erased (some 3 ns), as measured with xterm.js 6.0. */
const PRINTED_CELL = 8;
const MOVED_LINE = 5;
const KEPT_LINE = 32;
const SWITCHED_SCREEN = 4_000;

/** DECCOLM, and the modes that switch to the alternate screen. */
const WHOLE_SCREEN_MODES = [3, 47, 1047, 1049];

type Cost = (extent: Extent, params: readonly number[]) => number;

const cells: Cost = ({ cols, rows }) => cols * rows;
const line: Cost = ({ cols }) => cols;
const lines: Cost = ({ cols, rows }, [count = 1]) =>
  Math.min(Math.max(count, 1), rows) * (cols + MOVED_LINE * rows);
const scroll: Cost = (extent) => lines(extent, []);
const repeat: Cost = (extent, [count = 1]) => Math.min(count, cells(extent, [])) * PRINTED_CELL;
const reset: Cost = (extent) => 4 * cells(extent, []) + KEPT_LINE * extent.kept;
const modes: Cost = (extent, params) =>
  params.some((mode) => WHOLE_SCREEN_MODES.includes(mode)) ? 4 * cells(extent, []) + SWITCHED_SCREEN : 0;

/** By the bytes of the function without its parameters. */
const COSTS: Readonly<Record<string, Cost>> = {
  // ED, DECSED, EL, DECSEL, ECH, ICH, DCH, CHT, CBT
  ...{ '[J': cells, '[?J': cells, '[K': line, '[?K': line, '[X': line, '[@': line, '[P': line },
  ...{ '[I': line, '[Z': line },
  // IL, DL, SU, SD, REP
  ...{ '[L': lines, '[M': lines, '[S': lines, '[T': lines, '[b': repeat },
  // DECFRA, DECERA, DECSERA, DECCRA, DECCARA, DECRARA; DECBI, DECFI
  ...{ '[$x': cells, '[$z': cells, '[${': cells, '[$v': cells, '[$r': cells, '[$t': cells },
  ...{ '6': cells, '9': cells },
  // DECSET, DECRST, XTRESTORE; DECIC, DECDC, SL, SR
  ...{ '[?h': modes, '[?l': modes, '[?r': modes },
  ...{ "['}": cells, "['~": cells, '[ @': cells, '[ A': cells },
  // RIS, DECALN, RI, IND, NEL
  ...{ c: reset, '#8': cells, M: scroll, D: scroll, E: scroll },
};

/** The final bytes of these functions, which most functions do not end in. */
const FINALS = new Set(Object.keys(COSTS).map((name) => name.charCodeAt(name.length - 1)));

/** @param params undefined for functions other than CSI */
export function workOf(
  extent: Extent,
  prefix: number,
  intermediate: number,
  final: number,
  params: readonly number[] | undefined,
): number {
  if (!FINALS.has(final)) return 0;
  const between = [params && 0x5b, prefix, intermediate].map((byte) =>
    byte ? String.fromCharCode(byte) : '',
  );
  const name = between.join('') + String.fromCharCode(final);
  return COSTS[name]?.(extent, params ?? []) ?? 0;
}

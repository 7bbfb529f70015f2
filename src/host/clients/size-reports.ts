// Rewrites size reports of a terminal that is larger or smaller than the session: the program is
// told the session's size.
import type { Size } from '../../../protocol/message.ts';
import type { ModeState } from '../../screen/modes/mode-state.ts';
import { IN_BAND_SIZE } from '../../screen/model/queries.ts';

/**
 * XTWINOPS 14, 18 and 19: the text area in pixels, in characters, and the whole screen in
 * characters.
 */
const SIZE_REPORT = /^\x1b\[([489]);(\d+);(\d+)t$/;

/** In-band reports (mode 2048), which the host makes itself. */
const IN_BAND_REPORT = /^\x1b\[48(?:;\d+)*t$/;

/** DECRPM of a terminal that knows no in-band size reports. */
const NO_IN_BAND_SIZE = `\x1b[?${IN_BAND_SIZE};0$y`;

/**
 * The report in place of that one, as the program has in-band sizes from the host; undefined for
 * any other one.
 */
export const inBandSizeMode = (report: string, { privateModes }: Readonly<ModeState>): string | undefined =>
  report === NO_IN_BAND_SIZE
    ? `\x1b[?${IN_BAND_SIZE};${privateModes.get(IN_BAND_SIZE) ? 1 : 2}$y`
    : undefined;

export const isInBandSize = (report: string): boolean => IN_BAND_REPORT.test(report);

/**
 * The report with the session's size in place of the terminal's.
 * @param terminal the size of the terminal that it comes from
 */
export function fitReport(report: string, terminal: Size, session: Size): string {
  const match = SIZE_REPORT.exec(report);
  if (!match || (terminal.rows === session.rows && terminal.cols === session.cols)) return report;
  if (match[1] !== '4') return `\x1b[${match[1]};${session.rows};${session.cols}t`;
  const height = Math.round((Number(match[2]) * session.rows) / terminal.rows);
  const width = Math.round((Number(match[3]) * session.cols) / terminal.cols);
  return `\x1b[4;${height};${width}t`;
}

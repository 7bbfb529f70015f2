// Figures as a table in Markdown, which reads well as plain text too. A ratio is the median of the
// ratios of the rounds, because other load on the machine changes from round to round.
import { median } from './median.ts';

export interface Row {
  readonly peer: string;
  /** Names one of several figures of the peer; empty if there is only one. */
  readonly part: string;
  /** A figure for each round. */
  readonly figures: readonly number[];
}

/**
 * The row that others are divided by: the same part of another peer, or another part of the same
 * peer.
 */
export type Base = { readonly peer: string } | { readonly part: string };

/** The minimum widths of the columns, so that the columns of all tables are aligned. */
const WIDTHS = [40, 6, 13];

/** Enough digits to show a difference of one per cent. */
const show = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

const label = ({ peer, part }: Row): string => (part ? `${peer}, ${part}` : peer);
const heading = (base: Base): string => ('peer' in base ? `to ${base.peer}` : `to its ${base.part}`);

/** The row that another one is divided by. The only figure of a peer serves for all parts. */
function baseOf(row: Row, base: Base, rows: readonly Row[]): Row | undefined {
  const of = (peer: string, part: string): Row | undefined =>
    rows.find((other) => other.peer === peer && other.part === part);
  const found = 'peer' in base ? (of(base.peer, row.part) ?? of(base.peer, '')) : of(row.peer, base.part);
  return found === row ? undefined : found;
}

function ratio(row: Row, to: Row | undefined): string {
  if (!to) return '-';
  const value = median(row.figures.map((figure, round) => figure / (to.figures[round] ?? NaN)));
  return Number.isFinite(value) ? value.toFixed(2) : '-';
}

/**
 * The lines of a table with a row for each of `rows`.
 * @param bases rows that others are divided by; a base that no row uses has no column
 */
export function table(rows: readonly Row[], bases: readonly Base[]): string[] {
  const shown = bases.filter((base) => rows.some((row) => baseOf(row, base, rows)));
  const head = ['', 'median', 'min - max', ...shown.map(heading)];
  const body = rows.map((row) => {
    const spread = `${show(Math.min(...row.figures))} - ${show(Math.max(...row.figures))}`;
    return [
      label(row),
      show(median(row.figures)),
      spread,
      ...shown.map((base) => ratio(row, baseOf(row, base, rows))),
    ];
  });
  const widths = head.map((_, column) =>
    Math.max(WIDTHS[column] ?? 0, ...[head, ...body].map((line) => line[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [first, ...rest] = [head, ...body].map((cells) =>
    line(
      cells.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      ),
    ),
  );
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [first ?? '', line(rule), ...rest];
}

// Figures as a table. A ratio is the median of the rounds' own ratios, as what else the machine does changes from
// round to round.
import { median } from './measures.ts';

export interface Row {
  readonly name: string;
  /** A figure for each round. */
  readonly figures: readonly number[];
}

/** The least widths of the columns, so that tables with other figures stand in line. */
const WIDTHS = [30, 6, 13];

/** Enough digits to see a difference of one per cent. */
const show = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

function ratio(row: Row, to: Row | undefined): string {
  if (!to || to === row) return '-';
  const ratios = row.figures.map((figure, round) => figure / (to.figures[round] ?? NaN));
  return median(ratios).toFixed(2);
}

/**
 * The lines of a table with a row for each of `rows`.
 * @param bases names of rows that the others are set in relation to; one that is missing has no column
 */
export function table(title: string, rows: readonly Row[], bases: readonly string[]): string[] {
  const to = bases.flatMap((name) => rows.find((row) => row.name === name) ?? []);
  const head = [title, 'median', 'min - max', ...to.map(({ name }) => `to ${name}`)];
  const body = rows.map((row) => {
    const spread = `${show(Math.min(...row.figures))} - ${show(Math.max(...row.figures))}`;
    return [row.name, show(median(row.figures)), spread, ...to.map((base) => ratio(row, base))];
  });
  const widths = head.map((_, column) =>
    Math.max(WIDTHS[column] ?? 0, ...[head, ...body].map((line) => line[column]?.length ?? 0)),
  );
  return [head, ...body].map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   '),
  );
}

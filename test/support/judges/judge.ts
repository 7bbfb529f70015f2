// Terminals that share no code with the screen model judge restored screens. Each plays the
// terminal that was attached all along, and the one that attached: both must show the same.
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** Output for a fresh terminal of a size, in parts; the terminal is read after each of them. */
export interface Case extends Size {
  readonly parts: readonly Buffer[];
}

/** What a judge shows, as far as it can be read. */
export interface Shown {
  /** Cells with their attributes: a row is a text that only this judge can compare. */
  readonly cells: readonly string[];
  /** Cells of the lines above the screen, the oldest first. */
  readonly history: readonly string[];
  /**
   * The text of the screen without blanks at the ends of lines, which judges can compare with each
   * other.
   */
  readonly text: readonly string[];
  readonly cursor: { readonly column: number; readonly row: number };
  readonly modes: Readonly<Record<string, unknown>>;
}

export interface Judge {
  readonly name: string;
  /** Control functions that set the terminal up before anything else is written to it. */
  readonly prepare: string;
  /** The terminal's reports about itself, which the host learns. */
  readonly reports: readonly string[];
  /** Gives these cases to fresh terminals, and returns what they show after each part. */
  show(cases: readonly Case[]): Promise<Shown[][]>;
}

/** Output of a program, with the place at which a terminal attaches. */
export interface Visit extends Size {
  readonly name: string;
  readonly before: Buffer;
  readonly after: Buffer;
}

/** A visit after which the terminal differs from one that was attached all along. */
export interface Difference {
  readonly visit: Visit;
  /** `attach`, or `continue` if the terminals differ only after later output. */
  readonly at: 'attach' | 'continue';
  readonly there: Shown;
  readonly attached: Shown;
}

/** More lines than any case has. */
const HISTORY_LINES = 5_000;

/** The snapshot of the screen model after this output. */
export function restored(output: Buffer, { cols, rows }: Size, reports: readonly string[]): string {
  const faults: unknown[] = [];
  const model = new ScreenModel({ cols, rows }, HISTORY_LINES, {
    onAnswer: () => undefined,
    onFault: (error) => faults.push(error),
  });
  for (const report of reports) model.rememberTerminalReport(report);
  model.feed(output);
  const picture = model.restore();
  if (faults.length > 0) throw faults[0];
  if (picture === undefined) throw new Error('the model has no picture');
  return picture;
}

/**
 * Lines above the screen without blank ones at either end: an attach first scrolls up the
 * terminal's own screen, which is blank in a fresh terminal.
 */
function linesOf(history: readonly string[]): readonly string[] {
  const first = history.findIndex((line) => line !== '');
  return first < 0 ? [] : history.slice(first);
}

const portrait = ({ cells, history, cursor, modes }: Shown): string =>
  JSON.stringify({ cells, history: linesOf(history), cursor, modes });

/** Returns the visits after which a judge's terminals differ. */
export async function differences(judge: Judge, visits: readonly Visit[]): Promise<Difference[]> {
  const cases = visits.flatMap(({ cols, rows, before, after }) => {
    const prepare = Buffer.from(judge.prepare);
    const picture = Buffer.from(restored(before, { cols, rows }, judge.reports));
    return [before, picture].map((first) => ({
      cols,
      rows,
      parts: [Buffer.concat([prepare, first]), after],
    }));
  });
  const shown = await judge.show(cases);
  return visits.flatMap((visit, index): Difference[] => {
    const [[there, thereLater], [attached, attachedLater]] = [
      shown[2 * index] ?? [],
      shown[2 * index + 1] ?? [],
    ];
    if (!there || !attached || !thereLater || !attachedLater)
      throw new Error(`${judge.name} did not show ${visit.name}`);
    if (portrait(there) !== portrait(attached)) return [{ visit, at: 'attach', there, attached }];
    if (portrait(thereLater) === portrait(attachedLater)) return [];
    return [{ visit, at: 'continue', there: thereLater, attached: attachedLater }];
  });
}

/** The difference, in lines that a person can read. */
export function explain({ visit, at, there, attached }: Difference): string[] {
  const out = [`${visit.name}, ${at}`];
  const rows = (what: string, one: readonly string[], other: readonly string[]): void => {
    for (let row = 0; row < Math.max(one.length, other.length); row++) {
      if (one[row] !== other[row])
        out.push(`${what} ${row}: ${one[row] ?? 'none'} <> ${other[row] ?? 'none'}`);
    }
  };
  rows('row', there.cells, attached.cells);
  rows('line above', linesOf(there.history), linesOf(attached.history));
  const [one, other] = [there, attached].map(({ cursor, modes }) => ({ ...cursor, ...modes }));
  for (const [name, value] of Object.entries(one ?? {})) {
    const second = (other as Record<string, unknown>)[name];
    if (value !== second) out.push(`${name}: ${String(value)} <> ${String(second)}`);
  }
  return out;
}

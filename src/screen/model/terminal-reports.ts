// What the leader's terminal has reported of itself, for the host's answers while no terminal is
// attached. Invariant: a setting of the program, such as a colour, is not taken for the terminal's
// own.
import type { Size } from '../../../protocol/message.ts';
import { CLUSTERS_QUERY, answerTo, clustersReported, identify, inBandSize } from './answers.ts';
import type { Emulator } from '../emulator/emulator.ts';
import { reportedKind } from '../modes/lacked-functions.ts';
import type { ModeState } from '../modes/mode-state.ts';
import { CLUSTERS } from '../widths/unicode.ts';
import type { Counting } from '../widths/unicode.ts';

/** Longer reports are not kept, as terminals need less to describe themselves. */
const MAX_REPORT_BYTES = 256;

export class TerminalReports {
  /** By their subject (`identify`). */
  readonly #reports = new Map<string, string>();

  /** @param state modes in force at the report */
  learn(report: string, state: Readonly<ModeState>): void {
    const what = report.length <= MAX_REPORT_BYTES ? identify(report) : undefined;
    if (what === undefined) return;
    const colour = /^\]1(\d)/.exec(what);
    if (colour && state.colours.has(10 + Number(colour[1]))) return;
    if (what.startsWith(']4;') && state.palette.has(Number(what.slice(3)))) return;
    const changeable = what === CLUSTERS_QUERY && [1, 2].includes(clustersReported(report));
    if (changeable && state.privateModes.has(CLUSTERS)) return;
    this.#reports.set(what, report);
  }

  /**
   * The answer to a query by a terminal that shows this.
   * @param size of the terminal, with its pixels if they are known
   * @returns '' for nothing
   */
  answer(query: string, emulator: Emulator, state: Readonly<ModeState>, size: Size): string {
    const { xpixel = 0, ypixel = 0 } = size;
    return answerTo(query, { state, terminalReports: this.#reports, pixels: { xpixel, ypixel }, emulator });
  }

  /** Which emulator the terminal says that it is. */
  get kind(): string | undefined {
    return reportedKind(this.#reports.get('>q'));
  }

  /** How the terminal counts columns unless the program sets mode 2027. */
  get counting(): Counting {
    const reported = clustersReported(this.#reports.get(CLUSTERS_QUERY));
    return reported === 3 ? 'always-clusters' : reported === 1 ? 'clusters' : 'points';
  }

  /** The in-band report (DECSET 2048) of a size. */
  inBandSize(size: Size): string {
    return inBandSize(size, this.#reports);
  }
}

// What the host asks attached terminals on its own: their size in pixels, which programs that show
// images need and Node cannot read (TIOCGWINSZ); their version; and whether they count columns by
// cluster. A terminal is asked only after it has answered another query, as a terminal without
// answers would delay a detach. Cells keep their size in pixels until the terminal reports a new
// one.
import { now } from '../../base/clock.ts';
import { MAX_TERMINAL_PIXELS_ACROSS } from '../../../protocol/wire-limits.ts';
import type { Size } from '../../../protocol/message.ts';
import { PIXELS_ASK_MS } from '../../base/limits/input-limits.ts';
import { reportedKind } from '../../screen/modes/lacked-functions.ts';
import { pixels } from '../../session/roster.ts';
import type { Connection } from './connection.ts';

interface Query {
  readonly query: string;
  readonly report: RegExp;
}

/** XTWINOPS 14: reports the text area's height and width in pixels (xterm's ctlseqs). */
const PIXELS: Query = { query: '\x1b[14t', report: /^\x1b\[4;(\d+);(\d+)t$/ };
/** XTVERSION (xterm's ctlseqs). */
const VERSION: Query = { query: '\x1b[>0q', report: /^\x1bP>\|/ };
/**
 * DECRQM of mode 2027, grapheme clusters. Some terminals without XTVERSION print its last letter
 * (Terminal.app), so only a terminal that has reported its version is asked.
 */
const CLUSTERS: Query = { query: '\x1b[?2027$p', report: /^\x1b\[\?2027;\d\$y$/ };
const QUERIES = [PIXELS, VERSION, CLUSTERS];

export interface PixelSizesPort {
  /** The size of a client's terminal has become known in pixels. */
  resized(client: Connection, size: Size): void;
  /**
   * A client's terminal has answered a query of the host that was asked at this
   * `now()`.
   */
  answered(client: Connection, askedAt: number): void;
  /** Returns true if the output ends within a control function, so that nothing can be printed. */
  isMidSequence(): boolean;
}

export class PixelSizes {
  readonly #port: PixelSizesPort;
  /**
   * Terminals that have reported something, each with the host's open queries and when they were
   * asked.
   */
  readonly #awaited = new WeakMap<Connection, Map<Query, number>>();
  readonly #knownVersions = new WeakSet<Connection>();

  constructor(port: PixelSizesPort) {
    this.#port = port;
  }

  /**
   * The terminal of the attached leader has reported something.
   * @returns true if that answers a query of the host's, which the program has not asked
   */
  reported(client: Connection, report: string): boolean {
    const query = QUERIES.find((one) => one.report.test(report));
    if (query === PIXELS) this.#take(client, report);
    if (query === VERSION) this.#takeVersion(client, report);
    const awaited = this.#awaited.get(client);
    if (awaited === undefined) this.#askLater(client);
    const askedAt = query && awaited?.get(query);
    if (query === undefined || askedAt === undefined) return false;
    awaited?.delete(query);
    this.#port.answered(client, askedAt);
    return true;
  }

  #take(client: Connection, report: string): void {
    const [, height = 0, width = 0] = PIXELS.report.exec(report)?.map(Number) ?? [];
    const isSize = Math.min(height, width) > 0 && Math.max(height, width) <= MAX_TERMINAL_PIXELS_ACROSS;
    if (isSize && client.attached)
      this.#port.resized(client, { ...client.attached.size, xpixel: width, ypixel: height });
  }

  #takeVersion(client: Connection, report: string): void {
    if (this.#knownVersions.has(client)) return;
    this.#knownVersions.add(client);
    // For a known kind it is also known how it counts columns.
    if (reportedKind(report) === undefined) this.#ask(client, CLUSTERS);
  }

  /**
   * Returns the terminal size that a client reported, with the pixels that follow from the size
   * before. The terminal is asked for its pixels again.
   */
  resized(client: Connection, size: Size): Size {
    const { cols, rows, xpixel, ypixel } = client.attached?.size ?? size;
    if (size.xpixel || !xpixel || !ypixel) return size;
    this.#ask(client, PIXELS);
    return { ...size, xpixel: pixels(size.cols, cols, xpixel), ypixel: pixels(size.rows, rows, ypixel) };
  }

  /** The program may be about to ask for itself. */
  #askLater(client: Connection): void {
    this.#awaited.set(client, new Map());
    setTimeout(() => {
      if (client.gone) return;
      if (!client.attached?.size.xpixel) this.#ask(client, PIXELS);
      if (!this.#knownVersions.has(client)) this.#ask(client, VERSION);
    }, PIXELS_ASK_MS);
  }

  #ask(client: Connection, query: Query): void {
    // A client of another program may not look for answers that come after it has left.
    if (!client.attached?.echoes || this.#port.isMidSequence()) return;
    const awaited = this.#awaited.get(client) ?? new Map<Query, number>();
    this.#awaited.set(client, awaited.set(query, now()));
    client.sendBytes(query.query);
  }
}

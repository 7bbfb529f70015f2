// The sizes in pixels of attached terminals, which Node cannot read (TIOCGWINSZ). Programs that show images need
// them. A terminal is asked after it has answered another query: one that answers none would delay a detach.
// Cells keep their size in pixels until the terminal reports another one.
import { MAX_TERMINAL_PIXELS_ACROSS } from '../../protocol/limits.ts';
import type { Size } from '../../protocol/message.ts';
import { PIXELS_ASK_MS } from '../base/limits.ts';
import { pixels } from '../session/roster.ts';
import type { Connection } from './connection.ts';

/** XTWINOPS 14: reports the text area's height and width in pixels (xterm's ctlseqs). */
const QUERY = '\x1b[14t';
const REPORT = /^\x1b\[4;(\d+);(\d+)t$/;

export interface PixelSizesPort {
  /** The size of a client's terminal has become known in pixels. */
  resized(client: Connection, size: Size): void;
  /** Whether the output ends within a control function, so that nothing can be printed. */
  isMidSequence(): boolean;
}

export class PixelSizes {
  readonly #port: PixelSizesPort;
  /** Terminals that were asked, each with whether the answer is still to come. */
  readonly #asked = new WeakMap<Connection, boolean>();

  constructor(port: PixelSizesPort) {
    this.#port = port;
  }

  /**
   * The terminal of an attached client that leads has reported something.
   * @returns whether that is the answer to a query of the host's, which the program has not asked
   */
  reported(client: Connection, report: string): boolean {
    const [, height, width] = REPORT.exec(report)?.map(Number) ?? [];
    const awaited = this.#asked.get(client);
    if (height === undefined || width === undefined) {
      if (awaited === undefined) this.#askLater(client);
      return false;
    }
    this.#asked.set(client, false);
    const isSize = Math.min(height, width) > 0 && Math.max(height, width) <= MAX_TERMINAL_PIXELS_ACROSS;
    if (isSize && client.attached)
      this.#port.resized(client, { ...client.attached.size, xpixel: width, ypixel: height });
    return awaited ?? false;
  }

  /** The size that a client has told of its terminal, with the pixels that follow from the size before; it is asked again. */
  resized(client: Connection, size: Size): Size {
    const { cols, rows, xpixel, ypixel } = client.attached?.size ?? size;
    if (size.xpixel || !xpixel || !ypixel) return size;
    this.#ask(client);
    return { ...size, xpixel: pixels(size.cols, cols, xpixel), ypixel: pixels(size.rows, rows, ypixel) };
  }

  /** The program may be about to ask for itself. */
  #askLater(client: Connection): void {
    this.#asked.set(client, false);
    setTimeout(() => {
      if (!client.gone && !client.attached?.size.xpixel) this.#ask(client);
    }, PIXELS_ASK_MS);
  }

  #ask(client: Connection): void {
    // A client of another program may not look for answers that come after it has left.
    if (!client.attached?.echoes || this.#port.isMidSequence()) return;
    this.#asked.set(client, true);
    client.sendBytes(QUERY);
  }
}

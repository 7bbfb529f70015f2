// Draws the session's screen anew on a terminal that something else has written to. Invariant: what
// was sent before the picture is not shown, as the picture has it, and everything after it is.
import type { Reply, Size } from '../../protocol/message.ts';
import { isMap } from '../base/fields.ts';
import { REPAINT_NUDGE_MS } from '../base/limits/client-limits.ts';
import type { Link } from '../base/sockets/link.ts';
import type { AttachOptions } from './attach-options.ts';
import type { AttachedTerminal } from './attached-terminal.ts';

/** The number of the request: this connection has no others. */
const REQUEST = 1;

const CTRL_L = Buffer.of(0x0c);

/** What it needs of the attachment. */
export interface RedrawPort {
  readonly terminal: AttachedTerminal;
  readonly options: AttachOptions;
  show(bytes: Uint8Array): void;
}

export class Redraw {
  readonly #port: RedrawPort;
  /** What is done where the host has no picture; undefined where none is waited for. */
  #instead: ((hasModes: boolean) => void) | undefined;

  constructor(port: RedrawPort) {
    this.#port = port;
  }

  /** Returns true if a picture is waited for, and what comes before it is not shown. */
  get isAwaited(): boolean {
    return this.#instead !== undefined;
  }

  /**
   * Gets the screen in the way in which it was got at the attach, but for what the terminal has of
   * it already.
   * @param isResized whether the program draws anyway, as its size changes
   */
  begin(link: Link, isResized: boolean): void {
    const { terminal, options } = this.#port;
    const { redraw, readonly, whole } = options;
    const isFull = terminal.isFullScreen;
    const modes = terminal.startAfresh();
    const draw = (by: 'winch' | 'ctrl_l', hasModes = false): void => {
      if (!hasModes) this.#port.show(modes);
      if (!readonly && !isResized) makeDraw(link, by, terminal.size);
    };
    const isPicture = redraw === 'restore' || (readonly && redraw !== 'none');
    // Of what `run` shows nothing is lost, and nothing to be shown twice: only a full screen has to
    // be drawn.
    if (redraw === 'none' || (isPicture && whole && !isFull)) return this.#port.show(modes);
    if (!isPicture) return draw(redraw);
    this.#instead = (hasModes): void => draw('winch', hasModes); // an older host, or a screen that is not known
    link.send({ type: 'request', id: REQUEST, method: 'picture', params: { history: 0 } });
  }

  /** Takes a part of the picture. */
  take({ id, result, error }: Reply): void {
    const instead = this.#instead;
    if (id !== REQUEST || !instead) return;
    const { picture, more } = isMap(result) ? result : {};
    const isShown = picture instanceof Uint8Array;
    if (error !== '' || !isShown || more !== true) this.#instead = undefined;
    if (isShown) this.#port.show(picture);
    if (error !== '' || !isShown) instead(isShown);
  }
}

/**
 * Makes the program draw its screen: with a size and back, as the host does at an attach, or with
 * Ctrl-L.
 */
function makeDraw(link: Link, by: 'winch' | 'ctrl_l', size: Size): void {
  if (by === 'ctrl_l') return link.send({ type: 'data', bytes: CTRL_L });
  const { rows } = size;
  link.send({ type: 'resize', size: { ...size, rows: rows > 1 ? rows - 1 : rows + 1 } });
  setTimeout(() => link.send({ type: 'resize', size }), REPAINT_NUDGE_MS);
}

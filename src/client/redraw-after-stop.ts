// Redraws the session's screen on a terminal that another program has written to. Invariant: output
// before the snapshot is not shown, as the snapshot includes it, and all output after it is shown.
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
  /** The fallback if the host has no snapshot; undefined while none is awaited. */
  #instead: ((hasModes: boolean) => void) | undefined;

  constructor(port: RedrawPort) {
    this.#port = port;
  }

  /** Returns true if a snapshot is awaited, and earlier output is not shown. */
  get isAwaited(): boolean {
    return this.#instead !== undefined;
  }

  /**
   * Requests the screen as at the attach, without the history, which the terminal has already.
   * @param isResized true if the program redraws anyway, as its size changes
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
    const isSnapshot = redraw === 'restore' || (readonly && redraw !== 'none');
    // The output of `run` is all shown once, so only a full screen has to be redrawn.
    if (redraw === 'none' || (isSnapshot && whole && !isFull)) return this.#port.show(modes);
    if (!isSnapshot) return draw(redraw);
    this.#instead = (hasModes): void => draw('winch', hasModes); // an older host, or a screen that is not known
    link.send({ type: 'request', id: REQUEST, method: 'picture', params: { history: 0 } });
  }

  /** Takes a part of the snapshot. */
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

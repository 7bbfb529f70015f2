// Input for a session, for the library.
import type { Readable } from 'node:stream';
import { TdetachError } from '../base/error.ts';
import type { MouseAction } from '../control/typing/mouse.ts';
import type { Patience } from '../control/waiting/patience.ts';
import type { Typing } from '../control/typing/send.ts';
import { keysNamed } from '../session/key-names.ts';
import type { Key } from '../session/key-names.ts';
import { time } from './session-wait.ts';

/** Input for a session: mouse actions, then text, then keys. */
export interface Typed extends Patience {
  /** Typed byte for byte. A stream is typed as it arrives. */
  readonly text?: string | Uint8Array | Readable;
  /**
   * Mouse actions before the text, in the encoding that the program has set. Fails with `refused`
   * if the program has not asked for the mouse, or if a text to click on is not on the screen.
   */
  readonly mouse?: readonly MouseAction[];
  /**
   * Keys by name, such as `C-c`, `M-x`, `Up*3`, `F5`, `S-Tab` or `Enter`, in the encoding that the
   * program has set.
   */
  readonly keys?: readonly string[];
  /** True to paste the text, bracketed if the program has asked for that. */
  readonly paste?: boolean;
  /**
   * Delay in ms between a text and Enter, and after Escape, if the program reads single keys (raw
   * mode); 150 by default. Other keys follow each other by at most 20 ms. With 0 the program may
   * read everything at once.
   */
  readonly paceMs?: number;
}

function presses(name: string): Key[] {
  const known = keysNamed(name);
  if (known) return known;
  throw new TdetachError(
    'bad-argument',
    `bad key ${JSON.stringify(name)}: give one such as C-c, Up or Enter`,
  );
}

/** @throws TdetachError bad-argument */
export function read(typed: string | Uint8Array | Typed): { typing: Typing; patience: Patience } {
  const whole: Typed = typeof typed === 'string' || typed instanceof Uint8Array ? { text: typed } : typed;
  const { text = '', keys = [], paste = false, mouse, paceMs, timeoutMs, signal } = whole;
  const bytes =
    typeof text === 'string' ? Buffer.from(text) : text instanceof Uint8Array ? Buffer.from(text) : text;
  if (whole.text === undefined && keys.length === 0 && !mouse?.length)
    throw new TdetachError('bad-argument', 'send: there is nothing to type: give text, keys or mouse');
  time('timeoutMs', timeoutMs);
  time('paceMs', paceMs);
  return {
    typing: { text: bytes, keys: keys.flatMap(presses), paste, mouse, paceMs },
    patience: { timeoutMs, signal },
  };
}

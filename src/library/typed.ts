// What is typed into a session, for programs.
import type { Readable } from 'node:stream';
import { TdetachError } from '../base/error.ts';
import type { MouseAction } from '../control/typing/mouse.ts';
import type { Patience } from '../control/waiting/patience.ts';
import type { Typing } from '../control/typing/send.ts';
import { keysNamed } from '../session/key-names.ts';
import type { Key } from '../session/key-names.ts';
import { time } from './session-wait.ts';

/** What is typed into a session: the text, then the keys. */
export interface Typed extends Patience {
  /** Typed byte for byte; a stream as it comes. */
  readonly text?: string | Uint8Array | Readable;
  /**
   * What the mouse does before the text, in the encoding that the program has set; `refused` where
   * it has not asked for the mouse, or a text to click on is not on the screen.
   */
  readonly mouse?: readonly MouseAction[];
  /**
   * By name, as `C-c`, `M-x`, `Up*3`, `F5`, `S-Tab`, `Enter`, in the form that the program has
   * asked for.
   */
  readonly keys?: readonly string[];
  /** True if the text is pasted: bracketed where the program has asked for that. */
  readonly paste?: boolean;
  /**
   * Ms between a text and Enter, and after Escape, where the program reads single keys (raw mode):
   * 150 unless given. Other keys come 20 ms after each other at most. 0 for none, so that the
   * program may read all at once.
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

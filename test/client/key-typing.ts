// Types into a KeyFilter, for tests.
import { parseDetachKey } from '../../src/client/detach-key.ts';
import { KeyFilter } from '../../src/client/detach-key-filter.ts';

export interface Typed {
  readonly passed: string;
  readonly detached: boolean;
  readonly held: string;
}

/** Types in pieces; what is held at the end is released only if `release` is true. */
export function type(spec: string, pieces: readonly string[], release = false): Typed {
  let passed = '';
  const filter = new KeyFilter(
    spec === '' ? [] : parseDetachKey(spec),
    (bytes) => (passed += bytes.toString('latin1')),
  );
  let detached = false;
  for (const piece of pieces) {
    detached = filter.feed(Buffer.from(piece, 'latin1'));
    if (detached) break;
    if (release) filter.release();
  }
  return { passed, detached, held: detached ? 'nothing' : filter.held };
}

/** The key Ctrl-\ in the encodings of terminals. */
export const ENCODINGS = [
  '\x1c',
  '\x1b[92;5u',
  '\x1b[92;197u',
  '\x1b[92:124;5:1u',
  '\x1b[92;5:2u',
  '\x1b[92;5;28u',
  '\x1b[27;5;92~',
];

// Waits for a text on the screen of a session. It is looked for here, on a screen of our own that is given the same output:
// nothing that is looked for can keep the session waiting.
import type { Address } from '../base/address.ts';
import { readContents } from '../base/ended.ts';
import type { Ended } from '../base/ended.ts';
import { TdetachError } from '../base/error.ts';
import { number } from '../base/fields.ts';
import type { Fields } from '../base/fields.ts';
import type { Found, Watch } from '../screen/watch.ts';
import { leftBy } from './ended.ts';
import { Conversation } from './request.ts';
import type { TimeLimit } from './time-limit.ts';

const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : Buffer.alloc(0));
const sizeOf = ({ cols, rows }: Fields): { cols: number; rows: number } => ({
  cols: number(cols),
  rows: number(rows),
});

/** What is waited for. */
export interface Wanted {
  /** Neither global nor sticky. */
  readonly pattern: RegExp;
  /** Only what comes behind so many bytes of output counts: all that stood there before is blank. */
  readonly since: number | undefined;
  /** For a regular expression, which may take any time. */
  readonly limit: TimeLimit | undefined;
}

/** Follows the output from a picture on, and looks for the text in what comes behind a place. */
class Search {
  readonly #since: number;
  #size: { cols: number; rows: number };
  readonly #watch: Watch;
  readonly #limit: TimeLimit | undefined;
  /** Whether what came before `since` has been drawn. */
  #looking = false;

  /** @param open makes the screen: the emulator is loaded only here */
  constructor(open: typeof Watch, { pattern, since, limit }: Wanted, start: readonly Fields[]) {
    const about = start[0] ?? {};
    const at = number(about['at']);
    this.#size = sizeOf(about);
    this.#since = since ?? at;
    this.#limit = limit;
    this.#watch = new open(pattern, this.#size, number(about['history']), at);
    for (const { picture } of start) this.#watch.draw(bytesOf(picture));
    if (since === undefined) this.#looking = true;
    else this.#begin();
  }

  get seq(): number {
    return this.#watch.seq;
  }

  /** What is there to begin with, where that counts. */
  look(): Found | undefined {
    return this.#looking ? this.#limited(() => this.#watch.look()) : undefined;
  }

  #limited(look: () => Found | undefined): Found | undefined {
    return this.#limit ? this.#limit.run(look) : look();
  }

  /** From here on all counts, and nothing that is there. */
  #begin(): void {
    if (this.#looking || this.#watch.seq < this.#since) return;
    this.#watch.blank();
    this.#looking = true;
  }

  /** Takes a part of the output. */
  take(part: Fields): Found | undefined {
    const size = sizeOf(part);
    if (size.cols !== this.#size.cols || size.rows !== this.#size.rows)
      this.#watch.resize((this.#size = size));
    this.#watch.goOn(number(part['from']));
    this.#begin();
    let bytes = bytesOf(part['bytes']);
    if (!this.#looking) {
      const before = bytes.subarray(0, Math.max(0, this.#since - this.#watch.seq));
      this.#watch.pass(before);
      bytes = bytes.subarray(before.length);
      this.#begin();
    }
    return this.#looking ? this.#limited(() => this.#watch.feed(bytes)) : undefined;
  }
}

/** Looks for it in what a session has left: its last screen with the history, or the output that was kept behind a place. */
async function lookInRemains(address: Address, ended: Ended, wanted: Wanted): Promise<Found | undefined> {
  const { pattern, since, limit } = wanted;
  if (since === undefined) {
    const lines = readContents(address.path, 'plain')?.toString() ?? '';
    const find = (): string | undefined => pattern.exec(lines)?.[0];
    const match = limit ? limit.run(find) : find();
    return match === undefined ? undefined : { match, seq: ended.seq };
  }
  const { Watch } = await import('../screen/watch.ts');
  const { cols, rows, seq, output } = ended;
  const about = { at: seq - output, cols, rows, history: 0 };
  const bytes = readContents(address.path, 'output') ?? Buffer.alloc(0);
  return new Search(Watch, wanted, [about]).take({ from: seq - output, bytes, cols, rows });
}

/**
 * Waits until a text is on the screen or in the history.
 * @param abandon gives up, and leaves no connection behind
 * @throws TdetachError of the connection and the request; session-ended where it ends, or has ended, without the text;
 *   of the limit
 */
export async function untilText(address: Address, wanted: Wanted, abandon?: AbortSignal): Promise<Found> {
  const { since } = wanted;
  const look = async (host: Conversation): Promise<Found> => {
    const from = since === undefined ? {} : { since };
    const start = (await host.parts('picture', from)) as Fields[];
    const { Watch } = await import('../screen/watch.ts');
    const search = new Search(Watch, wanted, start);
    const there = search.look();
    if (there) return there;
    return new Promise<Found>((resolve, reject) => {
      let over = false;
      const fail: (why: unknown) => void = reject;
      const take = (part: unknown): void => {
        if (over) return;
        try {
          const found = search.take(part as Fields);
          over = found !== undefined;
          if (found) resolve(found);
        } catch (error) {
          over = true;
          fail(error);
        }
      };
      const params = { since: search.seq, follow: true, pace: true };
      const ended = `${address.session} has ended, and what is waited for has not come`;
      host
        .each('output', params, take, Infinity)
        .then(() => reject(new TdetachError('session-ended', ended)), reject);
    });
  };
  try {
    return await Conversation.with(address, look, abandon);
  } catch (error) {
    const ended = leftBy(address, error);
    const found = ended && (await lookInRemains(address, ended, wanted));
    if (!found) throw error;
    return found;
  }
}

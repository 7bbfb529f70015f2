// Formats output as JSON objects. Invariant: each object ends at the end of a character, and with
// --plain at the end of a line of at most 64 KiB, so that output can be continued from its `seq`.
import { isUtf8 } from 'node:buffer';
import { harmlessJson } from '../../base/text/harmless.ts';
import type { OutputPart } from '../../control/reading/read-output.ts';
import type { PlainText } from '../../screen/listening/plain-text.ts';
import { unfinished } from '../../session/safe-end.ts';

/** A longer line is written in parts. */
const MAX_HELD_BYTES = 64 * 1024;

const LF = 0x0a;

export class LogJson {
  readonly #name: string;
  readonly #plain: PlainText | undefined;
  #held: Buffer = Buffer.alloc(0);
  #missed = 0;
  /** Sequence numbers of the next object's first byte and of the first held byte. */
  #from = 0;
  #at = 0;

  constructor(name: string, plain: PlainText | undefined) {
    this.#name = name;
    this.#plain = plain;
  }

  /** Returns the objects for new output, one on each line. */
  take({ from, bytes, missed }: OutputPart): string {
    const isNext = from === this.#at + this.#held.length;
    const before = isNext ? '' : this.#tell(this.#held.length);
    if (!isNext) this.#from = this.#at = from;
    this.#missed += missed;
    this.#held = Buffer.concat([this.#held, bytes]);
    return before + this.#tell(this.#whole());
  }

  /** Returns the objects for the rest at the end of the output. */
  end(): string {
    return this.#tell(this.#held.length, true);
  }

  #whole(): number {
    const { length } = this.#held;
    if (!this.#plain) return length - unfinished(this.#held, false);
    return length > MAX_HELD_BYTES ? length : this.#held.lastIndexOf(LF) + 1;
  }

  #tell(count: number, last = false): string {
    const bytes = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.#at += count;
    const content = this.#plain ? plainOf(this.#plain, bytes, last) : contentOf(bytes);
    if (content.text === '') return '';
    const missed = this.#missed > 0 ? { missed: this.#missed } : {};
    const told = { name: this.#name, from: this.#from, seq: this.#at, ...missed, ...content };
    this.#missed = 0;
    this.#from = this.#at;
    return `${harmlessJson(JSON.stringify(told))}\n`;
  }
}

interface Content {
  readonly text?: string;
  readonly base64?: string;
}

const plainOf = (plain: PlainText, bytes: Buffer, last: boolean): Content => ({
  text: plain.take(bytes) + (last ? plain.end() : ''),
});

const contentOf = (bytes: Buffer): Content =>
  isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') };

// Lines that a program in line mode (ICANON) cannot take: its terminal would drop what is too much
// of one, without a word. The terminal is asked for its mode only where a line is that long. What
// it says holds for that moment: a program that changes the mode before its terminal takes the
// bytes is not known of, nor are lines that people have begun to type.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import type { Hello } from '../../../protocol/message.ts';
import { deviceAt } from '../../base/terminal/device.ts';
import { TdetachError } from '../../base/error.ts';
import { isMap, number } from '../../base/fields.ts';
import { CANONICAL_LINE_BYTES } from '../../base/platform.ts';

const LF = 0x0a;
const CR = 0x0d;

/** What `stty -a` says of a terminal; undefined where it cannot be asked. */
function settingsOf(path: string): Promise<string | undefined> {
  let descriptor: number;
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK);
  } catch {
    return Promise.resolve(undefined); // it has gone, or is in another container
  }
  return new Promise((resolve) => {
    const stty = spawn('stty', ['-a'], { stdio: [descriptor, 'pipe', 'ignore'] });
    fs.closeSync(descriptor);
    let text = '';
    stty.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    stty.on('error', () => resolve(undefined));
    stty.on('close', () => resolve(text === '' ? undefined : text));
  });
}

/** A control character as stty writes it: ^C, ^?, M-^?, <undef>. */
function character(settings: string, name: string): number | undefined {
  const [, meta, control, plain] = new RegExp(`\\b${name} = (M-)?(?:\\^(.)|([^;<^]))?;`).exec(settings) ?? [];
  const code =
    control === undefined ? plain?.charCodeAt(0) : control === '?' ? 0x7f : control.charCodeAt(0) & 0x1f;
  return code === undefined ? undefined : code + (meta ? 0x80 : 0);
}

/**
 * The bytes that end a line, or throw away what there is of it; undefined where the terminal is not
 * in line mode.
 */
function endsOfLine(settings: string): ReadonlySet<number> | undefined {
  const has = (flag: string): boolean => new RegExp(`(^|\\s)${flag}(\\s|;|$)`).test(settings);
  if (!has('icanon')) return undefined;
  const names = ['eof', 'eol', 'eol2', 'kill', ...(has('isig') ? ['intr', 'quit', 'susp'] : [])];
  const ends = names.map((name) => character(settings, name));
  return new Set([LF, ...(has('icrnl') ? [CR] : []), ...ends.filter((code) => code !== undefined)]);
}

/** Follows the lines of what is typed. */
export class LineLimit {
  readonly #session: string;
  readonly #path: string | undefined;
  /** Bytes of the line that has begun. */
  #line: number;

  /** @param hello what the session's host said first */
  constructor(session: string, { status }: Hello) {
    const about = isMap(status) ? status : {};
    const { tty, device } = about;
    this.#session = session;
    this.#path =
      typeof tty === 'string' && typeof device === 'string' && deviceAt(tty) === device ? tty : undefined;
    // More than a line in line mode has: it was typed in another mode, and read.
    const begun = number(about['line']);
    this.#line = begun > CANONICAL_LINE_BYTES ? 0 : begun;
  }

  /** Goes through bytes; returns where the first line begins that is too long, or their number. */
  #pass(bytes: Uint8Array, isEnd: (byte: number) => boolean): number {
    let begin = 0;
    let line = this.#line;
    for (let at = 0; at < bytes.length; at++) {
      if (isEnd(bytes[at] ?? 0)) {
        line = 0;
        begin = at + 1;
      } else if (++line > CANONICAL_LINE_BYTES) return begin;
    }
    this.#line = line;
    return bytes.length;
  }

  /**
   * How many of these bytes, which come next, may be typed: all of them, or those before a line
   * that the program cannot take.
   */
  async fit(bytes: Uint8Array): Promise<number> {
    if (this.#path === undefined) return bytes.length;
    if (
      this.#line + bytes.length <= CANONICAL_LINE_BYTES ||
      this.#pass(bytes, (byte) => byte === LF) === bytes.length
    ) {
      const last = Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR));
      if (this.#line + bytes.length <= CANONICAL_LINE_BYTES)
        this.#line = last < 0 ? this.#line + bytes.length : bytes.length - last - 1;
      return bytes.length;
    }
    const settings = await settingsOf(this.#path);
    const ends = settings === undefined ? undefined : endsOfLine(settings);
    if (ends) return this.#pass(bytes, (byte) => ends.has(byte));
    this.#line = 0; // it is read as it comes
    return bytes.length;
  }

  /**
   * How the program reads by now: whole lines, and without an echo (as a password). Neither, where
   * its terminal cannot be asked.
   */
  async reading(): Promise<{ readonly isLineMode: boolean; readonly isHidden: boolean }> {
    const settings = this.#path === undefined ? undefined : await settingsOf(this.#path);
    const isLineMode = settings !== undefined && endsOfLine(settings) !== undefined;
    return { isLineMode, isHidden: isLineMode && /(^|\s)-echo(\s|;|$)/.test(settings) };
  }

  /** @param typed what has been typed of the whole */
  tooLong(typed: string): TdetachError {
    const most = `more than ${CANONICAL_LINE_BYTES} bytes without an end of line`;
    const why = `its program reads whole lines, and its terminal would drop the rest of one of ${most}`;
    return new TdetachError('line-too-long', `${this.#session}: not typed: ${why}; ${typed}`);
  }
}

// Finds lines that are too long for a program in line mode (ICANON), whose terminal would silently
// drop the rest. The terminal's mode is read only if a line is that long. Two cases go unnoticed: a
// program that changes the mode before its terminal takes the bytes, and a line that a person has
// begun to type.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import type { Hello } from '../../../protocol/message.ts';
import { deviceAt } from '../../base/terminal/device.ts';
import { TdetachError } from '../../base/error.ts';
import { isMap, number } from '../../base/fields.ts';
import { CANONICAL_LINE_BYTES } from '../../base/platform.ts';

const LF = 0x0a;
const CR = 0x0d;

/** Returns the output of `stty -a` for a terminal; undefined if it cannot be opened. */
function settingsOf(path: string): Promise<string | undefined> {
  let descriptor: number;
  try {
    descriptor = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK);
  } catch {
    return Promise.resolve(undefined); // the terminal is gone, or in another container
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

/** Reads a control character in stty's notation: ^C, ^?, M-^?, <undef>. */
function character(settings: string, name: string): number | undefined {
  const [, meta, control, plain] = new RegExp(`\\b${name} = (M-)?(?:\\^(.)|([^;<^]))?;`).exec(settings) ?? [];
  const code =
    control === undefined ? plain?.charCodeAt(0) : control === '?' ? 0x7f : control.charCodeAt(0) & 0x1f;
  return code === undefined ? undefined : code + (meta ? 0x80 : 0);
}

/** Returns the bytes that end or discard a line; undefined if the terminal is not in line mode. */
function endsOfLine(settings: string): ReadonlySet<number> | undefined {
  const has = (flag: string): boolean => new RegExp(`(^|\\s)${flag}(\\s|;|$)`).test(settings);
  if (!has('icanon')) return undefined;
  const names = ['eof', 'eol', 'eol2', 'kill', ...(has('isig') ? ['intr', 'quit', 'susp'] : [])];
  const ends = names.map((name) => character(settings, name));
  return new Set([LF, ...(has('icrnl') ? [CR] : []), ...ends.filter((code) => code !== undefined)]);
}

/** Tracks the lines in typed input. */
export class LineLimit {
  readonly #session: string;
  readonly #path: string | undefined;
  /** Length of the current line in bytes. */
  #line: number;

  /** @param hello the host's first message */
  constructor(session: string, { status }: Hello) {
    const about = isMap(status) ? status : {};
    const { tty, device } = about;
    this.#session = session;
    this.#path =
      typeof tty === 'string' && typeof device === 'string' && deviceAt(tty) === device ? tty : undefined;
    // A longer line was typed, and read, in another mode.
    const begun = number(about['line']);
    this.#line = begun > CANONICAL_LINE_BYTES ? 0 : begun;
  }

  /** Scans bytes. Returns where the first line that is too long begins, or the number of bytes. */
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
   * Returns how many of the next bytes may be typed: all of them, or those before a line that is
   * too long for the program.
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
    this.#line = 0; // not in line mode: every byte is read at once
    return bytes.length;
  }

  /**
   * Returns whether the program reads whole lines, and whether it reads without echo, as for a
   * password. Both are false if its terminal cannot be read.
   */
  async reading(): Promise<{ readonly isLineMode: boolean; readonly isHidden: boolean }> {
    const settings = this.#path === undefined ? undefined : await settingsOf(this.#path);
    const isLineMode = settings !== undefined && endsOfLine(settings) !== undefined;
    return { isLineMode, isHidden: isLineMode && /(^|\s)-echo(\s|;|$)/.test(settings) };
  }

  /** @param typed says how much has been typed */
  tooLong(typed: string): TdetachError {
    const most = `more than ${CANONICAL_LINE_BYTES} bytes without an end of line`;
    const why = `its program reads whole lines, and its terminal would drop the rest of one of ${most}`;
    return new TdetachError('line-too-long', `${this.#session}: not typed: ${why}; ${typed}`);
  }
}

// What a shell reports of itself in its output: where prompts and commands begin and end (OSC 133,
// begun by FinalTerm and specified by iTerm2, kitty and ghostty, and OSC 633 of VS Code with the
// same letters), its folder (OSC 7), and a command's progress (OSC 9;4 of ConEmu). Invariant: the
// result is the same however the output is cut into parts.
import os from 'node:os';
import { Scanner } from '../scanner/scanner.ts';

/** Sequence numbers of a mark: of its first byte, and of the byte after it. */
export interface MarkPlace {
  readonly from: number;
  readonly to: number;
}

/** Progress as ConEmu defines it: 1 normal, 2 failed, 3 without a percentage, 4 paused. */
export interface Progress {
  readonly state: number;
  readonly percent: number;
}

/** Receives the marks in the order in which they stand in the output. */
export interface ShellMarkEvents {
  /** A prompt begins (A). */
  prompt(place: MarkPlace): void;
  /** The prompt is complete, and the user's input follows (B). */
  input(place: MarkPlace): void;
  /**
   * The output of a command begins (C); the command line is undefined if the shell does not report
   * it.
   */
  started(place: MarkPlace, line: string | undefined): void;
  /** A command has ended (D); the status is undefined if the shell does not report it. */
  ended(place: MarkPlace, status: number | undefined): void;
  folder(path: string): void;
  /** Undefined once there is no progress any more. */
  progress(progress: Progress | undefined): void;
}

const OSC = Buffer.from('\x1b]');
const ESC = 0x1b;

/** OSC 7, 9, 133 and 633: all others are passed over. */
const FOLDER = 7;
const NOTIFY = 9;
const MARKS = [133, 633];

const decoded = (latin1: string): string => Buffer.from(latin1, 'latin1').toString();

/** Undoes percent-encoding, which may also encode bytes that are not UTF-8. */
function percentDecoded(latin1: string): string {
  const bytes = latin1.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return decoded(bytes);
}

/** The folder that OSC 7 names; undefined for a folder of another machine. */
function folderOf(text: string): string | undefined {
  const [, scheme, host = '', path = ''] = /^(file|kitty-shell-cwd):\/\/([^/]*)(\/.*)$/.exec(text) ?? [];
  if (scheme === undefined || !['', 'localhost', os.hostname()].includes(host)) return undefined;
  return scheme === 'file' ? percentDecoded(path) : decoded(path);
}

/** The line of `C;cmdline_url=LINE`, as kitty and fish send it. */
function lineOf(options: readonly string[]): string | undefined {
  const given = options.find((option) => option.startsWith('cmdline_url='));
  return given === undefined ? undefined : percentDecoded(given.slice(given.indexOf('=') + 1));
}

/** The line of VS Code's `E`: a backslash precedes itself, and `x` and two hexadecimal digits. */
const unescaped = (line: string): string =>
  decoded(
    line.replace(/\\(?:x([0-9A-Fa-f]{2})|(\\))/g, (_, hex?: string) =>
      hex === undefined ? '\\' : String.fromCharCode(parseInt(hex, 16)),
    ),
  );

export class ShellMarks {
  readonly #events: ShellMarkEvents;
  readonly #scanner: Scanner;
  /** Sequence number of the next byte. */
  #seq: number;
  /** Sequence number of the first byte being scanned. */
  #base = 0;
  /** The line that VS Code's `E` reported of the command that begins. */
  #line: string | undefined;

  /** @param seq sequence number of the first byte that it will be fed */
  constructor(events: ShellMarkEvents, seq = 0) {
    this.#events = events;
    this.#seq = seq;
    const stop = (): void => this.#scanner.stop();
    this.#scanner = new Scanner({
      text: stop,
      shift: stop,
      escape: stop,
      csi: stop,
      dcs: stop,
      oscOpened: () => undefined,
      osc: (number, text) => {
        stop();
        this.#osc(number, text);
      },
    });
  }

  /** Takes output. Output without OSC is only searched for one. */
  feed(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      if (!this.#scanner.within) at = nextOsc(bytes, at);
      if (at === bytes.length) break;
      this.#base = this.#seq + at;
      at += this.#scanner.scan(bytes.subarray(at));
    }
    this.#seq += bytes.length;
  }

  #osc(number: number, text: string): void {
    if (number === FOLDER) {
      const folder = folderOf(text);
      if (folder !== undefined) this.#events.folder(folder);
    } else if (number === NOTIFY) this.#progress(text);
    else if (MARKS.includes(number)) this.#mark(text);
  }

  #progress(text: string): void {
    const [, state, percent] = /^4;([0-4])(?:;(\d{1,3}))?/.exec(text) ?? [];
    if (state === undefined) return;
    const known = { state: Number(state), percent: Math.min(Number(percent ?? 0), 100) };
    this.#events.progress(known.state === 0 ? undefined : known);
  }

  #mark(text: string): void {
    const [letter = '', ...options] = text.split(';');
    const { start, end } = this.#scanner;
    const place = { from: this.#base + start, to: this.#base + end };
    switch (letter) {
      case 'A':
        if (!options.includes('k=s')) this.#events.prompt(place); // others continue a line
        return;
      case 'B':
        return this.#events.input(place);
      case 'C':
        this.#events.started(place, lineOf(options) ?? this.#line);
        this.#line = undefined;
        return;
      case 'D':
        return this.#events.ended(place, statusOf(options[0]));
      case 'E':
        this.#line = unescaped(options[0] ?? '');
        return;
      case 'P': {
        const cwd = options.find((option) => option.startsWith('Cwd='));
        if (cwd !== undefined) this.#events.folder(unescaped(cwd.slice('Cwd='.length)));
        return;
      }
      default:
        return;
    }
  }
}

/** A shell's status, which may be negative for a signal; undefined for anything else. */
function statusOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) & 0xff : undefined;
}

/**
 * The index of the next OSC, or of an ESC at the end of the bytes, which may begin one. Their
 * length for none.
 */
function nextOsc(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(OSC, from);
  if (at >= 0) return at;
  return bytes.at(-1) === ESC ? bytes.length - 1 : bytes.length;
}

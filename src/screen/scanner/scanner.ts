// Finds the control functions in a stream of terminal output, however it is cut, and reports those
// that can change a terminal's state. Plain text is passed over with memchr. States and
// transitions: ECMA-48 and DEC's parser (vt100.net/emu/dec_ansi_parser), for UTF-8, without 8-bit
// C1 controls.
import { CsiParameters, MAX_PARAMETERS } from './csi-parameters.ts';
import type { ScannerEvents } from './scanner-events.ts';

const LF = 0x0a;
const CR = 0x0d;
const SO = 0x0e;
const SI = 0x0f;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const BEL = 0x07;
const BACKSLASH = 0x5c;
const DEL = 0x7f;
/** Longest strings kept, in bytes: an OSC may set all 256 colours, a known DCS is short. */
export const OSC_TEXT_BYTES = 8_192;
const DCS_TEXT_BYTES = 64;

type State = 'ground' | 'escape' | 'csi' | 'csiIgnore' | 'osc' | 'dcs' | 'string';

export class Scanner {
  readonly #events: ScannerEvents;
  #state: State = 'ground';
  /** In a string: its ESC has been seen, which a backslash makes a string terminator. */
  #stringEscape = false;
  #intermediate = 0;
  #prefix = 0;
  readonly #params = new CsiParameters();
  #oscNumber = -1;
  #text = '';
  #oscInText = false;
  #sequenceAt = 0;
  #end = 0;
  #scanTo = 0;

  constructor(events: ScannerEvents) {
    this.#events = events;
  }

  /** Returns true if the bytes so far end within a control function. */
  get within(): boolean {
    return this.#state !== 'ground';
  }

  /** What ends the control function that the bytes end within: CAN, and ST for strings. */
  get cut(): string {
    if (!this.within) return '';
    const inString = this.#state === 'osc' || this.#state === 'dcs' || this.#state === 'string';
    return inString ? '\x18\x1b\\' : '\x18';
  }

  /**
   * Index of the last control function's ESC in the bytes being scanned: negative if it stands
   * before them.
   */
  get start(): number {
    return this.#sequenceAt;
  }

  /** In an event: index after its control function in the bytes being scanned. */
  get end(): number {
    return this.#end;
  }

  /** In an event: scans no further than to the end of the control function that it is about. */
  stop(): void {
    this.#scanTo = 0;
  }

  /** Goes on where another scanner stands. */
  resume(other: Scanner): void {
    this.#state = other.#state;
    this.#stringEscape = other.#stringEscape;
    this.#intermediate = other.#intermediate;
    this.#prefix = other.#prefix;
    this.#params.copy(other.#params);
    this.#oscNumber = other.#oscNumber;
    this.#text = other.#text;
    this.#oscInText = other.#oscInText;
  }

  /**
   * @returns how many of the bytes were scanned: all, or fewer where an event has stopped it
   */
  scan(bytes: Buffer): number {
    const scanned = this.#scanned(bytes);
    this.#sequenceAt -= scanned;
    return scanned;
  }

  #scanned(bytes: Buffer): number {
    this.#scanTo = bytes.length;
    let at = 0;
    let shift = nextShift(bytes, 0);
    while (at < this.#scanTo) {
      if (this.#state !== 'ground') {
        this.#step(bytes[at] ?? 0, at);
        at++;
        continue;
      }
      if (shift < at) shift = nextShift(bytes, at);
      const escape = bytes[at] === ESC ? at : bytes.indexOf(ESC, at);
      const to = Math.min(escape < 0 ? bytes.length : escape, shift);
      if (to > at) this.#events.text(bytes, at, to);
      if (to === bytes.length) return to;
      if (to === shift) {
        this.#events.shift(bytes[to] ?? 0);
      } else {
        const behind = this.#simpleCsi(bytes, to);
        if (behind > 0) {
          at = behind;
          continue;
        }
        this.#enterEscape(to);
      }
      at = to + 1;
    }
    return at;
  }

  /**
   * Reads a whole sequence of CSI, numbers and a final byte, as most are, in a fifth of the time.
   * @returns the index after it, 0 for another sequence
   */
  #simpleCsi(bytes: Buffer, escape: number): number {
    if (bytes[escape + 1] !== 0x5b) return 0;
    const params: number[] = [];
    let value = -1; // of a parameter: -1 where none has begun
    for (let at = escape + 2; at < bytes.length && params.length < MAX_PARAMETERS; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x30 && byte <= 0x39) {
        value = Math.min(Math.max(value, 0) * 10 + byte - 0x30, 0xffff);
      } else if (byte === 0x3b) {
        params.push(Math.max(value, 0));
        value = 0;
      } else if (byte >= 0x40 && byte < DEL) {
        if (value >= 0) params.push(value);
        this.#sequenceAt = escape;
        this.#end = at + 1;
        this.#events.csi(0, params, 0, byte);
        return this.#end;
      } else return 0;
    }
    return 0;
  }

  /** @param at where its ESC stands */
  #enterEscape(at: number): void {
    this.#sequenceAt = at;
    this.#state = 'escape';
    this.#intermediate = 0;
  }

  #step(byte: number, at: number): void {
    this.#end = at + 1;
    if (byte === CAN || byte === SUB) {
      this.#state = 'ground';
      return;
    }
    if (byte === DEL && (this.#state === 'escape' || this.#state === 'csi' || this.#state === 'csiIgnore'))
      return;
    switch (this.#state) {
      case 'escape':
        return this.#stepEscape(byte, at);
      case 'csi':
      case 'csiIgnore':
        return this.#stepCsi(byte, at);
      case 'osc':
        return this.#stepOsc(byte, at);
      case 'dcs':
        return this.#stepDcs(byte, at);
      case 'string':
        return this.#stepString(byte, at);
      case 'ground':
        return;
    }
  }

  #stepEscape(byte: number, at: number): void {
    if (byte === ESC) {
      this.#enterEscape(at);
    } else if (byte < 0x20) {
      this.#control(byte);
    } else if (byte < 0x30) {
      this.#addIntermediate(byte);
    } else {
      this.#openOrEnd(byte);
    }
  }

  #openOrEnd(byte: number): void {
    const char = this.#intermediate === 0 ? String.fromCharCode(byte) : '';
    if (char === '[') {
      this.#state = 'csi';
      this.#prefix = 0;
      this.#params.clear();
    } else if (char === ']') {
      this.#state = 'osc';
      this.#oscNumber = -1;
      this.#text = '';
      this.#oscInText = this.#stringEscape = false;
    } else if (char === 'P' || char === 'X' || char === '^' || char === '_') {
      this.#state = char === 'P' ? 'dcs' : 'string'; // SOS, PM, APC
      this.#text = '';
      this.#stringEscape = false;
    } else {
      this.#state = 'ground';
      this.#events.escape(this.#intermediate, byte);
    }
  }

  #stepCsi(byte: number, at: number): void {
    if (byte === ESC) {
      this.#enterEscape(at);
    } else if (byte < 0x20) {
      this.#control(byte);
    } else if (byte >= 0x40) {
      const ignored = this.#state === 'csiIgnore' || byte > DEL;
      this.#state = 'ground';
      if (!ignored) this.#events.csi(this.#prefix, this.#params.values, this.#intermediate, byte);
    } else if (byte >= 0x30 && byte <= 0x3b) {
      if (this.#intermediate !== 0) this.#state = 'csiIgnore';
      else this.#params.add(byte);
    } else if (byte >= 0x3c) {
      if (this.#params.values.length > 0 || this.#prefix !== 0) this.#state = 'csiIgnore';
      else this.#prefix = byte;
    } else {
      this.#addIntermediate(byte);
    }
  }

  #addIntermediate(byte: number): void {
    this.#intermediate = ((this.#intermediate & 0xff) << 8) | byte;
  }

  #stepOsc(byte: number, at: number): void {
    if (this.#stringEscape || byte === ESC || byte === BEL) {
      this.#stepString(byte, at);
    } else if (this.#oscInText) {
      if (this.#text.length < OSC_TEXT_BYTES) this.#text += String.fromCharCode(byte);
    } else if (byte >= 0x30 && byte <= 0x39) {
      this.#oscNumber = Math.min(Math.max(this.#oscNumber, 0) * 10 + byte - 0x30, 0xffff);
    } else {
      this.#oscInText = true;
      this.#events.oscOpened(this.#oscNumber, this.#sequenceAt);
    }
  }

  #stepDcs(byte: number, at: number): void {
    if (this.#stringEscape || byte === ESC) {
      this.#stepString(byte, at);
    } else if (this.#text.length < DCS_TEXT_BYTES) {
      this.#text += String.fromCharCode(byte);
    }
  }

  /** Ends a string at ST, BEL (xterm, for OSC) or another escape sequence, which begins. */
  #stepString(byte: number, at: number): void {
    if (!this.#stringEscape && byte === ESC) {
      this.#stringEscape = true;
      return;
    }
    const isBell = byte === BEL && this.#state === 'osc';
    if (!this.#stringEscape && !isBell) return;
    const isBrokenOff = this.#stringEscape && byte !== BACKSLASH;
    this.#stringEscape = false;
    if (isBrokenOff) this.#end = at - 1;
    this.#endString();
    if (!isBrokenOff) return;
    this.#enterEscape(at - 1);
    this.#end = at + 1;
    this.#stepEscape(byte, at);
  }

  #endString(): void {
    const ended = this.#state;
    this.#state = 'ground';
    if (ended === 'osc') this.#events.osc(this.#oscNumber, this.#text);
    else if (ended === 'dcs') this.#events.dcs(this.#text);
  }

  /** A control within a control function takes effect as if it stood in front of it. */
  #control(byte: number): void {
    if (byte === SO || byte === SI) this.#events.shift(byte);
    else if (byte === LF || byte === CR) this.#events.text(Uint8Array.of(byte), 0, 1);
  }
}

/** The next SO or SI at or after `from`; the length without one. */
function nextShift(bytes: Buffer, from: number): number {
  const out = bytes.indexOf(SO, from);
  const back = bytes.indexOf(SI, from);
  return Math.min(out < 0 ? bytes.length : out, back < 0 ? bytes.length : back);
}

// The detach key as a person spells it, and its recognition in input, in each of the encodings that
// terminals send: the legacy byte, kitty's `CSI code ; modifiers u`, and xterm's modifyOtherKeys
// `CSI 27 ; modifiers ; code ~`.
import { TdetachError } from '../base/error.ts';

/** One key of the sequence. */
export interface Key {
  /** The bytes that a terminal sends for it in the legacy encoding. */
  readonly legacy: Buffer;
  /** Unicode code points of the keys that give it. */
  readonly codes: readonly number[];
  readonly ctrl: boolean;
}

/** A key event in one of the newer encodings. */
interface KeyEvent {
  /** The key in the layout that is in force, without shift. */
  readonly own: number;
  /**
   * The shifted character, and the key at its place on a US keyboard, if the terminal reports them.
   */
  readonly shifted: number | undefined;
  readonly base: number | undefined;
  /** Bits: 1 shift, 2 alt, 4 ctrl, 8 super, 16 hyper, 32 meta; the locks are left out. */
  readonly modifiers: number;
  /** 1 press, 2 repeat, 3 release. */
  readonly kind: number;
}

const SHIFT = 1;
const CTRL = 4;
const LOCKS = 64 + 128;
const RELEASE = 3;

/**
 * kitty's code points of the modifier keys themselves: caps lock to num lock, left shift to ISO
 * level 5.
 */
const isModifierKey = (code: number): boolean =>
  (code >= 57358 && code <= 57360) || (code >= 57441 && code <= 57454);

/**
 * Keys that give a control character other than a letter's, with ctrl, on a US keyboard (VT220,
 * xterm).
 */
const CONTROL_CODES = new Map<number, readonly number[]>([
  [0x00, [64, 32, 50]], // ^@ from @, space, 2
  [0x1c, [92, 52]], // ^\ from \ and 4
  [0x1d, [93, 53]], // ^] from ] and 5
  [0x1e, [94, 54]], // ^^ from ^ and 6
  [0x1f, [95, 47, 45, 55]], // ^_ from _, /, - and 7
  [0x7f, [63, 56]], // ^? from ? and 8
]);

/**
 * Returns true if this key gives a control character with ctrl. If not, the character at its place
 * on a US keyboard does (xkb's Latin fallback).
 */
const givesControl = (code: number): boolean =>
  (code >= 97 && code <= 122) || [...CONTROL_CODES.values()].some((codes) => codes.includes(code));

const upper = (code: number): number =>
  String.fromCodePoint(Math.min(code, 0x10ffff)).toUpperCase().codePointAt(0) ?? 0;

function bad(spec: string, why: string): TdetachError {
  const forms = 'give ^X, one character, or a sequence such as ctrl-p,ctrl-q';
  return new TdetachError('usage', `bad detach key ${JSON.stringify(spec)}: ${why}; ${forms}`);
}

function controlKey(spec: string, char: string): Key {
  const upper = char.toUpperCase();
  const byte = char === '?' ? 0x7f : upper.charCodeAt(0) ^ 0x40;
  if (!/^[@-_?]$/.test(upper)) throw bad(spec, `there is no control character ${JSON.stringify(char)}`);
  if (byte === 0x1b) throw bad(spec, 'every escape sequence begins with ^[');
  const codes = CONTROL_CODES.get(byte) ?? [byte + 0x60];
  return { legacy: Buffer.of(byte), codes, ctrl: true };
}

function parseKey(spec: string, part: string): Key {
  const caret = /^\^(.)$/su.exec(part)?.[1];
  const named = /^ctrl-(.|space)$/isu.exec(part)?.[1];
  if (caret !== undefined) return controlKey(spec, caret);
  if (named !== undefined) return controlKey(spec, named.toLowerCase() === 'space' ? '@' : named);
  if (Array.from(part).length !== 1)
    throw bad(spec, part === '' ? 'a key is missing' : `${JSON.stringify(part)} is no key`);
  const code = part.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f)
    return controlKey(spec, code === 0x7f ? '?' : String.fromCharCode(code ^ 0x40));
  return { legacy: Buffer.from(part), codes: [code], ctrl: false };
}

/**
 * Reads a detach key: `^X`, a literal character, `ctrl-x`, or a sequence of these with commas
 * between.
 * @throws TdetachError usage
 */
export function parseDetachKey(spec: string): readonly Key[] {
  const parts = spec === ',' ? [spec] : spec.split(',');
  return parts.map((part) => parseKey(spec, part));
}

/** Reads a key event in CSI-u or modifyOtherKeys form; undefined for any other input. */
function parseEvent(token: string): KeyEvent | undefined {
  const kitty = /^\x1b\[(\d+(?::\d*)*)(?:;(\d*)(?::(\d+))?)?(?:;[\d:]*)?u$/.exec(token);
  const other = /^\x1b\[27;(\d+);(\d+)~$/.exec(token);
  const codes = kitty ? kitty[1]?.split(':') : other ? [other[2]] : undefined;
  if (!codes) return undefined;
  const modifiers = Number((kitty ? kitty[2] : other?.[1]) || 1) - 1;
  const [own, shifted, base] = codes.map((code) => (code ? Number(code) : undefined));
  return {
    own: own ?? 0,
    shifted,
    base,
    modifiers: modifiers & ~LOCKS,
    kind: Number(kitty?.[3] ?? 1),
  };
}

/**
 * Returns true if a token says only that a key was let go, or that a modifier was pressed: it
 * interrupts no sequence.
 */
export function isPassive(token: Buffer): boolean {
  const event = parseEvent(token.toString('latin1'));
  return event !== undefined && (event.kind === RELEASE || isModifierKey(event.own));
}

/** Returns true if a token of the input is this key. */
export function isKey(key: Key, token: Buffer): boolean {
  if (token.equals(key.legacy)) return true;
  const event = parseEvent(token.toString('latin1'));
  if (!event || event.kind === RELEASE) return false;
  const { own, shifted = upper(own), base, modifiers } = event;
  const is = (code: number | undefined): boolean => code !== undefined && key.codes.includes(code);
  // Without ctrl the typed character depends on the layout alone.
  if (!key.ctrl) return (modifiers === 0 && is(own)) || (modifiers === SHIFT && is(shifted));
  const letter = key.codes.length === 1;
  const hit = is(own) || is(shifted) || (!givesControl(own) && is(base));
  return hit && (modifiers === CTRL || (modifiers === (CTRL | SHIFT) && !letter));
}

// Decodes a frame's payload into a message. Every field that is used is checked first: nothing that
// comes off the wire is trusted.
import { unpack } from './codec.ts';
import {
  MAX_DATA_BYTES,
  MAX_DEVICES,
  MAX_DISPLAY_CHARACTERS,
  MAX_TERMINAL_CELLS_ACROSS,
  MAX_TERMINAL_PIXELS_ACROSS,
} from './wire-limits.ts';
import { LEND_STEPS, MessageType, given, REDRAW_METHODS, SIGNALS, SIGNAL_TARGETS } from './message.ts';
import type { Attach, Lend, Message, Size } from './message.ts';
import { parseSizing } from './sizing.ts';

/** Why a connection was closed, by the codes of the specification. */
export type ProtocolErrorCode =
  'frame-too-long' | 'frame-empty' | 'not-msgpack' | 'not-a-message' | 'bad-message';

/**
 * A message; an error code if the payload is not one; undefined for a type that this version does
 * not know.
 */
export type Decoded = Message | ProtocolErrorCode | undefined;

type Fields = Record<string, unknown>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNatural = (value: unknown, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;

const isOptional = (value: unknown, most = 0xffff_ffff): value is number | undefined =>
  value === undefined || isNatural(value, most);

/** Returns true for a list of terminal identities that is no longer than a client may send. */
export const areDevices = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MAX_DEVICES && value.every(isText);

const isFlag = (value: unknown): value is boolean | undefined =>
  value === undefined || typeof value === 'boolean';

function oneOf<T extends string>(value: unknown, all: readonly T[]): T | undefined {
  return all.find((one) => one === value);
}

function size(fields: Fields): Size | undefined {
  const { cols, rows, xpixel, ypixel } = fields;
  if (!isNatural(cols, MAX_TERMINAL_CELLS_ACROSS) || !isNatural(rows, MAX_TERMINAL_CELLS_ACROSS))
    return undefined;
  if (!isOptional(xpixel, MAX_TERMINAL_PIXELS_ACROSS) || !isOptional(ypixel, MAX_TERMINAL_PIXELS_ACROSS))
    return undefined;
  return cols > 0 && rows > 0 ? { cols, rows, ...given({ xpixel, ypixel }) } : undefined;
}

/** Reads the optional fields of an attach. Returns undefined if one of them is invalid. */
function attachOptions(fields: Fields): Partial<Attach> | undefined {
  const { history, readonly, sizing, agent, devices, echoes, display, emulator, composed } = fields;
  if (!isOptional(history) || ![readonly, echoes, composed].every(isFlag)) return undefined;
  const policy = isText(sizing) ? parseSizing(sizing) : undefined;
  if (sizing !== undefined && !policy) return undefined;
  if (agent !== undefined && !isText(agent)) return undefined;
  if (devices !== undefined && !areDevices(devices)) return undefined;
  if (display !== undefined && !(isText(display) && display.length <= MAX_DISPLAY_CHARACTERS))
    return undefined;
  if (emulator !== undefined && !isText(emulator)) return undefined;
  const others = { agent, devices, echoes, display, emulator, composed };
  return given<unknown>({ history, readonly, sizing: policy, ...others });
}

function lend(fields: Fields): Lend | undefined {
  const step = oneOf(fields['step'], LEND_STEPS);
  if (step !== 'offered') return step && { type: 'lend', step };
  const { path, device, inode, pid } = fields;
  const isWhole =
    isText(path) && isText(device) && Number.isSafeInteger(inode) && isNatural(pid, 0xffff_ffff);
  return isWhole
    ? { type: 'lend', step, terminal: { path, device, inode: inode as number, pid } }
    : undefined;
}

type Reader = (fields: Fields) => Message | undefined;

const readers: Readonly<Record<number, Reader>> = {
  [MessageType.hello]: ({ protocol, version, session, pid, status, composes }) =>
    isNatural(protocol, 0xffff_ffff) &&
    isText(version) &&
    isText(session) &&
    isNatural(pid, 0xffff_ffff) &&
    isFlag(composes)
      ? { type: 'hello', protocol, version, session, pid, ...given<unknown>({ status, composes }) }
      : undefined,
  [MessageType.attach]: (fields) => {
    const { terminal, within } = fields;
    const redraw = oneOf(fields['redraw'], REDRAW_METHODS);
    const at = size(fields);
    const options = attachOptions(fields);
    return at && redraw && options && typeof terminal === 'boolean' && isText(within)
      ? { type: 'attach', size: at, terminal, redraw, within, ...options }
      : undefined;
  },
  [MessageType.detach]: ({ below }) =>
    isOptional(below) ? { type: 'detach', ...given({ below }) } : undefined,
  [MessageType.resize]: (fields) => {
    const to = size(fields);
    return to && { type: 'resize', size: to };
  },
  [MessageType.signal]: (fields) => {
    const signal = oneOf(fields['signal'], SIGNALS);
    const target = oneOf(fields['target'], SIGNAL_TARGETS);
    if (!signal || target !== fields['target']) return undefined;
    return { type: 'signal', signal, ...given({ target }) };
  },
  [MessageType.exit]: ({ status, signal, below }) =>
    isNatural(status, 255) && isNatural(signal, 127) && isOptional(below)
      ? { type: 'exit', status, signal, ...given({ below }) }
      : undefined,
  [MessageType.error]: ({ code, message }) =>
    isText(code) && isText(message) ? { type: 'error', code, message } : undefined,
  [MessageType.request]: ({ id, method, params }) =>
    isNatural(id, 0xffff_ffff) && isText(method) ? { type: 'request', id, method, params } : undefined,
  [MessageType.reply]: ({ id, result, error }) =>
    isNatural(id, 0xffff_ffff) && isText(error) ? { type: 'reply', id, result, error } : undefined,
  [MessageType.progress]: () => ({ type: 'progress' }),
  [MessageType.resync]: () => ({ type: 'resync' }),
  [MessageType.undo]: ({ bytes, enter, asks, extended, alternate }) =>
    bytes instanceof Uint8Array &&
    (enter === undefined || enter instanceof Uint8Array) &&
    (asks === undefined || (Array.isArray(asks) && asks.every(isText))) &&
    isFlag(extended) &&
    isFlag(alternate)
      ? { type: 'undo', bytes, ...given<unknown>({ enter, asks, extended, alternate }) }
      : undefined,
  [MessageType.lend]: lend,
  [MessageType.shown]: ({ bytes }) => (isNatural(bytes, 0xffff_ffff) ? { type: 'shown', bytes } : undefined),
};

const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/**
 * @returns undefined for bytes that are not msgpack, or that use a type that messages do not use
 */
function unpacked(payload: Buffer): unknown {
  try {
    return unpack(payload);
  } catch {
    return undefined; // the sender is told `not-msgpack`, without details
  }
}

/**
 * Reads the bytes of a data message without unpacking it, if it has the form that encodeData
 * writes.
 */
function plainData(payload: Buffer): Uint8Array | undefined {
  if (payload[0] !== 0x92 || payload[1] !== MessageType.data || payload[2] !== 0xc6 || payload.length < 7)
    return undefined;
  return payload.readUInt32BE(3) === payload.length - 7 ? payload.subarray(7) : undefined;
}

/** Reads one payload. The bytes of a data message are a view of `payload`. */
export function decodePayload(payload: Buffer): Decoded {
  const value: unknown = plainData(payload) ?? unpacked(payload);
  if (value instanceof Uint8Array && payload[1] === MessageType.data && payload[0] === 0x92) {
    return value.length <= MAX_DATA_BYTES ? { type: 'data', bytes: value } : 'bad-message';
  }
  if (value === undefined) return 'not-msgpack';
  if (!Array.isArray(value) || value.length !== 2) return 'not-a-message';
  const [type, fields] = value as [unknown, unknown];
  if (!isNatural(type, 0xffff_ffff)) return 'not-a-message';
  if (type === MessageType.data) {
    return fields instanceof Uint8Array && fields.length <= MAX_DATA_BYTES
      ? { type: 'data', bytes: fields }
      : 'bad-message';
  }
  const reader = readers[type];
  if (!reader) return undefined;
  return (isMap(fields) ? reader(fields) : undefined) ?? 'bad-message';
}

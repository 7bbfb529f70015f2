// Encodes a message as a frame. Its payload is the msgpack array [type, body].
import { pack } from './codec.ts';
import { LENGTH_BYTES, MAX_DATA_BYTES } from './wire-limits.ts';
import { MessageType, given } from './message.ts';
import type { Data, Message, Size } from './message.ts';
import { formatSizing } from './sizing.ts';

const sizeFields = ({ cols, rows, xpixel, ypixel }: Size): Record<string, number> => ({
  cols,
  rows,
  ...given({ xpixel, ypixel }),
});

function body(message: Exclude<Message, Data>): Record<string, unknown> {
  switch (message.type) {
    case 'hello': {
      const { protocol, version, session, pid, status, composes } = message;
      return { protocol, version, session, pid, ...given({ status, composes }) };
    }
    case 'attach': {
      const { size, terminal, redraw, within, history, readonly, agent, devices, echoes } = message;
      const { display, emulator, composed } = message;
      const sizing = message.sizing && formatSizing(message.sizing);
      const optional = given<unknown>({
        ...{ history, readonly, sizing, agent, devices, echoes },
        ...{ display, emulator, composed },
      });
      return { ...sizeFields(size), terminal, redraw, within, ...optional };
    }
    case 'detach':
      return given({ below: message.below });
    case 'progress':
    case 'resync':
      return {};
    case 'undo': {
      const { bytes, enter, asks, extended, alternate } = message;
      return { bytes, ...given<unknown>({ enter, asks, extended, alternate }) };
    }
    case 'lend':
      return { step: message.step, ...message.terminal };
    case 'shown':
      return { bytes: message.bytes };
    case 'resize':
      return sizeFields(message.size);
    case 'signal':
      return { signal: message.signal, ...given({ target: message.target }) };
    case 'exit':
      return { status: message.status, signal: message.signal, ...given({ below: message.below }) };
    case 'error':
      return { code: message.code, message: message.message };
    case 'request':
      return { id: message.id, method: message.method, params: message.params };
    case 'reply':
      return { id: message.id, result: message.result, error: message.error };
    default:
      return message satisfies never;
  }
}

/**
 * Bytes before the terminal's bytes in a data frame: length, array of 2, type, bin 32 with its
 * length.
 */
export const DATA_HEADER_BYTES = LENGTH_BYTES + 1 + 1 + 5;

/**
 * Writes the header of a data frame before bytes that are already in place, so that nothing is
 * copied.
 * @param frame DATA_HEADER_BYTES free bytes, then `count` bytes of data
 * @param count 0 to MAX_DATA_BYTES
 */
export function writeDataHeader(frame: Buffer, count: number): void {
  frame.writeUInt32BE(count + DATA_HEADER_BYTES - LENGTH_BYTES, 0);
  frame[4] = 0x92; // msgpack: array of two
  frame[5] = MessageType.data;
  frame[6] = 0xc6; // msgpack: bin 32
  frame.writeUInt32BE(count, 7);
}

/** Encodes bytes as data frames: one for every MAX_DATA_BYTES, none for no bytes. */
export function encodeData(bytes: Uint8Array): Buffer {
  const count = Math.ceil(bytes.length / MAX_DATA_BYTES);
  const out = Buffer.allocUnsafe(bytes.length + count * DATA_HEADER_BYTES);
  for (let from = 0, to = 0; from < bytes.length; from += MAX_DATA_BYTES) {
    const part = bytes.subarray(from, from + MAX_DATA_BYTES);
    out.set(part, to + DATA_HEADER_BYTES);
    writeDataHeader(out.subarray(to), part.length);
    to += DATA_HEADER_BYTES + part.length;
  }
  return out;
}

/** Encodes one message as one frame, or as several for data of more than MAX_DATA_BYTES. */
export function encode(message: Message): Buffer {
  if (message.type === 'data') return encodeData(message.bytes);
  const frame = pack([MessageType[message.type], body(message)], LENGTH_BYTES);
  frame.writeUInt32BE(frame.length - LENGTH_BYTES, 0);
  return frame;
}

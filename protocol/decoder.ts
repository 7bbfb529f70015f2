// Splits a byte stream into frames, and decodes each into a message. A length is checked before
// anything is buffered for it. A payload that lies in one chunk is not copied. After an error
// nothing more is read.
import { LENGTH_BYTES, MAX_PAYLOAD_BYTES } from './wire-limits.ts';
import type { Message } from './message.ts';
import { decodePayload } from './validate.ts';
import type { ProtocolErrorCode } from './validate.ts';

export class Decoder {
  readonly #header = Buffer.alloc(LENGTH_BYTES);
  #headerHas = 0;
  /** The payload that is being collected from several chunks; undefined between frames. */
  #payload: Buffer | undefined;
  #payloadHas = 0;
  #error: ProtocolErrorCode | undefined;

  /**
   * Takes the next bytes of the stream, split at any point.
   * @param onMessage called for each complete message, in order; the bytes of a data message may be
   *   a view of `chunk` that is valid only during the call
   * @returns the code of the error that stopped reading for good, if there was one
   */
  push(chunk: Buffer, onMessage: (message: Message) => void): ProtocolErrorCode | undefined {
    let at = 0;
    while (this.#error === undefined && at < chunk.length) {
      at = this.#payload ? this.#gather(chunk, at, onMessage) : this.#open(chunk, at, onMessage);
    }
    return this.#error;
  }

  /** Reads a length or the rest of one, and the payload too if the chunk holds all of it. */
  #open(chunk: Buffer, from: number, onMessage: (message: Message) => void): number {
    let at = from;
    while (this.#headerHas < LENGTH_BYTES && at < chunk.length) {
      this.#header[this.#headerHas++] = chunk[at++] ?? 0;
    }
    if (this.#headerHas < LENGTH_BYTES) return at;
    this.#headerHas = 0;
    const length = this.#header.readUInt32BE(0);
    if (length === 0 || length > MAX_PAYLOAD_BYTES) {
      this.#error = length === 0 ? 'frame-empty' : 'frame-too-long';
      return at;
    }
    if (chunk.length - at >= length) {
      this.#deliver(chunk.subarray(at, at + length), onMessage);
      return at + length;
    }
    this.#payload = Buffer.allocUnsafeSlow(length); // not from the pool, which an unfinished payload would keep alive
    this.#payloadHas = 0;
    return at;
  }

  #gather(chunk: Buffer, from: number, onMessage: (message: Message) => void): number {
    const payload = this.#payload;
    if (!payload) return from;
    const taken = chunk.copy(payload, this.#payloadHas, from);
    this.#payloadHas += taken;
    if (this.#payloadHas === payload.length) {
      this.#payload = undefined;
      this.#deliver(payload, onMessage);
    }
    return from + taken;
  }

  #deliver(payload: Buffer, onMessage: (message: Message) => void): void {
    const decoded = decodePayload(payload);
    if (typeof decoded === 'string') this.#error = decoded;
    else if (decoded) onMessage(decoded);
  }
}

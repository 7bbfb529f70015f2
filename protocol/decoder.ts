// Cuts a stream of bytes into frames and these into messages. A length is checked before anything
// is buffered for it; a payload that lies whole in one chunk is not copied; after an error nothing
// is read.
import { LENGTH_BYTES, MAX_PAYLOAD_BYTES } from './wire-limits.ts';
import type { Message } from './message.ts';
import { decodePayload } from './validate.ts';
import type { ProtocolErrorCode } from './validate.ts';

export class Decoder {
  readonly #header = Buffer.alloc(LENGTH_BYTES);
  #headerHas = 0;
  /** The payload that is being gathered over several chunks, undefined between frames. */
  #payload: Buffer | undefined;
  #payloadHas = 0;
  #error: ProtocolErrorCode | undefined;

  /**
   * Takes the next bytes of the stream, however they were cut.
   * @param onMessage is called for each whole message, in order; the bytes of a data message may be
   *   a view of `chunk`, valid only during the call
   * @returns the code of the error at which reading has stopped for good, if one was met
   */
  push(chunk: Buffer, onMessage: (message: Message) => void): ProtocolErrorCode | undefined {
    let at = 0;
    while (this.#error === undefined && at < chunk.length) {
      at = this.#payload ? this.#gather(chunk, at, onMessage) : this.#open(chunk, at, onMessage);
    }
    return this.#error;
  }

  /** Reads (the rest of) a length, and the payload too where the chunk holds all of it. */
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
    this.#payload = Buffer.allocUnsafeSlow(length); // of its own: what waits for its rest keeps nothing else alive
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

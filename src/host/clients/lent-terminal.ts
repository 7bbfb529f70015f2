// A client's terminal that the host writes to itself, so that an echo does not pass through the
// client. Raw mode, keys and sizes stay with the client. What the terminal does not take at once is
// sent to the client, which also ends the lending: a flood flows through two processes at a time.
// Invariants: the host writes only after the client's terminal has taken all data that the client
// was sent, and only while the client runs in the foreground of that terminal; each byte takes only
// one of the two ways.
import fs from 'node:fs';
import { now } from '../../base/clock.ts';
import { DATA_HEADER_BYTES, encode } from '../../../protocol/encode.ts';
import { LENGTH_BYTES } from '../../../protocol/wire-limits.ts';
import { MessageType } from '../../../protocol/message.ts';
import type { Lend, LentDevice } from '../../../protocol/message.ts';
import { deviceAt, deviceOf, numberOf } from '../../base/terminal/device.ts';
import { LENT_CHECK_MS } from '../../base/limits/lend-limits.ts';
import { runsOn } from '../../base/terminal/terminal-processes.ts';

export interface LendingPort {
  /** Hands frames of the outbox to the client's socket; returns as the port of an outbox does. */
  writeToSocket(frames: Buffer): boolean;
  /** Hands frames to the socket that nothing waits for. */
  sendToSocket(frames: Buffer): void;
  /** The terminal has taken what had to wait. */
  onTaken(): void;
}

interface Lent {
  readonly device: LentDevice;
  readonly descriptor: number;
  /** Frames that wait until the host may write; undefined for none. */
  waiting: Buffer | undefined;
  hasBegun: boolean;
  /** When the client was last known to run in the foreground, in ms of `now()`. */
  seenAt: number;
}

/**
 * Opens a terminal, which must be the very one that was offered.
 * @returns undefined if it cannot be opened, or is a different one
 */
function open({ path, device, inode, pid }: LentDevice): number | undefined {
  if (deviceAt(path) !== device) return undefined; // opening another device may have an effect
  let descriptor: number | undefined;
  try {
    const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = fs.constants;
    descriptor = fs.openSync(path, O_WRONLY | O_NOCTTY | O_NONBLOCK);
    const isSame = fs.fstatSync(descriptor).ino === inode && deviceOf(descriptor) === device;
    if (isSame && runsOn(pid, numberOf(device))) return descriptor;
  } catch {
    // Another user's, in another mount namespace, or no descriptor is left: data are sent instead.
  }
  if (descriptor !== undefined) fs.closeSync(descriptor);
  return undefined;
}

export class Lending {
  readonly #port: LendingPort;
  #lent: Lent | undefined;
  /** Bytes that the terminal has taken from the host itself since the last resync. */
  #takenBytes = 0;

  constructor(port: LendingPort) {
    this.#port = port;
  }

  /** Bytes that the terminal has taken from the host itself since the last resync. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** The client receives a resync, from which bytes are counted anew. */
  resynced(): void {
    this.#takenBytes = 0;
  }

  /** The client has said something: it runs. */
  heard(): void {
    if (this.#lent) this.#lent.seenAt = now();
  }

  receive({ step, terminal }: Lend): void {
    if (step === 'offered' && terminal) this.#offered(terminal);
    else if (step === 'begun') this.#begin();
    else if (step === 'ended') this.end();
  }

  #tell(step: Lend['step']): void {
    this.#port.sendToSocket(encode({ type: 'lend', step }));
  }

  #offered(device: LentDevice): void {
    if (this.#lent) return;
    const descriptor = open(device);
    if (descriptor === undefined) return this.#tell('ended');
    const seenAt = now();
    this.#lent = { device, descriptor, waiting: undefined, hasBegun: false, seenAt };
    this.#tell('taken');
  }

  #begin(): void {
    const lent = this.#lent;
    if (!lent || lent.hasBegun) return;
    lent.hasBegun = true;
    const frames = lent.waiting;
    lent.waiting = undefined;
    if (frames && this.write(frames)) this.#port.onTaken();
  }

  /**
   * Writes frames: their data to the terminal, as far as it takes them, and all else to the socket.
   * @returns as the port of an outbox
   */
  write(frames: Buffer): boolean {
    const lent = this.#lent;
    if (!lent) return this.#port.writeToSocket(frames);
    if (!lent.hasBegun) {
      lent.waiting = frames;
      return false;
    }
    if (!this.#isInFront(lent)) {
      this.end();
      return this.#port.writeToSocket(frames);
    }
    for (let at = 0; at < frames.length;) {
      const end = at + LENGTH_BYTES + frames.readUInt32BE(at);
      // The host itself made the frames: their data have the header of `writeDataHeader`.
      if (frames[at + LENGTH_BYTES + 1] !== MessageType.data)
        this.#port.sendToSocket(Buffer.from(frames.subarray(at, end)));
      else {
        const bytes = frames.subarray(at + DATA_HEADER_BYTES, end);
        const taken = this.#show(lent, bytes);
        if (taken < bytes.length) {
          this.end();
          const rest = encode({ type: 'data', bytes: bytes.subarray(taken) });
          return this.#port.writeToSocket(Buffer.concat([rest, frames.subarray(end)]));
        }
      }
      at = end;
    }
    return true;
  }

  #isInFront(lent: Lent): boolean {
    const time = now();
    if (time - lent.seenAt <= LENT_CHECK_MS) return true;
    lent.seenAt = time;
    return runsOn(lent.device.pid, numberOf(lent.device.device));
  }

  /**
   * Returns how many bytes the terminal takes now. It takes none once its window was closed, which
   * the client notices itself.
   */
  #show({ descriptor }: Lent, bytes: Buffer): number {
    let taken = 0;
    try {
      while (taken < bytes.length) taken += fs.writeSync(descriptor, bytes, taken);
    } catch {
      // EAGAIN; EIO
    }
    this.#takenBytes += taken;
    return taken;
  }

  /** From here on the client is sent data. */
  end(): void {
    const lent = this.#lent;
    if (!lent) return;
    this.close();
    this.#tell('ended');
    if (lent.waiting && this.#port.writeToSocket(lent.waiting)) this.#port.onTaken();
  }

  /** Closes the terminal, without a word. */
  close(): void {
    if (this.#lent) fs.closeSync(this.#lent.descriptor);
    this.#lent = undefined;
  }
}

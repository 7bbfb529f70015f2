// Separates the input of one attached client: what its person types, and what its terminal reports
// on its own. A report reaches the program from the leader only, and never makes a leader.
// Invariant: every byte of a client that does not lead is delivered in order, except for whole
// reports and reports that were cut off.
import { now } from '../../base/clock.ts';
import {
  PASTE_PAUSE_MS,
  QUESTION_MS,
  REPORT_HOLD_MS,
  TORN_REPORT_MS,
} from '../../base/limits/input-limits.ts';
import { InputReader } from '../../session/input-reader.ts';
import type { InputSink } from '../../session/input-reader.ts';
import { escapesBefore } from '../../session/input-tokens.ts';
import { isClearlyReport, isPosition, isReport, mayBeF3, mayBecomeReport } from '../../session/reports.ts';
import type { Connection } from './connection.ts';
import type { InputPath } from '../output/input-path.ts';
import type { OutputPath } from '../output/output-path.ts';

/** The input of all attached clients. */
export class ClientInputs {
  readonly #port: InputPort;
  readonly #inputs = new Map<Connection, ClientInput>();

  /** @param onKeys a client that may not have led leads from now on */
  constructor(output: OutputPath, input: InputPath, onKeys: () => void) {
    this.#port = { output, input, onKeys };
  }

  take(client: Connection, bytes: Uint8Array): void {
    let input = this.#inputs.get(client);
    if (!input) this.#inputs.set(client, (input = new ClientInput(client, this.#port)));
    input.take(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  /** The client leaves: keys that are still held back are typed all the same. */
  leave(client: Connection): void {
    this.#inputs.get(client)?.leave();
    this.#inputs.delete(client);
  }
}

interface InputPort {
  readonly output: OutputPath;
  readonly input: InputPath;
  onKeys(): void;
}

class ClientInput implements InputSink {
  readonly #client: Connection;
  readonly #port: InputPort;
  readonly #reader = new InputReader();
  /** The bytes to type from the input being read, and whether a person typed any of them. */
  #typed: Buffer[] = [];
  #byPerson = false;
  /** True if the client leads, while its input is being read. */
  #leads = false;
  /** True if the token that has begun is held back, or left out, as it may be a report. */
  #held = false;
  #timer: NodeJS.Timeout | undefined;
  /** When input in a paste came last, in ms of the monotonic clock. */
  #pastedAt = 0;
  /** Queries for the position that its terminal has answered, or will not answer any more. */
  #positions = 0;

  constructor(client: Connection, port: InputPort) {
    this.#client = client;
    this.#port = port;
  }

  /** Takes input. */
  take(bytes: Buffer): void {
    const reader = this.#reader;
    if (reader.pasting && now() - this.#pastedAt >= PASTE_PAUSE_MS) reader.abandon();
    this.#leads = this.#client === this.#port.output.flow.leader;
    if (reader.isText(bytes)) {
      this.#byPerson = true;
      this.#typed.push(bytes);
    } else {
      clearTimeout(this.#timer);
      reader.read(bytes, this);
      this.#takePartial();
    }
    if (reader.pasting) this.#pastedAt = now();
    this.#deliver();
  }

  /** Holds back a token that has begun, if it may become a report that is to be dropped. */
  #takePartial(): void {
    const { partial, given, pasted, isLong } = this.#reader;
    if (partial.length === 0 && !isLong) {
      this.#held = false;
    } else if (this.#held || this.#mayHold(given, pasted)) {
      this.#held = isLong ? this.#held : mayBecomeReport(partial.subarray(escapesBefore(partial)));
    }
    if (this.#held) {
      this.#timer = setTimeout(() => this.#pause(), REPORT_HOLD_MS);
    } else if (partial.length > given) {
      this.#typed.push(this.#reader.giveOut());
      this.#byPerson ||= given === 0;
    }
  }

  /** Returns true if a token may be held back: one of a terminal that does not lead. */
  #mayHold(given: number, pasted: boolean): boolean {
    return !this.#leads && given === 0 && !pasted && this.#client.attached?.terminal === true;
  }

  /**
   * The held bytes did not continue for a while. They were keys, unless they can only be a report.
   */
  #pause(): void {
    const { partial, isLong } = this.#reader;
    if (isLong || isClearlyReport(partial)) {
      this.#timer = setTimeout(() => this.#giveUp(), TORN_REPORT_MS);
    } else {
      this.#byPerson = true;
      this.#typed.push(this.#reader.giveOut());
      this.#giveUp();
      this.#leads = this.#client === this.#port.output.flow.leader;
      this.#deliver();
    }
  }

  #giveUp(): void {
    this.#held = false;
    this.#reader.abandon();
  }

  /** The client leaves: keys that are still held are typed all the same. */
  leave(): void {
    clearTimeout(this.#timer);
    if (this.#held && !this.#reader.isLong && !isClearlyReport(this.#reader.partial))
      this.#port.input.add(this.#client, this.#reader.giveOut());
    this.#giveUp();
  }

  #deliver(): void {
    const all = this.#typed.length === 1 ? this.#typed[0] : Buffer.concat(this.#typed);
    this.#typed = [];
    const leads = this.#byPerson && !this.#leads;
    this.#byPerson = false;
    if (!all || all.length === 0) return;
    if (leads) {
      this.#port.output.flow.onInput(this.#client);
      this.#port.onKeys();
    }
    this.#port.input.add(this.#client, all);
  }

  text(bytes: Buffer): void {
    this.#byPerson = true;
    this.#typed.push(bytes);
  }

  token(token: Buffer, given: number, pasted: boolean): boolean {
    if (pasted || !isReport(token) || this.#isF3(token)) {
      this.text(token.subarray(given));
    } else {
      if (isPosition(token)) this.#positions++;
      const taken = this.#port.output.reported(this.#client, token.toString('latin1'));
      // A token that was delivered in part can no longer be changed.
      if (given > 0) this.#typed.push(token.subarray(given));
      else if (this.#leads && !this.#held) this.#typed.push(Buffer.from(taken, 'latin1'));
    }
    this.#held = false;
    return false;
  }

  long(beginning: Buffer, given: number, pasted: boolean): void {
    this.#held = (this.#held || this.#mayHold(given, pasted)) && isClearlyReport(beginning);
    if (!this.#held) this.text(beginning.subarray(given));
  }

  rest(bytes: Buffer): void {
    if (!this.#held) this.text(bytes);
  }

  /**
   * F3 with modifiers is spelled like a report of the cursor in the first row. It counts as a
   * report if the program has asked for one within the time of an answer and this terminal has not
   * answered yet. Otherwise it is a key.
   */
  #isF3(report: Buffer): boolean {
    if ((this.#leads && !this.#held) || !mayBeF3(report)) return false;
    const { count, at } = this.#port.output.screen.positionQueries();
    if (Date.now() - at > QUESTION_MS) this.#positions = count;
    return this.#positions >= count;
  }
}

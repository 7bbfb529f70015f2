// Extracts the output of one command line from a session's output: everything between the marks for
// the beginning and the end of its commands.
import { PlainText } from '../../screen/listening/plain-text.ts';
import { ShellMarks } from '../../screen/listening/shell-marks.ts';
import type { MarkPlace } from '../../screen/listening/shell-marks.ts';

/**
 * A line editor switches bracketed pastes off when it accepts the line. What follows comes from the
 * shell itself.
 */
const PASTES_OFF = Buffer.from('\x1b[?2004l');

/** Status of a line that the shell has refused without reporting a status. */
const REFUSED = 1;

const LF = 0x0a;
const CANCEL = Buffer.from('\x18');

/**
 * Maximum size of the preface: enough for a line that is redrawn at each key, and for a message.
 */
const PREFACE_BYTES = 256 * 1024;

export class CommandOutput {
  readonly #marks: ShellMarks;
  readonly #plain = new PlainText();
  readonly #onText: (text: string) => void;
  /** Sequence number of the next byte. */
  #seq: number;
  /** Sequence number where the current command's output begins; undefined outside a command. */
  #from: number | undefined;
  /** The bytes that are being processed, which begin at `#seq`. */
  #bytes: Buffer = Buffer.alloc(0);
  /**
   * Output before the first command. It may contain the shell's message about what is wrong with
   * the line.
   */
  #preface: Buffer | undefined = Buffer.alloc(0);
  #status: number | undefined;
  #hasBegun = false;
  /** Sequence number of the last prompt's mark. */
  #promptAt: number | undefined;

  /**
   * @param seq sequence number of the first byte after the line was typed
   * @param onText receives the output of the commands as lines of text
   */
  constructor(seq: number, onText: (text: string) => void) {
    this.#seq = seq;
    this.#onText = onText;
    const nothing = (): void => undefined;
    this.#marks = new ShellMarks(
      {
        ...{ input: nothing, folder: nothing, progress: nothing },
        prompt: ({ from }) => (this.#promptAt = from),
        started: ({ to }) => this.#start(to),
        ended: (place, status) => this.#end(place, status),
      },
      seq,
    );
  }

  /**
   * Returns true if the shell has accepted the line: a command has begun, or the line was found to
   * be wrong.
   */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Sequence number of the next byte. */
  get seq(): number {
    return this.#seq;
  }

  /** Status of the last command; undefined if none has ended, or if the shell did not report it. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Takes output, which continues where the last part ended unless some was missed. */
  take(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#marks.feed(bytes);
    if (this.#from !== undefined) this.#give(this.#seq + bytes.length);
    if (this.#preface) this.#preface = Buffer.concat([this.#preface, bytes]).subarray(-PREFACE_BYTES);
    this.#seq += bytes.length;
  }

  /**
   * Call this when the shell is at its next prompt. If the shell has reported neither a command nor
   * an end for the line, it has refused the line, and its message is before the prompt.
   */
  refused(): void {
    if (this.#hasBegun || this.#promptAt === undefined) return;
    this.#bytes = Buffer.alloc(0);
    const after = this.#seq - this.#promptAt;
    this.#preface = this.#preface?.subarray(0, Math.max(0, this.#preface.length - after));
    this.#giveMessage(this.#seq);
    this.#status = REFUSED;
  }

  /** Delivers the last line if it is incomplete. No more output follows. */
  finish(): void {
    this.#tell(this.#plain.end());
  }

  #start(to: number): void {
    this.#hasBegun = true;
    this.#preface = undefined;
    this.#from ??= to; // for several lines at once bash marks each beginning, but only one end
  }

  #end({ from }: MarkPlace, status: number | undefined): void {
    this.#hasBegun = true;
    this.#status = status;
    if (this.#from !== undefined) this.#give(from);
    else if (this.#preface) this.#giveMessage(from);
    if (from < this.#seq) this.#plain.take(CANCEL); // drop the beginning of the mark, which was in the last part
    this.#from = this.#preface = undefined;
  }

  /** Delivers those of the current bytes that belong to the command, up to a sequence number. */
  #give(to: number): void {
    const first = Math.max(0, (this.#from ?? 0) - this.#seq);
    const bytes = this.#bytes.subarray(first, Math.max(first, to - this.#seq));
    this.#tell(this.#plain.take(bytes));
  }

  /**
   * Delivers the shell's message about a line that is not a command. Such a line ends without the
   * beginning of a command, and the message follows the line.
   */
  #giveMessage(to: number): void {
    const all = Buffer.concat([
      this.#preface ?? Buffer.alloc(0),
      this.#bytes.subarray(0, Math.max(0, to - this.#seq)),
    ]);
    const off = all.lastIndexOf(PASTES_OFF);
    const from = off < 0 ? all.indexOf(LF) + 1 : off + PASTES_OFF.length;
    this.#tell(this.#plain.take(all.subarray(from)).replace(/^\n/, ''));
  }

  #tell(text: string): void {
    if (text !== '') this.#onText(text);
  }
}

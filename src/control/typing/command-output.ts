// The output of one command line, out of a session's: what stands between the marks of its
// commands' beginnings and ends.
import { PlainText } from '../../screen/listening/plain-text.ts';
import { ShellMarks } from '../../screen/listening/shell-marks.ts';
import type { MarkPlace } from '../../screen/listening/shell-marks.ts';

/**
 * What a line editor ends bracketed pastes with as it takes the line: what follows is the shell's
 * own.
 */
const PASTES_OFF = Buffer.from('\x1b[?2004l');

/** The status of a line that its shell has refused without telling one. */
const REFUSED = 1;

const LF = 0x0a;
const CANCEL = Buffer.from('\x18');

/**
 * Of what comes before the first command: enough for a line that is drawn again at each key, and
 * for a message.
 */
const PREFACE_BYTES = 256 * 1024;

export class CommandOutput {
  readonly #marks: ShellMarks;
  readonly #plain = new PlainText();
  readonly #onText: (text: string) => void;
  /** Sequence number of the next byte. */
  #seq: number;
  /** From where on the output belongs to a command; undefined outside of one. */
  #from: number | undefined;
  /** The bytes being taken, which begin with `#seq`. */
  #bytes: Buffer = Buffer.alloc(0);
  /** What came before any command, as the shell says there what is wrong with the line. */
  #preface: Buffer | undefined = Buffer.alloc(0);
  #status: number | undefined;
  #hasBegun = false;
  /** Sequence number of the last prompt's mark. */
  #promptAt: number | undefined;

  /**
   * @param seq sequence number of the first byte after the line was typed
   * @param onText is given the output of the commands as lines of text
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

  /** Returns true if the shell has taken the line: a command has begun, or the line was wrong. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Sequence number of the next byte that it takes. */
  get seq(): number {
    return this.#seq;
  }

  /** Of the last command; undefined where none has ended, or the shell has not told it. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Takes output, which goes on where the last ended unless some of it was missed. */
  take(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#marks.feed(bytes);
    if (this.#from !== undefined) this.#give(this.#seq + bytes.length);
    if (this.#preface) this.#preface = Buffer.concat([this.#preface, bytes]).subarray(-PREFACE_BYTES);
    this.#seq += bytes.length;
  }

  /**
   * The shell is at its next prompt. A line of which it has told neither a command nor an end it
   * has refused; what it says of that comes before the prompt.
   */
  refused(): void {
    if (this.#hasBegun || this.#promptAt === undefined) return;
    this.#bytes = Buffer.alloc(0);
    const after = this.#seq - this.#promptAt;
    this.#preface = this.#preface?.subarray(0, Math.max(0, this.#preface.length - after));
    this.#giveMessage(this.#seq);
    this.#status = REFUSED;
  }

  /** No more comes: gives out a line that was not ended. */
  finish(): void {
    this.#tell(this.#plain.end());
  }

  #start(to: number): void {
    this.#hasBegun = true;
    this.#preface = undefined;
    this.#from ??= to; // of several lines at once bash marks each, and one end alone
  }

  #end({ from }: MarkPlace, status: number | undefined): void {
    this.#hasBegun = true;
    this.#status = status;
    if (this.#from !== undefined) this.#give(from);
    else if (this.#preface) this.#giveMessage(from);
    if (from < this.#seq) this.#plain.take(CANCEL); // the last part ended with the beginning of the mark
    this.#from = this.#preface = undefined;
  }

  /** Gives out what of the bytes being taken belongs to the command, up to a sequence number. */
  #give(to: number): void {
    const first = Math.max(0, (this.#from ?? 0) - this.#seq);
    const bytes = this.#bytes.subarray(first, Math.max(first, to - this.#seq));
    this.#tell(this.#plain.take(bytes));
  }

  /**
   * A line that is not a command ends without one having begun. What its shell says of it follows
   * the line.
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

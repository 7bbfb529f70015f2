// A session, for programs. Each call has a connection of its own, so that none waits for another, and nothing has to be
// closed: a Session is no more than a name.
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { SignalName } from '../../protocol/message.ts';
import { locate } from '../base/address.ts';
import { locateNew } from '../base/locate-new.ts';
import type { Address } from '../base/address.ts';
import { TdetachError } from '../base/error.ts';
import { MOST_HISTORY_LINES } from '../base/limits.ts';
import { detachClients } from '../control/detach.ts';
import { forget } from '../control/forget.ts';
import { kill } from '../control/kill.ts';
import { readOutput } from '../control/output.ts';
import type { OutputPart } from '../control/output.ts';
import { addMarker, startRecording, stopRecording } from '../control/record.ts';
import { rename } from '../control/rename.ts';
import { Conversation } from '../control/request.ts';
import { readScreen } from '../control/screen.ts';
import type { Screen } from '../control/screen.ts';
import { within } from '../control/patience.ts';
import type { Patience } from '../control/patience.ts';
import { send } from '../control/send.ts';
import { readStatus } from '../control/status.ts';
import type { SessionStatus } from '../control/status.ts';
import { keyNamed } from '../session/key-names.ts';
import type { Key } from '../session/key-names.ts';
import { environment } from './place.ts';
import type { Place } from './place.ts';
import { time, waitFor } from './wait.ts';
import type { End, ForExit, ForIdle, ForText, Match, Wait } from './wait.ts';

/** What is typed into a session: the text, then the keys. */
export interface Typed extends Patience {
  /** Typed byte for byte; a stream as it comes. */
  readonly text?: string | Uint8Array | Readable;
  /** By name, as `C-c`, `M-x`, `Up`, `F5`, `S-Tab`, `Enter`, in the form that the program has asked for. */
  readonly keys?: readonly string[];
  /** Whether the text is pasted: bracketed where the program has asked for that. */
  readonly paste?: boolean;
}

function key(name: string): Key {
  const known = keyNamed(name);
  if (known) return known;
  throw new TdetachError(
    'bad-argument',
    `bad key ${JSON.stringify(name)}: give one such as C-c, Up or Enter`,
  );
}

/** A session, by its name. Every method throws a {@link TdetachError}, whose `code` says what failed. */
export class Session {
  readonly #place: Place;
  #address: Address;

  private constructor(address: Address, place: Place) {
    this.#address = address;
    this.#place = place;
  }

  /**
   * A session that should be there; nobody is asked yet.
   * @throws TdetachError bad-name, bad-folder, no-session
   * @internal
   */
  static named(name: string, place: Place = {}): Session {
    return new Session(locate(name, environment(place), false), place);
  }

  /** Its name, or its path, as it was given. */
  get name(): string {
    return this.#address.session;
  }

  /** Absolute path of its socket. */
  get socket(): string {
    return this.#address.path;
  }

  /** What it runs, since when, its size, and who is attached. */
  async status(): Promise<SessionStatus> {
    return readStatus(await Conversation.with(this.#address, (host) => host.ask('status')));
  }

  /**
   * What a person would see, at one moment.
   * @param options the lines above the screen that are wanted too, none by default; and whether lines have colours, attributes
   *   and links as escape sequences
   * @throws TdetachError no-history, if lines above the screen are wanted of a session that keeps none
   */
  screen(options: { readonly history?: number | 'all'; readonly ansi?: boolean } = {}): Promise<Screen> {
    const { history = 0, ansi = false } = options;
    return readScreen(this.#address, { history: history === 'all' ? MOST_HISTORY_LINES : history, ansi });
  }

  /**
   * Types, and returns when the program's terminal has taken all of it, at the program's pace.
   * @returns the bytes of output at that moment: what the program prints in answer comes behind them (see `since` of `wait`)
   * @throws TdetachError bad-argument, for a key that there is not; session-ended; timed-out and aborted, whereupon what was not
   *   taken is not typed any more; line-too-long, for a line that its program, which reads whole lines, cannot take
   */
  async send(typed: string | Uint8Array | Typed): Promise<number> {
    const whole: Typed = typeof typed === 'string' || typed instanceof Uint8Array ? { text: typed } : typed;
    const { text = '', keys = [], paste = false } = whole;
    const bytes =
      typeof text === 'string' ? Buffer.from(text) : text instanceof Uint8Array ? Buffer.from(text) : text;
    const { timeoutMs, signal } = whole;
    time('timeoutMs', timeoutMs);
    return send(this.#address, { text: bytes, keys: keys.map(key), paste }, { timeoutMs, signal });
  }

  /** Waits for the program's end, and tells how it ended. */
  wait(what: ForExit): Promise<End>;
  /** Waits until there was no output for a while. */
  wait(what: ForIdle): Promise<{ readonly seq: number }>;
  /** Waits for a text on the screen or in the history, also one that goes on on the next line. */
  wait(what: ForText): Promise<Match>;
  wait(what: Wait): Promise<End | Match | { readonly seq: number }> {
    return waitFor(this.#address, what);
  }

  /**
   * Sends a signal to all processes of the session.
   * @param options the signal, TERM by default; and whether to wait for the session's end, with KILL after 5 s
   */
  kill(options: { readonly signal?: SignalName; readonly wait?: boolean } = {}): Promise<void> {
    const { signal = 'TERM', wait = false } = options;
    return kill(this.#address, signal, wait);
  }

  /**
   * Detaches clients, and leaves the session.
   * @param clients their numbers, as in `status().clients`; all of them by default
   * @returns the numbers of those that were there
   */
  detach(clients?: readonly number[]): Promise<number[]> {
    return detachClients(this.#address, clients);
  }

  /**
   * Gives it another name, under which this object finds it from then on.
   * @param name in the session folder, or a path on the same file system
   * @throws TdetachError bad-name, bad-folder, session-exists, not-a-socket
   */
  async rename(name: string): Promise<void> {
    this.#address = await rename(this.#address, await locateNew(name, environment(this.#place)));
  }

  /**
   * Makes its host record it (asciicast v2) from now on, until `stopRecording` or its end.
   * @param file from the working folder
   * @param options whether what the file has in it may go
   * @throws TdetachError bad-file; refused, if it is being recorded already
   */
  record(file: string, options: { readonly force?: boolean } = {}): Promise<void> {
    return startRecording(this.#address, path.resolve(file), options.force ?? false);
  }

  /**
   * Adds a marker to the recording.
   * @throws TdetachError refused, if it is not being recorded
   */
  mark(label: string): Promise<void> {
    return addMarker(this.#address, label);
  }

  /**
   * Ends the recording, and returns when all of it is in its file.
   * @throws TdetachError refused, if it is not being recorded, or the file has not taken all of it
   */
  stopRecording(): Promise<void> {
    return stopRecording(this.#address);
  }

  /**
   * Reads the output as it came: what is kept of it, the last MiB, and with `follow` what comes, until the end.
   * @param onPart is given the bytes, which are valid until it returns, with the sequence number of the first one, and how many
   *   in front of it were missed
   */
  async output(
    onPart: (part: OutputPart) => void,
    options: { readonly follow?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    const { follow = false, signal } = options;
    const abandon = new AbortController();
    const take = (part: OutputPart): void => {
      if (!abandon.signal.aborted) onPart(part);
    };
    try {
      const reading = readOutput(this.#address, follow, { take }, [], abandon.signal);
      await within(this.name, { signal }, reading);
    } finally {
      abandon.abort();
    }
  }

  /**
   * Forgets it, if it has ended: what it has left, and the socket of a host that was killed.
   * @throws TdetachError session-exists, if it lives
   */
  forget(): Promise<void> {
    return forget(this.#address);
  }
}

/**
 * Finds a session that lives.
 * @throws TdetachError bad-name, bad-folder, no-session, session-dead, not-a-socket, bad-owner, not-tdetach, no-answer, version
 */
export async function connect(name: string, options: Place = {}): Promise<Session> {
  const session = Session.named(name, options);
  await session.status();
  return session;
}

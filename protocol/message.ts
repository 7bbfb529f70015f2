// The messages of the wire and their type numbers, which are pinned by a test and never used again
// for anything else.
import { PROTOCOL_VERSION } from './wire-limits.ts';
import type { Size, Sizing } from './sizing.ts';

export const MessageType = {
  hello: 1,
  attach: 2,
  detach: 3,
  data: 4,
  resize: 5,
  signal: 6,
  exit: 7,
  error: 8,
  request: 9,
  reply: 10,
  progress: 11,
  resync: 12,
  shown: 13,
  undo: 14,
  lend: 15,
} as const;

export type { Size, Sizing } from './sizing.ts';

/**
 * How an attaching client gets the screen back: a size change and back, a Ctrl-L, from the host, or
 * not at all.
 */
export const REDRAW_METHODS = ['winch', 'ctrl_l', 'restore', 'none'] as const;
export type RedrawMethod = (typeof REDRAW_METHODS)[number];

/** Signals that a client can ask for. */
export const SIGNALS = [
  'HUP',
  'INT',
  'QUIT',
  'KILL',
  'USR1',
  'USR2',
  'TERM',
  'CONT',
  'STOP',
  'TSTP',
  'WINCH',
] as const;
export type SignalName = (typeof SIGNALS)[number];

/**
 * Whom a signal is for: the foreground process group of the program's terminal, or all processes of
 * its session.
 */
export const SIGNAL_TARGETS = ['foreground', 'session'] as const;
export type SignalTarget = (typeof SIGNAL_TARGETS)[number];

/** The host's first word on every connection. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** The version of the package that the host runs. */
  readonly version: string;
  readonly session: string;
  /** The program's process id. */
  readonly pid: number;
  /**
   * What the request `status` would be answered with, so that a listing need not ask; not
   * validated.
   */
  readonly status?: unknown;
  /**
   * True if it composes what terminals are shown, for clients that ask for that. False if left out.
   */
  readonly composes?: boolean | undefined;
}
export interface Attach {
  readonly type: 'attach';
  readonly size: Size;
  /** True if the client's output is a terminal, which modes and repaints may be sent to. */
  readonly terminal: boolean;
  readonly redraw: RedrawMethod;
  /** Absolute socket path of the session that the client itself runs in, '' for none. */
  readonly within: string;
  /** The most lines above the screen that it is shown; all that are kept if left out. */
  readonly history?: number | undefined;
  /**
   * What it sends has no effect on the program or the size; it is only shown them. False if left
   * out.
   */
  readonly readonly?: boolean | undefined;
  /** From now on the session's size follows this; as it was if left out. */
  readonly sizing?: Sizing | undefined;
  /** Absolute socket path of the ssh agent that whoever attaches has. */
  readonly agent?: string | undefined;
  /** Identities of the terminals that the client reads and writes, as `device` of a status. */
  readonly devices?: readonly string[] | undefined;
  /** True if it answers a `progress` of the host with one of its own. False if left out. */
  readonly echoes?: boolean | undefined;
  /**
   * Identifies the terminal that the session is shown on: the same text means the same terminal.
   */
  readonly display?: string | undefined;
  /**
   * Which terminal emulator that is, where the client knows: `xterm`, `vte`, `kitty` or
   * `alacritty`.
   */
  readonly emulator?: string | undefined;
  /**
   * Asks the host to compose what the client's terminal is shown, up to what puts it back. False if
   * left out.
   */
  readonly composed?: boolean | undefined;
}
/** From a client: it leaves. From the host: all that this client sent before has been taken. */
export interface Detach {
  readonly type: 'detach';
  /** From the host, as in exit. */
  readonly below?: number | undefined;
}
/** Bytes of the terminal: output from the host, input to it. */
export interface Data {
  readonly type: 'data';
  readonly bytes: Uint8Array;
}
export interface Resize {
  readonly type: 'resize';
  readonly size: Size;
}
export interface Signal {
  readonly type: 'signal';
  readonly signal: SignalName;
  /** `foreground` if left out. */
  readonly target?: SignalTarget | undefined;
}
/**
 * The program has ended, and all of its output has been sent. Exactly one of the two is not zero,
 * or neither.
 */
export interface Exit {
  readonly type: 'exit';
  /** Exit status, 0 to 255. */
  readonly status: number;
  /** Number of the signal that ended the program, 0 for none. */
  readonly signal: number;
  /**
   * Lines from the cursor of the primary screen down to the first that is free, 0 if it stands on
   * it. Only for a terminal that shows what the host's picture shows.
   */
  readonly below?: number | undefined;
}
/** Why the sender closes the connection. */
export interface ErrorMessage {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
}
export interface Request {
  readonly type: 'request';
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}
/** The answer to the request of that id: a result, or an error where its code is not ''. */
export interface Reply {
  readonly type: 'reply';
  readonly id: number;
  readonly result: unknown;
  readonly error: string;
}
/**
 * From a client whose terminal is slow: it has taken something since the last of these. From the
 * host: a client that echoes is asked for one, as it may have been stopped.
 */
export interface Progress {
  readonly type: 'progress';
}
/**
 * From the host: output was dropped. The client undoes the modes it was sent; fresh ones follow as
 * data.
 */
export interface Resync {
  readonly type: 'resync';
}
/**
 * From a client with a display: how many bytes of data its terminal has taken since the attach or
 * the last resync.
 */
export interface Shown {
  readonly type: 'shown';
  /** Modulo 2^32. */
  readonly bytes: number;
}
/**
 * From the host, to a client that it composes for: what puts the terminal back once the next data
 * or reply was shown. The client writes it where the host does not.
 */
export interface Undo {
  readonly type: 'undo';
  readonly bytes: Uint8Array;
  /**
   * Sets again what `bytes` undo; only for a client that goes on after a stop without a picture.
   */
  readonly enter?: Uint8Array | undefined;
  /** Queries in the next data, which the terminal answers. */
  readonly asks?: readonly string[] | undefined;
  /** True if keys may come in an encoding other than the legacy one. False if left out. */
  readonly extended?: boolean | undefined;
  /** True if the alternate screen is shown. False if left out. */
  readonly alternate?: boolean | undefined;
}
/**
 * Steps of lending a terminal, in order. From a client: `offered`, and `begun` once its terminal
 * has taken all data that came before the host's `taken`. From a host: `taken`, after which it
 * sends no data. From either: `ended`, see the specification.
 */
export const LEND_STEPS = ['offered', 'taken', 'begun', 'ended'] as const;

/** The host writes to the client's terminal itself, instead of sending data. */
export interface Lend {
  readonly type: 'lend';
  readonly step: (typeof LEND_STEPS)[number];
  /** Where an offered terminal is. */
  readonly terminal?: LentDevice | undefined;
}

/** What a host needs to know of a terminal to write to it, and only to it. */
export interface LentDevice {
  /** Its absolute path. */
  readonly path: string;
  /** Its identity, as in the `devices` of an attach. */
  readonly device: string;
  /** Its inode number. */
  readonly inode: number;
  /** Process id of the client. */
  readonly pid: number;
}

export type Message =
  | Hello
  | Attach
  | Detach
  | Data
  | Resize
  | Signal
  | Exit
  | ErrorMessage
  | Request
  | Reply
  | Progress
  | Resync
  | Shown
  | Undo
  | Lend;

/** Keys that a body may leave out are written only where they have a value. */
export const given = <T>(keys: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(Object.entries(keys).filter((entry): entry is [string, T] => entry[1] !== undefined));

/** The host's hello, with the protocol's version filled in. */
export function hello(fields: Omit<Hello, 'type' | 'protocol'>): Hello {
  return { type: 'hello', protocol: PROTOCOL_VERSION, ...fields };
}

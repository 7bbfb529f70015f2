// The messages of the wire and their type numbers. A test pins the numbers, and no number is ever
// reused.
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
 * How the screen is restored for an attaching client: the program redraws after a size change and
 * back, or after a Ctrl-L; the host sends a snapshot; or nothing is done.
 */
export const REDRAW_METHODS = ['winch', 'ctrl_l', 'restore', 'none'] as const;
export type RedrawMethod = (typeof REDRAW_METHODS)[number];

/** Signals that a client can ask the host to send. */
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
 * The target of a signal: the foreground process group of the program's terminal, or all processes
 * of its session.
 */
export const SIGNAL_TARGETS = ['foreground', 'session'] as const;
export type SignalTarget = (typeof SIGNAL_TARGETS)[number];

/** The host's first message on every connection. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  /** The version of the package that the host runs. */
  readonly version: string;
  readonly session: string;
  /** The program's process id. */
  readonly pid: number;
  /**
   * What the host would reply to the request `status`, so that a listing does not have to ask; not
   * validated.
   */
  readonly status?: unknown;
  /**
   * True if the host composes output for the terminals of clients that ask for it. False if left
   * out.
   */
  readonly composes?: boolean | undefined;
}
export interface Attach {
  readonly type: 'attach';
  readonly size: Size;
  /** True if the client's output is a terminal, to which modes and repaints may be sent. */
  readonly terminal: boolean;
  readonly redraw: RedrawMethod;
  /** Absolute socket path of the session that the client itself runs in; '' for none. */
  readonly within: string;
  /** Maximum number of history lines that the client is shown; all that are kept if left out. */
  readonly history?: number | undefined;
  /**
   * The client only watches: nothing that it sends affects the program or the size. False if left
   * out.
   */
  readonly readonly?: boolean | undefined;
  /** What the session's size follows from now on; unchanged if left out. */
  readonly sizing?: Sizing | undefined;
  /** Absolute socket path of the client's ssh agent. */
  readonly agent?: string | undefined;
  /**
   * Identities of the terminals that the client reads and writes, in the form of `device` in a
   * status.
   */
  readonly devices?: readonly string[] | undefined;
  /** True if the client answers a `progress` of the host with one of its own. False if left out. */
  readonly echoes?: boolean | undefined;
  /** Identifies the terminal that shows the session: the same text means the same terminal. */
  readonly display?: string | undefined;
  /** That terminal's emulator, if the client knows it: `xterm`, `vte`, `kitty` or `alacritty`. */
  readonly emulator?: string | undefined;
  /**
   * Asks the host to compose all output for the client's terminal, including the undo. False if
   * left out.
   */
  readonly composed?: boolean | undefined;
}
/**
 * From a client: it detaches. From the host: it has taken everything that this client sent before.
 */
export interface Detach {
  readonly type: 'detach';
  /** From the host, as in `exit`. */
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
 * The program has ended, and all of its output has been sent. At most one of `status` and `signal`
 * is not zero.
 */
export interface Exit {
  readonly type: 'exit';
  /** Exit status, 0 to 255. */
  readonly status: number;
  /** Number of the signal that ended the program; 0 for none. */
  readonly signal: number;
  /**
   * Number of lines from the cursor of the primary screen down to the first free line; 0 if the
   * cursor is on that line. Only for a terminal that shows the same screen as the host's snapshot.
   */
  readonly below?: number | undefined;
}
/** The reason why the sender closes the connection. */
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
/** The answer to the request with that id: a result, or an error if `error` is not ''. */
export interface Reply {
  readonly type: 'reply';
  readonly id: number;
  readonly result: unknown;
  readonly error: string;
}
/**
 * From a client with a slow terminal: the terminal has taken output since the last `progress`. From
 * the host: asks a client with `echoes` for a `progress`, because the client may be stopped.
 */
export interface Progress {
  readonly type: 'progress';
}
/**
 * From the host: output was dropped. The client undoes the modes that it was sent; new ones follow
 * as data.
 */
export interface Resync {
  readonly type: 'resync';
}
/**
 * From a client with a `display`: how many bytes of data its terminal has taken since the attach or
 * the last resync.
 */
export interface Shown {
  readonly type: 'shown';
  /** Modulo 2^32. */
  readonly bytes: number;
}
/**
 * From the host to a client that it composes for: the undo that restores the terminal after the
 * next data or reply has been shown. The client writes it if the host cannot.
 */
export interface Undo {
  readonly type: 'undo';
  readonly bytes: Uint8Array;
  /**
   * Sets the modes again that `bytes` undo. Only for a client that continues after a stop without a
   * snapshot.
   */
  readonly enter?: Uint8Array | undefined;
  /** Queries in the next data that the terminal answers. */
  readonly asks?: readonly string[] | undefined;
  /** True if keys may come in an encoding other than the legacy one. False if left out. */
  readonly extended?: boolean | undefined;
  /** True if the alternate screen is shown. False if left out. */
  readonly alternate?: boolean | undefined;
}
/**
 * Steps of lending a terminal, in order. A client sends `offered`, and `begun` once its terminal
 * has taken all data that came before the host's `taken`. A host sends `taken`, and no data after
 * it. Either sends `ended`; see the specification.
 */
export const LEND_STEPS = ['offered', 'taken', 'begun', 'ended'] as const;

/** The host writes to the client's terminal directly instead of sending data. */
export interface Lend {
  readonly type: 'lend';
  readonly step: (typeof LEND_STEPS)[number];
  /** Location of an offered terminal. */
  readonly terminal?: LentDevice | undefined;
}

/** What a host needs to know to write to this terminal and to no other. */
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

/** Removes the optional keys of a body that have no value. */
export const given = <T>(keys: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(Object.entries(keys).filter((entry): entry is [string, T] => entry[1] !== undefined));

/** The host's hello, with the protocol's version filled in. */
export function hello(fields: Omit<Hello, 'type' | 'protocol'>): Hello {
  return { type: 'hello', protocol: PROTOCOL_VERSION, ...fields };
}

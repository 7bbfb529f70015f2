// The numbers of the wire. They are part of the specification in protocol/README.md: a change to
// one of them is a change of the protocol's version.

/** The version that this code speaks. A client of version N talks to hosts of N and N - 1. */
export const PROTOCOL_VERSION = 1;

/** The oldest host that this code's clients talk to. */
export const OLDEST_HOST_VERSION = 1;

/** Bytes of the big-endian length that opens a frame. */
export const LENGTH_BYTES = 4;

/**
 * The longest payload of a frame, in bytes: far above what is ever sent, far below what would hurt.
 */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

/**
 * The most bytes that one data message carries. 64 KiB is what a PTY holds back at most on Linux.
 */
export const MAX_DATA_BYTES = 64 * 1024;

/** How deep values may lie in values: nothing that is sent comes near it. */
export const MAX_DEPTH = 64;

/** Columns and rows are 16-bit in `struct winsize`, and a terminal of none has no screen. */
export const MAX_TERMINAL_CELLS_ACROSS = 65_535;

/**
 * A terminal's width and height in pixels are 16-bit in `struct winsize` too, 0 where they are not
 * known.
 */
export const MAX_TERMINAL_PIXELS_ACROSS = 65_535;

/** Terminals that one client may name: what it reads, and what it writes. */
export const MAX_DEVICES = 8;

/** Characters of what a terminal is known by. */
export const MAX_DISPLAY_CHARACTERS = 256;

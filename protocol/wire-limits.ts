// The limits of the wire. They are part of the specification in protocol/README.md: changing one of
// them changes the protocol's version.

/** The version that this code speaks. A client of version N talks to hosts of N and N - 1. */
export const PROTOCOL_VERSION = 1;

/** The oldest host that this code's clients talk to. */
export const OLDEST_HOST_VERSION = 1;

/** Bytes of the big-endian length that opens a frame. */
export const LENGTH_BYTES = 4;

/**
 * Maximum payload of a frame: far above anything that is sent, and far below what would exhaust
 * memory.
 */
export const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** Maximum number of bytes in one data message. A PTY on Linux holds at most 64 KiB. */
export const MAX_DATA_BYTES = 64 * 1024;

/** Maximum nesting of values. No message comes near it. */
export const MAX_DEPTH = 64;

/**
 * Maximum columns and rows, which are 16-bit in `struct winsize`. The minimum is 1, because a
 * terminal without columns or rows has no screen.
 */
export const MAX_TERMINAL_CELLS_ACROSS = 65_535;

/**
 * Maximum width and height in pixels, which are 16-bit in `struct winsize` too. 0 means unknown.
 */
export const MAX_TERMINAL_PIXELS_ACROSS = 65_535;

/** Maximum number of terminals that one client may name: those it reads and those it writes. */
export const MAX_DEVICES = 8;

/** Maximum length of a `display`, in characters. */
export const MAX_DISPLAY_CHARACTERS = 256;

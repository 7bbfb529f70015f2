// Every timer, limit and watermark of the program, with its unit and its reason. (Those of the wire are in
// protocol/limits.ts.)

/** How long a connecting client waits for the host's first word before it calls the peer no tdetach. */
export const HELLO_WAIT_MS = 2_000;

/** How long an attach from within a session waits in all for other hosts, which may be stopped, to rule out a circle. */
export const NESTING_WAIT_MS = 500;

/** How long a starter waits for its host: Node's own start on a loaded machine takes a second or two. */
export const LAUNCH_WAIT_MS = 20_000;

/** How long a host that was not ready in time has to end by itself before it is killed: what it has made goes with it. */
export const LAUNCH_END_MS = 500;

/** How long a leaving client waits until the host has taken what was typed before the detach key. */
export const DETACH_WAIT_MS = 1_000;

/** How long a leaving client waits for a terminal that does not take the bytes which put its modes back. */
export const RESTORE_WAIT_MS = 500;

/** A query that a terminal has not answered for so long is one that it does not know. */
export const QUESTION_MS = 2_000;

/**
 * How long a leaving client waits for answers that are still to come: longer than a bad link's time there and back. A
 * terminal answers sooner; one that answers nothing at all costs this, where it was asked within QUESTION_MS.
 */
export const LATE_ANSWER_MS = 2_000;

/** Queries of a program that a host remembers: more than any program asks before it reads an answer. */
export const MAX_OPEN_QUERIES = 256;

/** A query that was open for longer when the leader goes is answered by nobody: its program waits no more. */
export const OPEN_QUERY_MS = 60_000;

/** How long a terminal may still answer a query that somebody else has answered for it: a bad link's delay. */
export const LATE_REPORT_MS = 5_000;

/**
 * While a query is open its leader's client is asked for a sign of life so often, and counts as stopped after so long without
 * one: together with the model's delay a query is answered within a second. A machine under load answers within 100 ms.
 */
export const QUERY_PING_MS = 200;
export const QUERY_PONG_MS = 400;

/** For so long after the last query: programs that wait for an answer do not wait longer (vim, fish: 2 s at most). */
export const QUERY_WATCH_MS = 10_000;

/** How often a client whose terminal is slow looks whether it has taken something, and tells the host. */
export const PROGRESS_INTERVAL_MS = 200;

/** How long the beginning of a detach sequence (ctrl-p of ctrl-p,ctrl-q) is held back from the program. */
export const KEY_PREFIX_HOLD_MS = 500;

/** How long a lone ESC is held, which may open a detach key in CSI-u form: below what a person notices. */
export const LONE_ESC_HOLD_MS = 20;

/**
 * A bracketed paste (or a string) of which nothing has come for so long has ended, with or without its end: a terminal
 * sends a paste in one go, and a person who waits for the detach key to work gives up after some seconds.
 */
export const PASTE_PAUSE_MS = 1_000;

/**
 * How long a host waits for the rest of what may be a report of a terminal that does not lead, before it takes it for
 * keys (Escape, Alt-], Alt-P): the time that a bad network keeps two packets apart.
 */
export const REPORT_HOLD_MS = 1_000;

/** How long it waits for the rest of what can be nothing but a report. It is never typed. */
export const TORN_REPORT_MS = 5_000;

/**
 * Of the output, as it came, the end is kept: some thousands of lines, and what a program prints between two waits. Who
 * attaches first is sent it. It is a MiB, and what is read at once, so that a prompt behind a MiB costs nothing of that.
 */
export const KEPT_OUTPUT_BYTES = 1024 * 1024 + 64 * 1024;

/**
 * So much output is waiting for a creator that is about to attach, and the program waits too: what is read before it does,
 * or the kernel still has at its end (some 64 KiB), finds room in what is kept.
 */
export const CREATOR_PAUSE_BYTES = KEPT_OUTPUT_BYTES / 2;

/** How long a host whose creator meant to attach waits for it before it goes on without. */
export const CREATOR_WAIT_MS = 5_000;

/** Output that may wait in the host for one client. */
export const OUTBOX_BYTES = 1024 * 1024;

/**
 * A leader for which more than this waits slows the program down, which runs again when its leader is down to the
 * second: so little that what is typed shows soon in the midst of a flood, and so much that it does not stop and go.
 */
export const OUTBOX_PAUSE_BYTES = 128 * 1024;
export const OUTBOX_RESUME_BYTES = 32 * 1024;

/** Replies that wait for one client; one that sends requests and takes no reply is closed. */
export const REPLIES_BYTES = 1024 * 1024;

/** The most that is handed to a client's socket in one write while its outbox is emptied. */
export const OUTBOX_WRITE_BYTES = 256 * 1024;

/** A leader that has slowed the program down and takes nothing for this long does so no longer: it is as any other. */
export const LEADER_STALL_MS = 1_000;

/** After the program's end, how long a client that takes nothing of the rest is waited for. */
export const END_STALL_MS = 30_000;

/** Input of one client that waits for the program; above it the client's socket is not read. */
export const INPUT_QUEUE_BYTES = 256 * 1024;

/** Descriptors that a host keeps for when it may open no more: reading a process's state takes two at a time. */
export const RESERVED_DESCRIPTORS = 3;

/** How long a client that was refused may take to read why, and to close its connection. */
export const REFUSED_LINGER_MS = 2_000;

/** How long after its first report a terminal is asked for its size in pixels, where no program has done so by then. */
export const PIXELS_ASK_MS = 500;

/** How often a client that is not read is looked after: one that is gone has to be noticed within a second. */
export const LOST_CLIENT_PROBE_MS = 400;

/** The most that is written to the PTY for one client before the next one has its turn: the tty's own buffer. */
export const INPUT_TURN_BYTES = 4_096;

/** The longest escape sequence in input that others wait for: far above any report, little for a program to read. */
export const INPUT_TOKEN_BYTES = 16 * 1024;

/** How long others wait for the rest of an escape sequence that has not come yet: programs wait no longer for it
 * themselves before they take its ESC for the key (vim 'ttimeoutlen'), and a lone ESC never has a rest. */
export const INPUT_HOLD_MS = 100;

/** First and longest pause before a full PTY is tried again; it doubles in between. Node offers no poll for it. */
export const INPUT_RETRY_FIRST_MS = 1;
export const INPUT_RETRY_LONGEST_MS = 64;

/** How long the smaller size stands when a program is made to repaint: time to see both of two SIGWINCHs. */
export const REPAINT_NUDGE_MS = 60;

/** A size for programs that start with nobody attached. dtach's 0 x 0 breaks them. */
export const DEFAULT_SIZE = { cols: 80, rows: 24 } as const;

/** After a SIGHUP to the session's processes at the host's own end: how long they have before SIGKILL. */
export const TERMINATE_GRACE_MS = 3_000;

/** How often a host whose program has ended looks whether the rest of the session has, within that time. */
export const TERMINATE_LOOK_MS = 50;

/** The longest output that is read after the program's end, in bytes: a PTY holds 64 KiB and a little. */
export const LAST_OUTPUT_BYTES = 4 * 1024 * 1024;

/** The longest file name of a socket: it has to fit `sun_path` (104 bytes on macOS) even when relative. */
export const MAX_SOCKET_NAME_BYTES = 100;

/** Lines above the screen that the screen model keeps and shows to whoever attaches, and how many can be asked for. */
export const HISTORY_LINES = 1_000;
export const MOST_HISTORY_LINES = 1_000_000;

/** The most memory that the history takes, at 12 bytes a column: of 80 columns nearly 70,000 lines. */
export const HISTORY_BYTES = 64 * 1024 * 1024;

/** Terminals of which a host remembers what they have of the history above their screen; with 64 KiB of text for each at most. */
export const REMEMBERED_TERMINALS = 32;

/** Failures of a session's emulator that are noted: where the program prints the cause again and again, the next ones tell nothing new. */
export const NOTED_MODEL_FAULTS = 10;

/** Bytes parsed or typed after which a host's code is worth compiling: a second of redraws, or days of a shell. */
export const OPTIMISE_AFTER_BYTES = 512 * 1024;

/** Or the time that parsing took: a few bytes may clear whole screens. It is what so many bytes of text take at most. */
export const OPTIMISE_AFTER_MS = 500;

/** How long what an ended session has left is kept: until the next day's work. */
export const KEEP_MS = 24 * 3_600_000;

/** What describes the record of an ended session: a command and a title, cut, in JSON, and all else there is. */
export const ENDED_HEADER_BYTES = 64 * 1024;

/** Of a title at the end of a session so much is kept: more than any terminal shows. */
export const ENDED_TITLE_CHARACTERS = 1_024;

/** Of an ended session's screen and history, each plain and in colours, so much is kept: some 100,000 lines. */
export const ENDED_TEXT_BYTES = 8 * 1024 * 1024;

/** All records of ended sessions in one folder: it may be in memory (a tmpfs); the oldest go. */
export const ENDED_FOLDER_BYTES = 64 * 1024 * 1024;

/** Symbolic links from one to the next that lead somewhere: Linux follows no more (path_resolution(7)). */
export const MOST_LINKS = 40;

/** How long compiled code is kept (code-cache.ts): what is in use is then compiled once more, what is not has gone. */
export const CODE_KEPT_MS = 90 * 24 * 3600 * 1000;

/**
 * When a host switches V8's optimising compilers off, and keeps its code for the next one where that is due: most of what it
 * does was done once, nothing has run so often that it was optimised, and nothing was given back yet (REST_MS).
 */
export const LEAVE_OFF_MS = 1_000;

/**
 * A host that has printed nothing for so long gives memory back, which takes it some 30 ms: longer than people wait between
 * two commands. It does so where it has printed so much since, or its heap is so much larger: less is not worth it.
 */
export const REST_MS = 2_000;
export const REST_AFTER_BYTES = 1024 * 1024;

/**
 * One that prints all the time does so in the midst of it where its heap has grown by so much since, as after many clients at
 * once, and not again for so long: the 30 ms are a three-hundredth of that.
 */
export const PEAK_BYTES = 16 * 1024 * 1024;
export const PEAK_INTERVAL_MS = 10_000;

/** Of a session's command a listing has so many characters: more than anybody reads, little for a reply. */
export const STATUS_COMMAND_CHARACTERS = 4_096;

/**
 * How long a host has for its reply: it may have megabytes of a flood to parse first, or, as others do at the same time,
 * to look through all processes of a loaded machine for those of its session.
 */
export const REPLY_WAIT_MS = 10_000;

/** Sessions that a listing asks at the same time: macOS gives a process 256 descriptors. */
export const LIST_AT_ONCE = 200;

/** A session that was asked to end, and has not after so long, is killed where somebody waits for its end. */
export const KILL_AFTER_MS = 5_000;

/** A screen's text is told in replies of so many bytes: far enough below what a frame carries. */
export const SCREEN_PART_BYTES = 256 * 1024;

/** The output kept is told in replies of so many bytes: so much waits for a reader at most that takes none. */
export const OUTPUT_PART_BYTES = 256 * 1024;

/** A line of plain text is held until its end, in which it may be written over; a longer one is given out in pieces. */
export const PLAIN_LINE_CHARACTERS = 64 * 1024;

/** A record in the making that is older than this was left behind by a host that was killed at work. */
export const STALE_RECORD_MS = 60_000;

/** Behind by more than this, who must miss nothing of the output slows the program down: half of what is kept. */
export const PACE_BYTES = KEPT_OUTPUT_BYTES / 2;

/** What is typed into a session with one request: as much as its host takes in before it reads no further. */
export const SEND_PART_BYTES = INPUT_QUEUE_BYTES;

/** How long a host has to take back what was typed and not taken: it is a moment's work, and somebody is out of time. */
export const WITHDRAW_WAIT_MS = 2_000;

/** The longest time of a timer of Node's: 31 bits of milliseconds, some 24 days. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Screens that are remembered for who asks what has come since, and the largest: as many as there are scripts at once. */
export const CHECKPOINTS = 16;
export const CHECKPOINT_BYTES = 64 * 1024;

/** Where a text is waited for: so much output between two looks at the screen, at most so many lines of it. */
export const LOOK_BYTES = 4_096;

/**
 * A look for a regular expression, at 256 KiB of output at most, is given up after so long: an ordinary one takes
 * milliseconds, and the process does nothing else meanwhile.
 */
export const REGEX_LOOK_MS = 10_000;

/** Of a line that has begun above the screen so much is looked at again: far longer than any text that is waited for. */
export const LOOK_BACK_CHARACTERS = 8 * 1024;

/** Waits, and requests about the screen, that one connection may have open at a time, and all: each may cost a timer, or a screen. */
export const OPEN_REQUESTS = 64;
export const OPEN_REQUESTS_OF_ALL = 1_024;

/** Of events that wait for one who is told of them: some thousands. Beyond it those that come are only counted. */
export const EVENTS_BYTES = 256 * 1024;

/** So many titles and bells are told within OUTPUT_EVENT_MS: far more than anybody notices, and a flood of them fits. */
export const SIGNS_AT_ONCE = 20;

/** Between two events of output: ten a second tell all that somebody can act upon. */
export const OUTPUT_EVENT_MS = 100;

/**
 * How often the session folder is looked through although nothing was told of it: it may be made anew, lie on a file system
 * that tells nothing, or hold a session whose host did not answer before.
 */
export const FOLDER_LOOK_MS = 1_000;

/** How long a completion waits for the hosts to say that they live, before it names all sockets: what a person bears. */
export const COMPLETION_WAIT_MS = 500;

// What a starter hands to the host that it starts, and what the host says back: one JSON text each way, over
// the socket pair that the host has as its descriptor 3.
import type { Size, Sizing } from '../../protocol/message.ts';
import type { Address } from './address.ts';
import type { CallerState } from './caller.ts';
import type { ErrorCode } from './error.ts';
import { programEnvironment } from './program-environment.ts';
import type { EnvironmentSource } from './program-environment.ts';
import { workingFolder } from './working-folder.ts';

/** The argument that tells the host's executable that it was started, and not loaded. */
export const HOST_VERB = '__host';

/**
 * What a host's Node is started with. Its heap has little that lives for a short time only: V8's space for that may be
 * small (1 MiB and not 16), which a busy host fills all the same, and keeps. An idle host does nothing: V8 does not wake up
 * every few seconds to look whether there is garbage, as a host at rest has collected it (src/host/rest.ts). Other flags
 * of V8's do not belong here: with most of them Node's own code has to be compiled anew (7 ms of a start), which it else has
 * ready.
 */
export const HOST_FLAGS = ['--max-semi-space-size=1', '--no-memory-reducer'];

/** The host's descriptor of the conversation with its starter. */
export const LAUNCH_DESCRIPTOR = 3;

/** What is kept of a session beside its screen, and what its program is given. */
export interface Keeping {
  /** How long its end is remembered, in ms; 0 for not at all. */
  readonly keepMs: number;
  /** Absolute path of a file that the output is appended to, and the most bytes that it may have. */
  readonly log: string | undefined;
  readonly logBytes: number | undefined;
  /** Absolute path of a recording. */
  readonly record: string | undefined;
  /** Whether SSH_AUTH_SOCK is a link that each attach points at its own agent. */
  readonly sshAgent: boolean;
}

export interface LaunchOrder extends Keeping {
  readonly address: Address;
  readonly version: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the working folder. */
  readonly cwd: string;
  readonly umask: number;
  readonly caller: CallerState;
  readonly size: Size;
  /** What the size follows from then on. */
  readonly sizing: Sizing;
  /** Lines above the screen that are kept. */
  readonly history: number;
  /** Whether whoever creates the session is about to attach, and is waited for. */
  readonly creatorAttaches: boolean;
  /** Which emulator the creator's terminal is (emulator-kind.ts), where it attaches and that is known. */
  readonly emulator?: string | undefined;
}

export type LaunchAnswer = { readonly pid: number } | { readonly code: ErrorCode; readonly message: string };

/** Reads the umask, which POSIX only lets one set. */
function currentUmask(): number {
  const umask = process.umask(0o077);
  process.umask(umask);
  return umask;
}

/** What a program starts with, apart from what is asked of its session. */
export interface Surroundings {
  readonly caller: CallerState;
  readonly environment: EnvironmentSource;
  /** Its working folder; that of this process by default. */
  readonly cwd: string | undefined;
}

/**
 * The order for a host.
 * @throws TdetachError bad-folder for a working folder that the program could not be in
 */
export function launchOrder(
  fields: Omit<LaunchOrder, 'env' | 'cwd' | 'umask' | 'caller'>,
  { caller, environment, cwd }: Surroundings,
): LaunchOrder {
  const folder = workingFolder(cwd);
  const { terminal, openFiles, ignored, blocked } = caller;
  return {
    ...fields,
    env: programEnvironment(environment, cwd === undefined ? undefined : folder),
    cwd: folder,
    umask: currentUmask(),
    caller: { terminal, openFiles, ignored, blocked },
  };
}

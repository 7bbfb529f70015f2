// What a starter hands to the host that it starts, and what the host says back: one JSON text each
// way, over the socket pair that the host has as its descriptor 3.
import type { Size, Sizing } from '../../../protocol/message.ts';
import type { Address } from '../address/address.ts';
import type { CallerState } from './caller.ts';
import type { ErrorCode } from '../error.ts';
import { programEnvironment } from './program-environment.ts';
import type { EnvironmentSource } from './program-environment.ts';
import { withShellIntegration } from './shell-integration.ts';
import { workingFolder } from './working-folder.ts';

/** The argument that tells the host's executable that it was started, and not loaded. */
export const HOST_VERB = '__host';

/** The host's descriptor of the conversation with its starter. */
export const LAUNCH_DESCRIPTOR = 3;

/** What is kept of a session beside its screen, and what its program is given. */
export interface Keeping {
  /** How long its end is remembered, in ms; 0 for not at all. */
  readonly keepMs: number;
  /**
   * Absolute path of a file that the output is appended to, and the most bytes that it may have.
   */
  readonly log: string | undefined;
  readonly logBytes: number | undefined;
  /** Absolute path of a recording. */
  readonly record: string | undefined;
  /** True if SSH_AUTH_SOCK is a link that each attach points at its own agent. */
  readonly sshAgent: boolean;
  /** True if the program is a shell that is made to mark its prompts and commands. */
  readonly shellIntegration: boolean;
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
  /** True if whoever creates the session is about to attach, and is waited for. */
  readonly creatorAttaches: boolean;
  /** True if the starter is told the end of the session too, on the same conversation. */
  readonly tellsEnd?: boolean;
  /**
   * Which emulator the creator's terminal is (emulator-kind.ts), where it attaches and that is
   * known.
   */
  readonly emulator?: string | undefined;
}

export type LaunchAnswer = { readonly pid: number } | { readonly code: ErrorCode; readonly message: string };

/** What the host says at the end of the session, where its order asks for that. */
export interface LaunchEnd {
  readonly status: number;
  /** The number of the signal that has ended the program; 0 for none. */
  readonly signal: number;
}

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
 * @throws TdetachError bad-folder for a working folder that the program could not be in; of
 *   withShellIntegration
 */
export function launchOrder(
  fields: Omit<LaunchOrder, 'env' | 'cwd' | 'umask' | 'caller'>,
  { caller, environment, cwd }: Surroundings,
): LaunchOrder {
  const folder = workingFolder(cwd);
  const { terminal, openFiles, ignored, blocked } = caller;
  const env = programEnvironment(environment, cwd === undefined ? undefined : folder);
  return {
    ...fields,
    env: fields.shellIntegration ? withShellIntegration(fields.command, env) : env,
    cwd: folder,
    umask: currentUmask(),
    caller: { terminal, openFiles, ignored, blocked },
  };
}

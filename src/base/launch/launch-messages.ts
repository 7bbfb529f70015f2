// The messages between a starter and the host that it starts: one JSON text each way, over the
// socket pair on the host's descriptor 3.
import type { Size, Sizing } from '../../../protocol/message.ts';
import type { Address } from '../address/address.ts';
import type { CallerState } from './caller.ts';
import type { ErrorCode } from '../error.ts';
import { programEnvironment } from './program-environment.ts';
import type { EnvironmentSource } from './program-environment.ts';
import { withShellIntegration } from './shell-integration.ts';
import { workingFolder } from './working-folder.ts';

/** The argument that makes the executable run as a host. */
export const HOST_VERB = '__host';

/** The host's descriptor for the conversation with its starter. */
export const LAUNCH_DESCRIPTOR = 3;

/** What a session keeps besides its screen, and what its program gets. */
export interface Keeping {
  /** How long the ended record is kept, in ms; 0 for no record. */
  readonly keepMs: number;
  /**
   * Absolute path of the log that the output is appended to, and the log's maximum size in bytes.
   */
  readonly log: string | undefined;
  readonly logBytes: number | undefined;
  /** Absolute path of the recording. */
  readonly record: string | undefined;
  /** True if the program's SSH_AUTH_SOCK is a link, which each attach points to its own agent. */
  readonly sshAgent: boolean;
  /** True to make the shell mark its prompts and commands. */
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
  /** What the size follows after the start. */
  readonly sizing: Sizing;
  /** Limit of history lines. */
  readonly history: number;
  /** True if the creator is about to attach, so that the host waits for it. */
  readonly creatorAttaches: boolean;
  /** True if the host also reports the session's end on the same conversation. */
  readonly tellsEnd?: boolean;
  /**
   * The emulator of the creator's terminal (emulator-kind.ts), if it attaches and the emulator is
   * known.
   */
  readonly emulator?: string | undefined;
}

export type LaunchAnswer = { readonly pid: number } | { readonly code: ErrorCode; readonly message: string };

/** The host's message at the end of the session, if its order asks for it. */
export interface LaunchEnd {
  readonly status: number;
  /** Number of the signal that ended the program; 0 for none. */
  readonly signal: number;
}

/** Reads the umask. POSIX offers no way to read it without setting it. */
function currentUmask(): number {
  const umask = process.umask(0o077);
  process.umask(umask);
  return umask;
}

/** The environment in which a program starts, as opposed to the options of its session. */
export interface Surroundings {
  readonly caller: CallerState;
  readonly environment: EnvironmentSource;
  /** The program's working folder; by default that of this process. */
  readonly cwd: string | undefined;
}

/**
 * Returns the order for a host.
 * @throws TdetachError bad-folder for an unusable working folder; errors of withShellIntegration
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

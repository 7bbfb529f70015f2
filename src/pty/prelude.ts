// What runs in the program's process before the program: a shell that gives back what Node and
// node-pty change in every process that they start, then env, which puts back what the shell
// changed in the environment. Each replaces the one before it, so the process, its parent and its
// terminal are the program's from the beginning.
import fs from 'node:fs';
import type { CallerState } from '../base/launch/caller.ts';

/** What is started, as execvp takes it. */
export interface Start {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const SHELL = '/bin/sh';
const ENV = '/usr/bin/env';

/**
 * The terminal settings of a new PTY in Linux (`tty_std_termios`, less HUPCL), where node-pty's
 * differ from them. macOS has node-pty's own.
 */
const KERNEL_SETTINGS = '-brkint -ixany -imaxbel -iutf8 -hupcl eol undef eol2 undef';

/**
 * What `stty -g` prints: GNU's and busybox' colon-separated numbers, the BSDs'
 * `gfmt1:cflag=4b00:...`.
 */
const SAVED_SETTINGS = /^[\w:=-]+$/;

/**
 * Variables that a shell reads, sets or drops (dash, bash and busybox as sh), and those at which
 * the dynamic linker or the C library could complain on the program's terminal. Only env gets them,
 * as arguments, which other users can see for the millisecond that it runs: so never all variables.
 */
const HELD_BACK =
  /^(PWD|OLDPWD|SHLVL|_|PPID|OPT(IND|ARG|ERR)|IFS|ENV|PS\d|LINENO|S?RANDOM|SECONDS|EPOCH\w*|SHELLOPTS|POSIXLY_CORRECT|BASH\w*|COMP_\w+|LC_\w+|LANG|LANGUAGE|LOCPATH|(DY)?LD_\w+|MALLOC_\w+|GLIBC_TUNABLES)$/;

/** dash drops variables with other names. */
const SHELL_NAME = /^[A-Za-z_]\w*$/;

/** Variables that a shell may add. */
const ADDED = ['PWD', 'OLDPWD', 'SHLVL', '_'];

function shellScript({ terminal, openFiles, ignored, blocked }: CallerState): string {
  const settings = terminal !== undefined && SAVED_SETTINGS.test(terminal) ? terminal : undefined;
  const stty = settings ?? (process.platform === 'linux' ? KERNEL_SETTINGS : undefined);
  // Other envs than GNU's from coreutils 8.31 on cannot block signals.
  const block = `--block-signal=${blocked.join(',')}`;
  return [
    ignored.length > 0 && `command trap '' ${ignored.join(' ')} 2>/dev/null`,
    stty !== undefined && `PATH=/usr/bin:/bin\${PATH:+:$PATH} stty ${stty} 2>/dev/null`,
    openFiles !== undefined && `ulimit -Sn ${openFiles} 2>/dev/null`,
    blocked.length > 0 && `${ENV} ${block} true 2>/dev/null && set -- ${block} "$@"`,
    `exec ${ENV} "$@"`,
  ]
    .filter((line) => line !== false)
    .join('\n');
}

/**
 * Puts the shell and env in front of a command.
 * @returns the same where a machine has neither
 */
export function withPrelude({ command, env }: Start, state: CallerState): Start {
  if (!fs.existsSync(SHELL) || !fs.existsSync(ENV)) return { command, env };
  const shellEnv: Record<string, string> = {};
  const held: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (SHELL_NAME.test(name) && !HELD_BACK.test(name)) shellEnv[name] = value;
    else held.push(`${name}=${value}`);
  }
  const added = ADDED.filter((name) => env[name] === undefined).flatMap((name) => ['-u', name]);
  // env takes a first word with a = in it for a variable.
  const named = command[0]?.includes('=') ? ['nice', '-n', '0', ...command] : command;
  return {
    command: [SHELL, '-c', shellScript(state), 'sh', ...added, '--', ...held, ...named],
    env: shellEnv,
  };
}

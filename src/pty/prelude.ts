// What runs in the program's process before the program. A shell restores what Node and node-pty
// change in every process that they start; then env restores what the shell changed in the
// environment. Each replaces itself by exec, so the program has the same process, parent and
// terminal from the beginning.
import fs from 'node:fs';
import type { CallerState } from '../base/launch/caller.ts';

/** What to start, in the form that execvp takes. */
export interface Start {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const SHELL = '/bin/sh';
const ENV = '/usr/bin/env';

/**
 * The settings of a new Linux terminal (`tty_std_termios`, but without HUPCL) that node-pty
 * changes. On macOS node-pty's own settings remain.
 */
const KERNEL_SETTINGS = '-brkint -ixany -imaxbel -iutf8 -hupcl eol undef eol2 undef';

/**
 * What `stty -g` prints: colon-separated numbers (GNU, busybox) or `gfmt1:cflag=4b00:...` (BSDs).
 */
const SAVED_SETTINGS = /^[\w:=-]+$/;

/**
 * Variables that a shell (dash, bash or busybox as sh) reads, sets or drops, and variables about
 * which the dynamic linker or the C library could print a warning on the program's terminal. They
 * bypass the shell as arguments of env. Other users can see arguments for the millisecond that env
 * runs, so only these variables are passed in this way.
 */
const HELD_BACK =
  /^(PWD|OLDPWD|SHLVL|_|PPID|OPT(IND|ARG|ERR)|IFS|ENV|PS\d|LINENO|S?RANDOM|SECONDS|EPOCH\w*|SHELLOPTS|POSIXLY_CORRECT|BASH\w*|COMP_\w+|LC_\w+|LANG|LANGUAGE|LOCPATH|(DY)?LD_\w+|MALLOC_\w+|GLIBC_TUNABLES)$/;

/** The shell keeps variables with such names only: dash drops all others. */
const SHELL_NAME = /^[A-Za-z_]\w*$/;

/** Variables that a shell may add. */
const ADDED = ['PWD', 'OLDPWD', 'SHLVL', '_'];

function shellScript({ terminal, openFiles, ignored, blocked }: CallerState): string {
  const settings = terminal !== undefined && SAVED_SETTINGS.test(terminal) ? terminal : undefined;
  const stty = settings ?? (process.platform === 'linux' ? KERNEL_SETTINGS : undefined);
  // Only GNU's env, from coreutils 8.31 on, can block signals.
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
 * Prepends the shell and env to a command.
 * @returns the command unchanged if the machine lacks one of them
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
  // env would take a command with a = in its name for a variable.
  const named = command[0]?.includes('=') ? ['nice', '-n', '0', ...command] : command;
  return {
    command: [SHELL, '-c', shellScript(state), 'sh', ...added, '--', ...held, ...named],
    env: shellEnv,
  };
}

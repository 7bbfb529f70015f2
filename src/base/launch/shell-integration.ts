// Makes a shell mark its prompts and commands without changes to the user's files. A variable makes
// each of these shells read a file of ours first (shell/ in the package). That file restores the
// variable and then reads the user's files.
import { createRequire } from 'node:module';
import path from 'node:path';
import { TdetachError } from '../error.ts';

type Env = Readonly<Record<string, string>>;

/** Search path of data folders if XDG_DATA_DIRS is not set (XDG base directory specification). */
const DATA_FOLDERS = '/usr/local/share:/usr/share';

/** Variables to add to the environment, by the shell's name. */
const SHELLS: Readonly<Record<string, (folder: string, env: Env) => Env>> = {
  bash: (folder, { ENV }) => ({
    POSIXLY_CORRECT: 'y',
    ENV: path.join(folder, 'bash.sh'),
    TDETACH_SHELL: 'bash',
    ...(ENV !== undefined && { TDETACH_ENV: ENV }),
  }),
  zsh: (folder, { ZDOTDIR }) => ({
    ZDOTDIR: path.join(folder, 'zsh'),
    ...(ZDOTDIR !== undefined && { TDETACH_ZDOTDIR: ZDOTDIR }),
  }),
  fish: (folder, { XDG_DATA_DIRS }) => ({
    XDG_DATA_DIRS: `${folder}:${XDG_DATA_DIRS || DATA_FOLDERS}`,
    TDETACH_FISH: folder,
    ...(XDG_DATA_DIRS && { TDETACH_XDG_DATA_DIRS: 'yes' }),
  }),
};

/** The only arguments with which these shells are interactive and read the user's files. */
const ARGUMENTS = /^(-[il]+|--login|--interactive)$/;

/**
 * @param command the program and its arguments
 * @returns the environment that makes the shell read our file
 * @throws TdetachError bad-argument for another program, or for other arguments than -i and -l
 */
export function withShellIntegration(command: readonly string[], env: Env): Env {
  const [shell = '', ...args] = command;
  const name = path.basename(shell);
  const change = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
  if (!change || !args.every((argument) => ARGUMENTS.test(argument))) {
    const what = 'shell integration is for bash, zsh and fish with no other arguments than -i and -l';
    throw new TdetachError('bad-argument', `${what}: it cannot be had of ${command.join(' ')}`);
  }
  const folder = path.join(
    path.dirname(createRequire(import.meta.url).resolve('tdetach/package.json')),
    'shell',
  );
  return { ...env, ...change(folder, env) };
}

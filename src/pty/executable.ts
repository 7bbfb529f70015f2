// Checks whether a command can be executed, by the rules of execvp(3), before anything is created
// for it. After the fork a failed exec looks the same as a program that ends with the same status.
import fs from 'node:fs';
import path from 'node:path';
import { TdetachError } from '../base/error.ts';
import { shellWord } from '../base/text/shell-word.ts';

/**
 * What execvp searches if PATH is not set (_PATH_DEFPATH of glibc and macOS, without its empty
 * entry).
 */
const DEFAULT_PATH = '/bin:/usr/bin';

/**
 * Linux looks for the interpreter in this many bytes of a script's first line (BINPRM_BUF_SIZE).
 */
const INTERPRETER_LINE_BYTES = 256;

type Verdict = 'runs' | 'not-executable' | 'not-found';

function judge(file: string): Verdict {
  try {
    const about = fs.statSync(file, { throwIfNoEntry: false }); // most folders of PATH do not have the file
    if (!about) return 'not-found';
    if (!about.isFile()) return 'not-executable';
    fs.accessSync(file, fs.constants.X_OK);
    return 'runs';
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'not-found' : 'not-executable';
  }
}

/**
 * Returns the interpreter that a script's first line names; undefined if the file is not a script
 * or cannot be read.
 */
function interpreter(file: string): string | undefined {
  const start = Buffer.alloc(INTERPRETER_LINE_BYTES);
  let count: number;
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      count = fs.readSync(descriptor, start);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    return undefined; // executable but not readable, so it is not a script
  }
  return /^#![ \t]*([^ \t\n]+)/.exec(start.toString('latin1', 0, count))?.[1];
}

/** Advice for a whole shell line that was given as the name of one program. */
function shellHint(command: string): string {
  if (!/[\s;&|<>]/.test(command)) return '';
  return `; for a shell line: sh -c ${shellWord(command)}`;
}

/**
 * Checks that a command can be executed in this folder with this PATH.
 * @throws TdetachError command-not-found, command-not-executable
 */
export function checkExecutable(command: string, cwd: string, searchPath: string | undefined): void {
  const folders = command.includes('/') ? [''] : (searchPath ?? DEFAULT_PATH).split(':');
  const files = folders.map((folder) => path.resolve(cwd, folder, command));
  const verdicts = command === '' ? [] : files.map(judge);
  const found = verdicts.indexOf('runs');
  if (found < 0) {
    if (!verdicts.includes('not-executable')) {
      throw new TdetachError('command-not-found', `${command}: command not found${shellHint(command)}`);
    }
    const what = files[verdicts.indexOf('not-executable')] ?? command;
    throw new TdetachError(
      'command-not-executable',
      `${command}: cannot be executed: ${what} is no executable file`,
    );
  }
  const file = files[found] ?? command;
  const needs = interpreter(file);
  if (needs !== undefined && judge(path.resolve(cwd, needs)) !== 'runs') {
    throw new TdetachError(
      'command-not-executable',
      `${command}: cannot be executed: its interpreter ${needs} is missing`,
    );
  }
}

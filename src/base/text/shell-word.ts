// Words of a command line, as a message shows them to be copied into a shell.

/** The text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The texts as the words of a command line. */
export const shellWords = (texts: readonly string[]): string => texts.map(shellWord).join(' ');

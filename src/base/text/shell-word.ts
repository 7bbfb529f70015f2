// Quotes words in messages, so that they can be copied into a shell.

/** Returns the text quoted as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** Returns the texts quoted as the words of a command line. */
export const shellWords = (texts: readonly string[]): string => texts.map(shellWord).join(' ');

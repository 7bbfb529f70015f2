// Encodes a text of any number of lines so that a shell's line editor takes it as one command line.
import { pasted } from '../../session/paste.ts';

const ENTER = Buffer.from('\r');

/** C-v, which makes readline, zle and fish insert the next key literally. */
const QUOTE = '\x16';

/** Characters that a line editor takes for keys, such as line feeds and tabs. */
const KEYS = /[\x00-\x1f\x7f]/;

/**
 * Returns the bytes of a line, with the Enter that ends it.
 * @param bracketed true if the shell has asked for bracketed pastes (2004)
 */
export function typedLine(line: string, bracketed: boolean): Buffer {
  const text = line.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  if (!KEYS.test(text)) return Buffer.concat([Buffer.from(text), ENTER]);
  if (bracketed) return Buffer.concat([pasted(Buffer.from(text), true), ENTER]);
  const quoted = text.replace(new RegExp(KEYS, 'g'), (key) => QUOTE + key);
  return Buffer.concat([Buffer.from(quoted), ENTER]);
}

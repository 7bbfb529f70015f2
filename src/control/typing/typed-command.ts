// What is typed so that a shell's line editor takes a text for one command line, of any number of
// lines.
import { pasted } from '../../session/paste.ts';

const ENTER = Buffer.from('\r');

/** What readline, zle and fish insert the next key with as it is: C-v. */
const QUOTE = '\x16';

/** Characters that are keys of a line editor: line feeds and tabs among them. */
const KEYS = /[\x00-\x1f\x7f]/;

/**
 * The bytes of a line and the Enter that ends it.
 * @param bracketed whether the shell has asked for bracketed pastes (2004)
 */
export function typedLine(line: string, bracketed: boolean): Buffer {
  const text = line.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  if (!KEYS.test(text)) return Buffer.concat([Buffer.from(text), ENTER]);
  if (bracketed) return Buffer.concat([pasted(Buffer.from(text), true), ENTER]);
  const quoted = text.replace(new RegExp(KEYS, 'g'), (key) => QUOTE + key);
  return Buffer.concat([Buffer.from(quoted), ENTER]);
}

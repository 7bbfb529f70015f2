// The examples of a document, to be run as they stand there.
import fs from 'node:fs';

/** The fenced blocks of one language in a document of this repository, in order, without their fences. */
export function blocks(document: string, language: string): string[] {
  const text = fs.readFileSync(new URL(`../../../${document}`, import.meta.url), 'utf8');
  const found = text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));
  return Array.from(found, ([, block]) => block ?? '');
}

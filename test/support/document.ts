// The examples of a document, to be run as they are.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { EXECUTABLE } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

/** A script in a document, and its documented output; undefined if none is given. */
export interface Example {
  readonly heading: string;
  readonly script: string;
  readonly prints: string | undefined;
}

export const readDocument = (document: string): string =>
  fs.readFileSync(new URL(`../../../${document}`, import.meta.url), 'utf8');

/**
 * The fenced blocks of one language in a document of this repository, in order, without their
 * fences.
 */
export function blocks(document: string, language: string): string[] {
  const found = readDocument(document).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'));
  return Array.from(found, ([, block]) => block ?? '');
}

/** The blocks of one language in a document, each with the `text` block that follows it. */
export function examples(document: string, language = 'sh'): Example[] {
  const block = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$(?:\\n+\`\`\`text\\n([^]*?)^\`\`\`$)?`, 'gm');
  const sections = readDocument(document).split(/^(?=#)/m);
  return sections.flatMap((section) => {
    const [heading = ''] = section.split('\n');
    return Array.from(section.matchAll(block), ([, script = '', prints]) => ({ heading, script, prints }));
  });
}

/**
 * Runs a script in a folder of its own, with the built program on the path.
 * @returns what it printed on standard output, with plain line ends
 * @throws if the script ends with another status than 0
 */
export async function runScript(box: Sandbox, script: string): Promise<string> {
  for (const folder of ['bin', 'home']) fs.mkdirSync(box.path(folder));
  fs.symlinkSync(EXECUTABLE, box.path('bin/tdetach'));
  const search = [box.path('bin'), path.dirname(process.execPath), process.env['PATH'] ?? ''].join(':');
  const home = box.path('home');
  const env = { PATH: search, HOME: home, TDETACH_DIR: box.folder, TERM: 'xterm-256color' };
  const options = { cwd: home, env, timeout: 60_000 };
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], options);
  return stdout.replaceAll('\r\n', '\n');
}

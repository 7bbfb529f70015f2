// xterm.js's own escape-sequence fixtures (fixtures/escape_sequence_files in its repository), which
// are not part of this repository: TDETACH_TEST_FIXTURES names their folder.
import fs from 'node:fs';
import path from 'node:path';

export interface Fixture {
  readonly name: string;
  readonly output: Buffer;
}

const folder = process.env['TDETACH_TEST_FIXTURES'];

export const FIXTURES: readonly Fixture[] =
  folder === undefined
    ? []
    : fs
        .readdirSync(folder)
        .filter((name) => name.endsWith('.in'))
        .map((name) => ({ name, output: fs.readFileSync(path.join(folder, name)) }));

/** Why tests with fixtures are skipped. */
export const skip = FIXTURES.length === 0 && 'TDETACH_TEST_FIXTURES names no folder of them';

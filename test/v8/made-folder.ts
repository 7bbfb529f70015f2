// Makes folders for a test, and removes them at its end.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Test } from 'tap';

/** Makes a folder with these files, and with folders, whose names end in a slash. */
export function made(t: Test, files: Readonly<Record<string, string>> = {}): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tdt-')));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const at = path.join(folder, name);
    if (name.endsWith('/')) fs.mkdirSync(at, { mode: 0o700 });
    else fs.writeFileSync(at, text);
  }
  return folder;
}

/** The reason to skip a test that needs root; false for root. */
export const NOT_ROOT = process.geteuid?.() !== 0 && 'needs root, who can give files away';

/** A user id that need not exist. */
export const OTHER = 54_321;

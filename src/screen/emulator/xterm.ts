// xterm.js, read when a host starts, and compiled when it is needed for the first time: a program's
// first output does not wait for that. Invariant: nothing is read later, so that the package may be
// replaced under a running host.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import type * as Xterm from '@xterm/headless';

/** True if this is the bundle, which has xterm.js as a file beside it. */
declare const BUNDLED: boolean | undefined;

const file =
  typeof BUNDLED === 'boolean'
    ? fileURLToPath(new URL('./xterm.cjs', import.meta.url))
    : createRequire(import.meta.url).resolve('@xterm/headless');

let source: string | undefined = fs.readFileSync(file, 'utf8');
let loaded: typeof Xterm | undefined;

/** The library. */
export function xterm(): typeof Xterm {
  if (loaded) return loaded;
  const module = { exports: {} };
  const run = vm.compileFunction(source ?? '', ['module', 'exports'], { filename: file }) as (
    ...about: unknown[]
  ) => void;
  run(module, module.exports);
  source = undefined;
  return (loaded = module.exports as typeof Xterm);
}

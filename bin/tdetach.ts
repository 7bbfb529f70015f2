#!/usr/bin/env node
// The executable: has Node keep what it compiles, so that it starts faster the next time, then loads the half of the client that
// the arguments are for.
import module from 'node:module';
import { compileCache } from '../src/base/compile-cache.ts';

/** What Node has from 22.1 on. */
interface Caching {
  readonly enableCompileCache?: (folder: string) => unknown;
}

const { enableCompileCache } = module as Caching;
const folder = enableCompileCache && compileCache(process.env);
if (folder !== undefined) enableCompileCache?.(folder);
const [first = ''] = process.argv.slice(2);
module.createRequire(import.meta.url)(first.startsWith('-') ? './modes.cjs' : './verbs.cjs');

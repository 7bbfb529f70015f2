#!/usr/bin/env node
// The executable: has Node keep what it compiles, then loads the client, which so starts faster the next time.
import module from 'node:module';
import { compileCache } from '../src/base/compile-cache.ts';

/** What Node has from 22.1 on. */
interface Caching {
  readonly enableCompileCache?: (folder: string) => unknown;
}

const { enableCompileCache } = module as Caching;
const folder = enableCompileCache && compileCache(process.env);
if (folder !== undefined) enableCompileCache?.(folder);
module.createRequire(import.meta.url)('./client.cjs');

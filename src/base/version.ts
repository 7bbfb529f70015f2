// The package's own version, from its package.json, wherever the code lies below it.
import { createRequire } from 'node:module';

const manifest = createRequire(import.meta.url)('tdetach/package.json') as { version: string };

export const VERSION: string = manifest.version;

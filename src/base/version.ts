// The package's own version: the bundle holds it, the modules ask package.json, wherever the code
// lies below it.
import { createRequire } from 'node:module';

declare const BUNDLED_VERSION: string | undefined;

const ofPackage = (): string =>
  (createRequire(import.meta.url)('tdetach/package.json') as { version: string }).version;

export const VERSION: string = typeof BUNDLED_VERSION === 'string' ? BUNDLED_VERSION : ofPackage();

// The package's version. The bundles contain it; unbundled modules read it from package.json.
import { createRequire } from 'node:module';

declare const BUNDLED_VERSION: string | undefined;

const ofPackage = (): string =>
  (createRequire(import.meta.url)('tdetach/package.json') as { version: string }).version;

export const VERSION: string = typeof BUNDLED_VERSION === 'string' ? BUNDLED_VERSION : ofPackage();

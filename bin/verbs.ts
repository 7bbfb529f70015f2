// The client for a command line that begins with a verb (bin/tdetach.ts).
import { createRequire } from 'node:module';
import { main } from '../src/cli/main.ts';
import { verbs } from '../src/cli/verbs.ts';

void main(verbs, createRequire(import.meta.url).resolve('./host.cjs'));

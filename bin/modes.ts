// The client for a command line that begins with an option (bin/tdetach.ts).
import { createRequire } from 'node:module';
import { main } from '../src/cli/main.ts';
import { modes } from '../src/cli/modes.ts';

void main(modes, createRequire(import.meta.url).resolve('./host.cjs'));

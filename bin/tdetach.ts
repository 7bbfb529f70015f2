#!/usr/bin/env node
// The executable: hands the arguments over and ends with the status that comes back.
import { fileURLToPath } from 'node:url';
import { main } from '../src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2), fileURLToPath(import.meta.url));
process.exit();

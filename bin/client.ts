// The client: hands the arguments over and ends with the status that comes back.
import fs from 'node:fs';
import tty from 'node:tty';
import { createRequire } from 'node:module';
import { main } from '../src/cli/main.ts';

const host = createRequire(import.meta.url).resolve('./host.cjs');
const terminals = [0, 1, 2].filter((descriptor) => tty.isatty(descriptor));

void main(process.argv.slice(2), host).then((status) => {
  // At its exit Node 20 restores the settings of its standard streams, and aborts if their terminal is gone: of a
  // closed window or a lost connection. It leaves closed ones alone.
  for (const descriptor of terminals) if (!tty.isatty(descriptor)) fs.closeSync(descriptor);
  process.exit(status);
});

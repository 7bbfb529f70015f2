// npm run bench [-- [-n ROUNDS] [--results] [--node PATH]... [NAME...]]: measures start,
// throughput, key echo, processor time and memory of dtach, abduco, tmux and tdetach, in turn,
// round by round. NAME selects the measures whose names contain it; without one all are taken.
// Several Nodes are measured one after the other. With --results everything goes into
// bench/RESULTS.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { surroundings } from './machine.ts';
import { NAMES } from './measures.ts';
import { readOrder } from './order.ts';
import type { Order } from './order.ts';

const SECTION = fileURLToPath(new URL('section.js', import.meta.url));
const RESULTS = new URL('../../bench/RESULTS.md', import.meta.url);

/** The top of the report: what all figures have in common. */
function head({ nodes, rounds, names }: Order): string {
  const some = names.length < NAMES.length ? names.map((name) => ` '${name}'`).join('') : '';
  const asked = rounds === undefined ? '' : ` -n ${rounds}`;
  const under = nodes.length > 1 ? ' --node PATH'.repeat(nodes.length) : '';
  const given = `${asked}${under}${some}`;
  const command = `npm run bench${given === '' ? '' : ' --'}${given}`;
  return [
    '# Results of the benchmark',
    '',
    `What \`${command}\` has measured on ${new Date().toISOString().slice(0, 10)}.`,
    '',
    ...surroundings(nodes),
    '',
    'A median is that of the rounds. In each round everything in a table is measured in turn, in the same way, in a terminal',
    'that the benchmark plays; a ratio is the median of the rounds’ own ratios to what its column names, in the same round.',
    'Node is `node -e 0`, or a Node that does nothing, of the same executable that tdetach runs on. Of starts a first one is',
    'left out, as disks and caches are cold then.',
    '',
    '',
  ].join('\n');
}

/** Takes the measures under one Node, prints their tables, and returns them. */
async function section(node: string, { rounds, names }: Order): Promise<string> {
  const asked = rounds === undefined ? [] : ['-n', String(rounds)];
  const child = spawn(node, [SECTION, ...asked, ...names], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // The child ends what it has started, and then itself.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => child.kill(name));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    process.stdout.write(part);
    text += part;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`the measures under ${node} ended with ${String(status)}`);
  return text;
}

try {
  const order = readOrder(process.argv.slice(2), NAMES);
  let text = head(order);
  process.stdout.write(text);
  const sections: string[] = [];
  for (const node of order.nodes) sections.push(await section(node, order));
  text += sections.join('\n');
  if (order.results) fs.writeFileSync(RESULTS, text);
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

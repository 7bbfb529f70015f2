// Takes the measures with the Node that runs it, and prints their tables in Markdown; bench.ts
// starts it. Invariant: a run leaves no session and no file that could disturb the next one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeFloods } from './floods.ts';
import { loadLine } from './machine.ts';
import { USUAL_ROUNDS, abandon, remove, rowsOf } from './measure.ts';
import { NAMES, measures } from './measures.ts';
import { readOrder } from './order.ts';
import { table } from './table.ts';

async function take(args: readonly string[], folder: string): Promise<void> {
  const order = readOrder(args, NAMES);
  const before = os.loadavg();
  makeFloods(folder);
  console.log(`## Node ${process.version}`);
  for (const measure of measures(folder).filter(({ name }) => order.names.includes(name))) {
    const rounds = order.rounds ?? measure.rounds ?? USUAL_ROUNDS;
    const rows = await rowsOf(measure, rounds, folder);
    const title = measure.unit ? `${measure.name} (${measure.unit})` : measure.name;
    const says = `${measure.says} Rounds: ${rounds}.`;
    console.log(`\n### ${title}\n\n${says}\n\n${table(rows, measure.bases).join('\n')}`);
  }
  console.log(`\n${loadLine(before, os.loadavg())}`);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdetach-bench-'));
const broken = new AbortController();

/**
 * Ends everything. A second signal does not interrupt that: the terminal and bench.ts may both send
 * one.
 */
async function breakOff(status: number): Promise<void> {
  if (broken.signal.aborted) return;
  broken.abort();
  await abandon();
  remove(folder);
  process.exit(status);
}

process.on('SIGINT', () => void breakOff(130));
process.on('SIGTERM', () => void breakOff(143));
try {
  await take(process.argv.slice(2), folder);
} catch (error) {
  if (!broken.signal.aborted)
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  remove(folder);
}

// node dist/test/run.js [PART_OF_A_NAME...]: runs the test files, several at a time, each in a
// process of its own, and reports each. tap's own runner does the same, but loads hooks into each
// file that take 0.9 s of processor time with Node before 24.13, which was an eighth of the whole.
// Invariant: it leaves no process behind.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcessesOf } from './support/leftovers.ts';

const HERE = process.env['TDETACH_TESTS'] ?? fileURLToPath(new URL('.', import.meta.url));

/** One more than there are processors, because tests wait now and then. */
const JOBS = os.availableParallelism() + 1;

/** A file that takes longer hangs. Under other load the slowest takes a quarter of this. */
const FILE_MS = 400_000;

interface Counts {
  readonly total: number;
  readonly fail: number;
  readonly skip: number;
}

interface Outcome extends Counts {
  readonly name: string;
  /** What the file printed about failures; undefined if it passed. */
  readonly failure: string | undefined;
}

/** The counts that tap prints at the end of a file. */
function countsIn(output: string): Counts {
  const [, counts = ''] = /^# \{ (total: .*) \}$/m.exec(output) ?? [];
  const count = (name: string): number => Number(new RegExp(`${name}: (\\d+)`).exec(counts)?.[1] ?? 0);
  return { total: count('total'), fail: count('fail'), skip: count('skip') };
}

/** The output of a file without the checks that passed. */
const withoutPassed = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^\s*(ok |1\.\.|# (Subtest|time)|$)/.test(line))
    .join('\n');

class Runner {
  readonly #running = new Set<ChildProcess>();
  readonly #outcomes: Outcome[] = [];
  readonly #files: readonly string[];
  readonly #folder: string;

  /** @param folder the folder in which the tests make theirs */
  constructor(files: readonly string[], folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** @returns true if all passed */
  async run(): Promise<boolean> {
    const began = performance.now();
    const waiting = this.#files.slice();
    const work = async (): Promise<void> => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await this.#one(file);
    };
    await Promise.all(Array.from({ length: JOBS }, work));
    const sum = (key: keyof Counts): number => this.#outcomes.reduce((all, one) => all + one[key], 0);
    const failed = this.#outcomes.filter(({ failure }) => failure !== undefined);
    const seconds = Math.round((performance.now() - began) / 1000);
    const checks = `${sum('total')} checks, ${sum('fail')} failed, ${sum('skip')} skipped`;
    for (const { name, failure } of failed) process.stdout.write(`\nfailed: ${name}\n${failure}\n`);
    process.stdout.write(`\n${this.#files.length} files in ${seconds} s: ${checks}\n`);
    return failed.length === 0;
  }

  async #one(file: string): Promise<void> {
    const began = performance.now();
    const { output, how } = await this.#outputOf(file);
    const counts = countsIn(output);
    const isFailed = how !== '' || counts.total === 0 || counts.fail > 0;
    const name = path.relative(HERE, file);
    this.#outcomes.push({ ...counts, name, failure: isFailed ? withoutPassed(output) : undefined });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const place = `${this.#outcomes.length} of ${this.#files.length}`;
    const skipped = counts.skip > 0 ? `, ${counts.skip} skipped` : '';
    process.stdout.write(
      `${isFailed ? 'not ok' : 'ok'} ${name}: ${counts.total} checks${skipped}, ${seconds} s [${place}]${how}\n`,
    );
  }

  /** @returns what it printed, and how it ended if not with status 0 */
  #outputOf(file: string): Promise<{ output: string; how: string }> {
    return new Promise((resolve) => {
      const env = { ...process.env, TAP_TIMEOUT: String(FILE_MS / 1000), TMPDIR: this.#folder };
      const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      this.#running.add(child);
      const parts: Buffer[] = [];
      child.stdout.on('data', (part: Buffer) => parts.push(part));
      child.stderr.on('data', (part: Buffer) => parts.push(part));
      const late = setTimeout(() => child.kill('SIGKILL'), FILE_MS * 1.1);
      child.on('exit', (status, signal) => {
        clearTimeout(late);
        this.#running.delete(child);
        // A process that a test has left may keep the pipe open for long.
        setTimeout(() => child.stdout.destroy(), 1_000);
        child.on('close', () =>
          resolve({
            output: Buffer.concat(parts).toString(),
            how: status === 0 ? '' : `, ended with ${signal ?? `status ${status}`}`,
          }),
        );
      });
    });
  }

  stop(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }
}

/** Test files whose name contains one of the parts; the long end-to-end ones come first. */
function filesWith(parts: readonly string[]): string[] {
  const all = fs
    .readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
  const isLong = (name: string): boolean => name.startsWith('e2e');
  return [...all.filter(isLong), ...all.filter((name) => !isLong(name))].map((name) => path.join(HERE, name));
}

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'tdr-')));
const files = filesWith(process.argv.slice(2));
const runner = new Runner(files, folder);

/** Ends processes that the tests have left, and returns their number. */
function leave(): number {
  const left = endProcessesOf(folder);
  fs.rmSync(folder, { recursive: true, force: true });
  return left.length;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    runner.stop();
    leave();
    process.exit(128 + os.constants.signals[signal]);
  });

if (files.length === 0)
  process.stderr.write(`no test file has ${process.argv.slice(2).join(' or ')} in its name\n`);
const passed = files.length > 0 && (await runner.run());
const left = leave();
if (left > 0) process.stdout.write(`processes left by tests, and ended now: ${left}\n`);
process.exitCode = passed ? 0 : 1;

// Input of several clients: pastes arrive whole at the program's pace, the host stays small, and
// keys of other clients do not wait for a paste to end.
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import t from 'tap';
import { INPUT_QUEUE_BYTES } from '../../../src/base/limits/input-limits.ts';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

const BYTES = 10_000_000;
const START = Buffer.from('\x1b[200~');
const END = Buffer.from('\x1b[201~');

/**
 * Pasted before anything is measured, so that the memory for code that Node compiles does not
 * count.
 */
const WARM_UP_BYTES = 1_000_000;

/**
 * Other growth of Node's memory: V8's young generation, and chunks that were read and not yet
 * collected. If the paste itself were kept, the growth would be 10 MB larger.
 */
const NODE_BYTES = 9 * 1024 * 1024;

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The text of a paste: no two blocks are equal, and some characters have several bytes. */
function text(bytes: number): Buffer {
  const all = Buffer.from(randomBytes(bytes).toString('base64').replaceAll('A', 'é'));
  return all.subarray(0, bytes - 4);
}

/**
 * Reads its terminal in pieces with a pause after each, up to a number of bytes, and writes them to
 * a file.
 * @param stty settings in which it reads
 */
function slowReader(box: Sandbox, stty: string, bytes: number, pauseMs: number): readonly string[] {
  const script = `
    const fs = require('fs');
    const out = fs.openSync(${JSON.stringify(box.path('out'))}, 'w');
    const piece = Buffer.alloc(4096);
    const pause = new Int32Array(new SharedArrayBuffer(4));
    console.log('READY');
    for (let total = 0; total < ${bytes};) {
      const count = fs.readSync(0, piece);
      fs.writeSync(out, piece, 0, count);
      total += count;
      Atomics.wait(pause, 0, 0, ${pauseMs});
    }
    console.log('DONE');
    fs.readSync(0, piece);`;
  return ['sh', '-c', `stty ${stty}; exec "$0" -e "$1"`, process.execPath, script];
}

/** Resident memory of a process, in bytes (proc(5)). */
function memory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) * 1024;
}

/** The most that a process's memory grew by while something was done. */
async function growth(pid: number, work: Promise<unknown>): Promise<number> {
  const before = memory(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, memory(pid))), 5);
  await work.finally(() => clearInterval(timer));
  return most - before;
}

const WAYS: readonly (readonly [
  string,
  (box: Sandbox, terminal: Terminal, input: Buffer) => Promise<unknown>,
])[] = [
  ['an attached terminal', (_, terminal, input) => terminal.paste(input)],
  ['-p', (box, _, input) => box.run(['-p', 's1'], { input })],
];

for (const [name, send] of WAYS) {
  t.test(`10 MB reach a program that reads slowly, through ${name}, and the host stays small`, async (t) => {
    const box = new Sandbox(t);
    const input = Buffer.concat([START, text(BYTES), END]);
    const warmUp = text(WARM_UP_BYTES);
    const total = warmUp.length + input.length;
    const terminal = box.terminal(['-c', 's1', ...slowReader(box, 'raw -echo', total, 1)]);
    await terminal.until('READY');
    const host = hostOf((await programOf(box.path('s1'))) ?? 0);
    await box.run(['-p', 's1'], { input: warmUp });
    const done = terminal.until('DONE');
    const grown = await growth(host, Promise.all([send(box, terminal, input), done]));
    t.equal(digest(fs.readFileSync(box.path('out'))), digest(Buffer.concat([warmUp, input])));
    t.comment(`the host has grown by ${grown} bytes`);
    t.ok(grown < INPUT_QUEUE_BYTES + NODE_BYTES, `the host has grown by ${grown} bytes`);
    terminal.type('x');
    t.equal(await terminal.status(), 0);
  });
}

t.test('Ctrl-C of another client does not wait for the end of a paste', async (t) => {
  const box = new Sandbox(t);
  const pauseMs = 50;
  const terminal = box.terminal(['-c', 's1', ...slowReader(box, '-icanon -echo', BYTES, pauseMs)]);
  await terminal.until('READY');
  const other = box.terminal(['-a', 's1', '-r', 'none']);
  await other.ready();
  const pasted = terminal.paste(Buffer.concat([START, text(BYTES), END]));
  const size = (): number => fs.statSync(box.path('out')).size;
  await eventually(() => size() > 50_000, size);
  const before = size();
  other.type('\x03');
  t.equal(await other.status(), 130);
  t.equal(await terminal.status(), 130);
  await pasted;
  // Before it come a turn of the paste, and what the kernel holds: 8 KiB on the way to the tty and
  // 4 KiB in it.
  t.ok(size() - before < 40_000, `${size() - before} bytes of the paste came first`);
});

/** The documented time for Ctrl-C in a flood, and what a loaded machine may need in addition. */
const CTRL_C_MS = 100;
const LOAD_MS = 400;

t.test('Ctrl-C ends a flood at the terminal at once', async (t) => {
  const box = new Sandbox(t);
  const took: number[] = [];
  for (let round = 0; round < 3; round++) {
    const terminal = box.terminal(['-c', 's1', 'sh', '-c', 'trap "echo END; exit 3" INT; yes']);
    for (let bytes = 0; bytes < 5_000_000;) {
      await terminal.until('y\r\n');
      bytes += terminal.shown.length;
      terminal.clear();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const typed = performance.now();
    terminal.type('\x03');
    await terminal.until('END');
    took.push(performance.now() - typed);
    t.equal(await terminal.status(), 3);
  }
  took.sort((a, b) => a - b);
  t.comment(`after ${took.map((ms) => ms.toFixed()).join(', ')} ms`);
  t.ok((took[1] ?? Infinity) < CTRL_C_MS + LOAD_MS, `after ${took.join()} ms`);
});

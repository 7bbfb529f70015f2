// An idle host does nothing at all, and holds no more memory after a flood than before. A host
// never waits longer for a time of its own than the one after which it rests. If all its threads
// wait for longer, they must wait for ever, because V8's own wake-ups come later (8 s on Node 24,
// 30 s on Node 26). So no test has to run for that long.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { REST_MS } from '../../../src/base/limits/limits.ts';
import { EXECUTABLE, NODES, Sandbox, hostOf, programOf } from '../../support/sandbox.ts';
import { longWait, tells } from '../../support/waits.ts';

/** Prints lines that fill the history, and then waits. */
const PRINT =
  'i=0; while [ $i -lt 1100 ]; do printf "line %d %060d\\n" $i 0; i=$((i+1)); done; echo FULL; read go;';

/**
 * Makes a session whose host runs as it does outside of this test, without the hooks that the test
 * runner loads into each Node.
 */
function create(box: Sandbox, node: string, ...args: readonly string[]): void {
  const { PATH = '' } = process.env;
  const env = [`PATH=${PATH}`, `TDETACH_DIR=${box.folder}`, `HOME=${box.folder}`];
  execFileSync('env', ['-i', ...env, node, EXECUTABLE, '-n', ...args]);
}

/** The host of a session; undefined if its waits cannot be read here. */
async function host(t: Test, box: Sandbox, session: string): Promise<number | undefined> {
  const pid = hostOf((await programOf(box.path(session))) ?? 0);
  if (tells(pid)) return pid;
  t.comment('what a host waits for cannot be read here: not Linux, or tracing is not permitted');
  return undefined;
}

const skip = process.platform !== 'linux';

for (const node of NODES) {
  t.test(`an idle host does nothing, ${node}`, { skip }, async (t) => {
    const box = new Sandbox(t);
    const files = ['--log', box.path('log'), '--record', box.path('rec'), '--keep', '1h'];
    const sessions: Readonly<Record<string, readonly string[]>> = {
      quiet: ['sleep', '1000'],
      printed: ['sh', '-c', PRINT],
      files: [...files, 'sh', '-c', PRINT],
      attached: ['sh', '-c', PRINT],
      detached: ['sh', '-c', PRINT],
    };
    for (const [name, args] of Object.entries(sessions)) create(box, node, name, ...args);
    await box.terminal(['-a', 'attached'], { node }).until('FULL');
    const gone = box.terminal(['-a', 'detached'], { node });
    await gone.until('FULL');
    gone.type('\x1c');
    t.equal(await gone.status(), 0);
    for (const name of Object.keys(sessions)) {
      const pid = await host(t, box, name);
      if (pid !== undefined) t.equal(await longWait(pid, REST_MS), Infinity, name);
    }
  });

  /** Bytes that only the host has and that were written to, once it is at rest. */
  const memory = async (pid: number): Promise<number> => {
    await longWait(pid, REST_MS);
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Private_Dirty:\s*(\d+) kB/m.exec(rollup)?.[1]) * 1024;
  };
  for (const attached of [false, true]) {
    const who = attached ? 'a client' : 'no client';
    t.test(`a flood with ${who} attached leaves little memory in use, ${node}`, { skip }, async (t) => {
      const box = new Sandbox(t);
      // Memory that is kept on purpose, for the history and the kept output, is in use before and
      // after.
      const lines = (count: number): string => `yes "\x1b[31m0123456789\x1b[m0123456789" | head -n ${count};`;
      const program = `${lines(50_000)} echo FULL; read go; ${lines(300_000)} echo DO"NE"; exec sleep 1000`;
      create(box, node, 's1', 'sh', '-c', program);
      await box.session('s1').wait({ text: 'FULL' });
      const pid = await host(t, box, 's1');
      if (pid === undefined) return;
      const before = await memory(pid);
      if (attached) {
        const terminal = box.terminal(['-a', 's1'], { node });
        await terminal.until('FULL');
        terminal.type('\r');
        await terminal.until('DONE');
      } else {
        await box.session('s1').send({ keys: ['Enter'] });
        await box.session('s1').wait({ text: 'DONE' });
      }
      const after = await memory(pid);
      t.ok(after <= 1.2 * before, `${after} bytes after ${before}`);
      t.comment(`${(after / before).toFixed(2)} of ${before} bytes`);
    });
  }
}

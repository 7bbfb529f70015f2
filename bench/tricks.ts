// npm run build && node dist/bench/tricks.js [ROUNDS [STATE]]: measures what each trick of src/v8
// saves. For each trick the built package is copied without it. A host of each copy is started in
// turn and comes to rest, and its private memory is read. (For the code cache, compare `perf stat
// -r 20 tdetach list` with and without NODE_DISABLE_COMPILE_CACHE=1.)
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { REST_MS } from '../src/base/limits/limits.ts';
import { median } from './median.ts';
import { loadLine } from './machine.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DEFAULT_ROUNDS = 5;
const KIB_PER_MIB = 1024;

/** How to remove a trick: texts of the built files, and their replacements. */
type Without = readonly (readonly [file: string, text: string | RegExp, instead: string])[];

const TRICKS: Readonly<Record<string, Without>> = {
  all: [],
  '--max-semi-space-size': [['tdetach.cjs', ' --max-semi-space-size=1', '']],
  '--no-memory-reducer': [['tdetach.cjs', ' --no-memory-reducer', '']],
  MALLOC_ARENA_MAX: [['tdetach.cjs', ' MALLOC_ARENA_MAX=1', '']],
  MALLOC_MMAP_THRESHOLD_: [['tdetach.cjs', ' MALLOC_MMAP_THRESHOLD_=8192', '']],
  MALLOC_TRIM_THRESHOLD_: [['tdetach.cjs', ' MALLOC_TRIM_THRESHOLD_=131072', '']],
  'compilers off': [['host.cjs', '"--no-opt","--no-maglev","--no-sparkplug",', '']],
  '--no-sparkplug': [['host.cjs', '"--no-sparkplug",', '']],
  '--no-maglev': [['host.cjs', '"--no-maglev",', '']],
  '--no-flush-bytecode': [['host.cjs', ',"--no-flush-bytecode"', '']],
  'collection at rest': [['host.cjs', /new ArrayBuffer\(\w+\)/, '0']],
};

/**
 * The output of a session before its host comes to rest: one line, a thousand lines, or a flood.
 */
const SCRIPTS: Readonly<Record<string, string>> = {
  idle: 'echo begun; exec sleep 1000',
  'after 1,000 lines': 'i=0; while [ $i -lt 1000 ]; do echo "line $i"; i=$((i+1)); done; exec sleep 1000',
  'after 64 MiB': 'head -c 50000000 /dev/zero | base64 -w 76; exec sleep 1000',
};

/** Copies the built programs, without one trick, to a folder where they find their libraries. */
function copyOf(folder: string, without: Without): string {
  const at = path.join(folder, 'dist/bin');
  fs.cpSync(path.join(ROOT, 'dist/bin'), at, { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [file, text, instead] of without) {
    const whole = fs.readFileSync(path.join(at, file), 'utf8');
    const less = whole.replace(text, instead);
    if (less === whole) throw new Error(`there is no ${String(text)} in ${file}`);
    fs.writeFileSync(path.join(at, file), less);
  }
  return path.join(at, 'tdetach.cjs');
}

function hostOf(executable: string, env: NodeJS.ProcessEnv): number {
  const text = execFileSync(executable, ['list', '--json'], { env, encoding: 'utf8' });
  return (JSON.parse(text) as { host: number }).host;
}

function privateMib(pid: number): number {
  const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/Private_Dirty: *(\d+)/.exec(text)?.[1]) / KIB_PER_MIB;
}

/** Waits until a process has taken no time for as long as a host needs to come to rest. */
async function rest(pid: number): Promise<void> {
  const used = (): string => fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).join();
  let before = '';
  while (before !== used()) {
    before = used();
    await after(REST_MS + 1000);
  }
}

async function memoryOf(executable: string, folder: string, script: string): Promise<number> {
  const sessions = fs.mkdtempSync(path.join(folder, 's'));
  const env = { ...process.env, TDETACH_DIR: sessions, XDG_CACHE_HOME: folder };
  execFileSync(executable, ['-n', 'one', 'sh', '-c', script], { env, stdio: 'ignore' });
  const pid = hostOf(executable, env);
  await rest(pid);
  const mib = privateMib(pid);
  execFileSync(executable, ['kill', 'one'], { env, stdio: 'ignore' });
  return mib;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tdetach-tricks-'));
try {
  const rounds = Number(process.argv[2] ?? DEFAULT_ROUNDS);
  const before = os.loadavg();
  const copies = Object.entries(TRICKS).map(([name, without], number) => {
    const own = path.join(folder, String(number));
    fs.mkdirSync(own, { mode: 0o700 });
    return { name, own, executable: copyOf(own, without) };
  });
  console.log(
    `Private memory of a host at rest (MiB), Node ${process.version}, and what it has more without one trick:`,
  );
  for (const [state, script] of Object.entries(SCRIPTS)) {
    if (!state.includes(process.argv[3] ?? '')) continue;
    const figures = new Map<string, number[]>(copies.map(({ name }) => [name, []]));
    for (let round = 0; round <= rounds; round++) {
      const all = await Promise.all(copies.map(({ executable, own }) => memoryOf(executable, own, script)));
      // The first round fills the code cache.
      if (round > 0) copies.forEach(({ name }, at) => figures.get(name)?.push(all[at] ?? NaN));
    }
    const whole = figures.get('all') ?? [];
    console.log(`\n${state}: ${median(whole).toFixed(2)}`);
    for (const [name, own] of figures) {
      const more = own.map((figure, round) => figure - (whole[round] ?? NaN));
      if (name !== 'all')
        console.log(`  ${name.padEnd(26)} ${median(more) < 0 ? '' : '+'}${median(more).toFixed(2)}`);
    }
  }
  console.log(`\n${loadLine(before, os.loadavg())}`);
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

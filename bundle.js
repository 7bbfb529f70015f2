// npm run build, second step: makes of the compiled sources the two programs of the package, the
// client and the host: the host in one file, the client in one for its modes and one for its verbs
// (and what it seldom needs in others), which starts faster and takes less memory than the hundred
// modules that are in it. node-pty stays beside them, for its binary.
import fs from 'node:fs';
import { build } from 'esbuild';
import { builtins, msgpackr, xtermAtOnce } from './bundle-plugins.js';
import { declarations } from './bundle-types.js';

const FOLDER = 'dist/bin';

/**
 * What the client loads only where it is used: the host's program to be a host itself (tdetach -N),
 * yargs, the emulator to look for a text, and what follows output where an older host composes
 * nothing.
 */
const BESIDE = [
  [/\/life\/start\.js$/, './host.cjs'],
  [/\/yargs-reader\.js$/, './yargs.cjs'],
  [/\/listening\/text-search\.js$/, './text-search.cjs'],
  [/\/modes\/followed-output\.js$/, './followed.cjs'],
];
const beside = {
  name: 'beside',
  setup: ({ onResolve }) => {
    for (const [filter, path] of BESIDE) onResolve({ filter }, () => ({ path, external: true }));
  },
};

const options = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  supported: { 'dynamic-import': false }, // `require` finds what is beside, and needs no loader of modules
  minify: true,
  charset: 'ascii', // of text beyond Latin-1 V8 keeps two bytes a character
  external: ['node-pty', 'tdetach'],
  logLevel: 'warning',
};

/**
 * What stands for import.meta.url, which CommonJS has not; of the client's libraries yargs needs a
 * URL.
 */
const URL_OF_FILE = { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' };

/**
 * What stands for the `require` of CommonJS, which libraries load Node's modules with, in a module.
 */
const REQUIRE = {
  js: [
    'import{createRequire as __createRequire}from"node:module";',
    'import{existsSync as __exists}from"node:fs";',
    // Bundled into another file it would fail at its first session only, or not even load.
    'if(!import.meta.url||!__exists(new URL("tdetach.cjs",import.meta.url)))',
    'throw new Error("tdetach was bundled, and its programs are not beside the bundle: mark it external ' +
      '(esbuild: --external:tdetach; Vite: ssr.external)");',
    'const require=__createRequire(import.meta.url);',
  ].join(''),
};

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const BUNDLED_VERSION = JSON.stringify(version);

const forClient = {
  banner: URL_OF_FILE,
  define: { BUNDLED_VERSION, 'import.meta.url': '__url' },
};

/** Of what libraries look for at their start, perf_hooks would cost a host memory for nothing. */
const NO_PERF_HOOKS = { 'globalThis.performance': 'Date' };

/** One half of the client. */
const half = { plugins: [beside, builtins], define: { BUNDLED_VERSION, 'import.meta.url': '__filename' } };

/**
 * The launcher, which is a comment in JavaScript, as a shell's script that begins with two strings.
 */
const launcher = [
  '#!/bin/sh',
  '":" //; set -f',
  '":" /*',
  ...fs
    .readFileSync('bin/launcher.sh', 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#')),
  '*/',
].join('\n');

const programs = {
  tdetach: {
    entry: `${FOLDER}/tdetach.js`,
    banner: { js: launcher },
    define: { 'import.meta.filename': '__filename', 'import.meta.url': '__filename' },
  },
  modes: { entry: `${FOLDER}/modes.js`, ...half },
  verbs: { entry: `${FOLDER}/verbs.js`, ...half },
  yargs: { entry: 'dist/src/cli/reading/yargs-reader.js', ...forClient },
  host: {
    entry: `${FOLDER}/host.js`,
    banner: URL_OF_FILE,
    define: { BUNDLED_VERSION, BUNDLED: 'true', 'import.meta.url': '__url', ...NO_PERF_HOOKS },
  },
  // As one module: its main file holds a hundred, each a function in a function, which take twice
  // as long to load.
  xterm: {
    entry: './node_modules/@xterm/headless/lib-headless/xterm-headless.mjs',
    define: NO_PERF_HOOKS,
  },
  'text-search': {
    entry: 'dist/src/screen/listening/text-search.js',
    plugins: [builtins, xtermAtOnce],
  },
  followed: { entry: 'dist/src/screen/modes/followed-output.js' },
  library: {
    entry: `${FOLDER}/library.js`,
    plugins: [beside],
    format: 'esm',
    banner: REQUIRE,
    supported: {},
    minify: false, // for whoever reads where an error comes from
    define: { BUNDLED_VERSION },
  },
};

for (const [name, { entry, ...own }] of Object.entries(programs)) {
  const outfile = `${FOLDER}/${name}.${own.format === 'esm' ? 'mjs' : 'cjs'}`;
  const plugins = [msgpackr, ...(own.plugins ?? [builtins])];
  await build({ ...options, ...own, plugins, entryPoints: [entry], outfile });
}
for (const file of fs.readdirSync(FOLDER)) if (file.endsWith('.js')) fs.rmSync(`${FOLDER}/${file}`);
// The same for `import` and for `require`, which Node gives the same module.
for (const kind of ['mts', 'cts'])
  fs.writeFileSync(`${FOLDER}/library.d.${kind}`, declarations('bin/library.ts'));
fs.chmodSync(`${FOLDER}/tdetach.cjs`, 0o755);

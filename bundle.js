// npm run build, second step: makes of the compiled sources the two programs of the package, the client and the host,
// each in one file (and what the client seldom needs in another), which starts faster and takes less memory than the hundred modules that are in it. node-pty
// stays beside them, for its binary.
import fs from 'node:fs';
import { build } from 'esbuild';
import { declarations } from './bundle-types.js';

const FOLDER = 'dist/bin';

/** What stays outside of the client: the host, to be one itself (tdetach -N), and the emulator, to look for a text. */
const BESIDE = { '/host/start.js': './host.cjs', '/screen/watch.js': './watch.cjs' };

const beside = {
  name: 'beside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/(?:host\/start|screen\/watch)\.js$/ }, ({ path, kind }) => {
      const [, file] = Object.entries(BESIDE).find(([end]) => path.endsWith(end));
      return kind === 'entry-point' ? undefined : { path: file, external: true };
    }),
};

const options = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  minify: true,
  charset: 'ascii', // of text beyond Latin-1 V8 keeps two bytes a character
  external: ['node-pty', 'tdetach'],
  // Without the native decoder of texts, which Node would look for with half a dozen modules.
  alias: { msgpackr: './node_modules/msgpackr/index.js' },
  logLevel: 'warning',
};

/** What stands for import.meta.url, which CommonJS has not; of the client's libraries yargs needs a URL. */
const URL_OF_FILE = { js: 'const __url=require("node:url").pathToFileURL(__filename).href;' };

/** What stands for the `require` of CommonJS, which libraries load Node's modules with, in a module. */
const REQUIRE = {
  js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
};

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const BUNDLED_VERSION = JSON.stringify(version);

const programs = {
  tdetach: {
    plugins: [beside],
    banner: URL_OF_FILE,
    define: { BUNDLED_VERSION, 'import.meta.url': '__url' },
  },
  // Of what libraries look for at their start, perf_hooks would cost a host memory for nothing.
  host: {
    define: { BUNDLED_VERSION, 'import.meta.url': '__filename', 'globalThis.performance': 'Date' },
  },
  watch: {},
  library: {
    plugins: [beside],
    format: 'esm',
    banner: REQUIRE,
    minify: false, // for whoever reads where an error comes from
    define: { BUNDLED_VERSION },
  },
};

const COMPILED = {
  tdetach: `${FOLDER}/tdetach.js`,
  host: `${FOLDER}/host.js`,
  watch: 'dist/src/screen/watch.js',
  library: `${FOLDER}/library.js`,
};

for (const [name, own] of Object.entries(programs)) {
  const outfile = `${FOLDER}/${name}.${own.format === 'esm' ? 'mjs' : 'cjs'}`;
  await build({ ...options, ...own, entryPoints: [COMPILED[name]], outfile });
}
fs.writeFileSync(`${FOLDER}/library.d.mts`, declarations('bin/library.ts'));
for (const name of ['tdetach', 'host', 'library']) fs.rmSync(COMPILED[name]);
fs.chmodSync(`${FOLDER}/tdetach.cjs`, 0o755);

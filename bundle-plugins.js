// What bundle.js has esbuild put in the place of modules that cost a start more than they have to.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const inLibraries = (name) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));

/**
 * In the place of the TextDecoder and TextEncoder of msgpackr, which take 0.1 to 0.3 ms of each
 * start to make. The one leaves out U+FEFF where a text begins with it; its sources are Buffers.
 * The other is not used where there are Buffers.
 */
const TEXT =
  'export class TextDecoder { decode(bytes) { return bytes.toString(); } } export class TextEncoder {}';

/**
 * msgpackr's two modules on their own: by its names Node gets all of it, iterators and streams
 * included. What it has natively (msgpackr-extract) neither of the two looks for.
 */
export const msgpackr = {
  name: 'msgpackr',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^msgpackr\/(un)?pack$/ }, ({ path }) => ({ path: inLibraries(`${path}.js`) }));
    onResolve({ filter: /^text-coders$/ }, ({ path }) => ({ path, namespace: 'text-coders' }));
    onLoad({ filter: /./, namespace: 'text-coders' }, () => ({ contents: TEXT }));
    onLoad({ filter: /\/msgpackr\/(un)?pack\.js$/ }, ({ path }) => ({
      contents: `import { TextDecoder, TextEncoder } from 'text-coders';${fs.readFileSync(path, 'utf8')}`,
      loader: 'js',
    }));
  },
};

const nodeModule = createRequire(import.meta.url);

/**
 * A module of Node's as one of the bundle: what it is by default, and each of its names, which is
 * looked up where it is used.
 */
function asModule(name) {
  const names = Object.keys(nodeModule(name)).filter((one) => /^[A-Za-z]\w*$/.test(one) && one !== 'default');
  const exports = names.map((one) => `export const ${one} = /* @__PURE__ */ (() => it.${one})();`);
  return [`const it = /* @__PURE__ */ require('${name}');`, 'export default it;', ...exports].join('\n');
}

/**
 * Node's modules as they are: for an import of one esbuild would copy each of its hundred
 * properties, in every file that imports it, which takes 1 to 2 ms of a start.
 */
export const builtins = {
  name: 'builtins',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'builtin', sideEffects: false } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: asModule(path) }));
  },
};

/**
 * xterm.js where it is needed at once: required, so that what V8 has compiled of it is kept as well.
 * A host reads its text at the start and compiles it later (src/screen/emulator/xterm.ts).
 */
export const xtermAtOnce = {
  name: 'xterm-at-once',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^\.\/xterm\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /\/emulator\/xterm\.js$/ }, () => ({
      contents: `export const xterm = () => require('./xterm.cjs');`,
      loader: 'js',
    }));
  },
};

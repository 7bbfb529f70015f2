// The shape of the source: imports go strictly down the floors and without circles, each library
// has one importer, files and rooms stay small enough to be understood, and each file name is
// unique.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAX_LINES = 300;
const MAX_FILES_A_ROOM = 20;

const FLOORS: Readonly<Record<string, number>> = {
  protocol: 0,
  'src/base': 1,
  'src/session': 2,
  'src/screen': 2,
  'src/pty': 2,
  'src/v8': 2,
  'src/host': 3,
  'src/client': 3,
  'src/control': 3,
  'src/library': 4,
  'src/cli': 5,
  bin: 6,
};

/** The part that may import a library; a library that is not here may not be imported. */
const IMPORTERS: Readonly<Record<string, string>> = {
  'node-pty': 'src/pty',
  yargs: 'src/cli',
  '@xterm/*': 'src/screen',
  msgpackr: 'protocol',
};

const partOf = (file: string): string =>
  Object.keys(FLOORS).find((part) => file.startsWith(`${part}/`)) ?? file;

/** The modules that a source names: in import and export lines, in import() and in require(). */
function importsOf(source: string): string[] {
  const found = source.matchAll(
    /(?:^import\b[^'"]*?|^export\b[^'";]*?\bfrom\s*|\b(?:import|require(?:\.resolve)?)\(\s*)['"]([^'"\n]+)['"]/gm,
  );
  return Array.from(found, ([, name]) => name ?? '');
}

/** The library of a module's name; libraries of one scope that belong together count as one. */
function libraryOf(name: string): string {
  const library = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;
  return library.startsWith('@xterm/') ? '@xterm/*' : library;
}

/** What is wrong with the imports of a file; expected to be empty. */
function wrongImports(file: string, source: string): string[] {
  const part = partOf(file);
  const floor = FLOORS[part];
  if (floor === undefined) return [`${file} lies in no part that has a floor`];
  return importsOf(source).flatMap((name) => {
    if (name.startsWith('node:')) return [];
    if (!name.startsWith('.')) {
      const library = libraryOf(name);
      return IMPORTERS[library] === part ? [] : [`${part} imports ${library}`];
    }
    const target = partOf(path.join(path.dirname(file), name));
    const fine = target === part || (FLOORS[target] ?? Infinity) < floor;
    return fine ? [] : [`${part} imports ${target}`];
  });
}

/**
 * The first circle of files that import each other, or nothing: files by name, with those that each
 * imports.
 */
function circleOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...way, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** Values that a list contains more than once. */
const repeated = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

/** Rooms (folders) with too many files to be understood. */
function fullRooms(paths: readonly string[]): string[] {
  const rooms = paths.map((file) => path.dirname(file));
  const count = (room: string): number => rooms.filter((one) => one === room).length;
  return Array.from(new Set(rooms)).filter((room) => count(room) > MAX_FILES_A_ROOM);
}

/** Lines of a source, without what follows the last line feed. */
const lineCount = (source: string): number => source.split('\n').length - (source.endsWith('\n') ? 1 : 0);

t.test('imports, circles, repetitions and full rooms are recognised', (t) => {
  const source = [
    "import a from 'a';",
    "import type { B } from './b.ts';",
    'import {\n  c,\n} from "@scope/c/deep.js";',
    "import 'd';",
    "export { e } from '../e.ts';",
    "export * from './f.ts';",
    "const g = await import('./g.ts');",
    "const h = createRequire(import.meta.url)('x'); require.resolve('h');",
    "const text = 'import';",
    "export const i = 'no import';",
  ].join('\n');
  const names = ['a', './b.ts', '@scope/c/deep.js', 'd', '../e.ts', './f.ts', './g.ts', 'h'];
  t.strictSame(importsOf(source), names);

  const wrong = (file: string, name: string): string[] => wrongImports(file, `import x from '${name}';`);
  t.strictSame(wrong('src/host/a.ts', '../session/b.ts'), [], 'down');
  t.strictSame(wrong('src/host/a.ts', '../../protocol/b.ts'), [], 'down to the ground');
  t.strictSame(wrong('src/host/a.ts', './b.ts'), [], 'within a part');
  t.strictSame(wrong('protocol/a.ts', '../src/base/b.ts'), ['protocol imports src/base'], 'up');
  t.strictSame(wrong('src/host/a.ts', '../client/b.ts'), ['src/host imports src/client'], 'sideways');
  t.strictSame(wrong('src/screen/a.ts', '../session/b.ts'), ['src/screen imports src/session'], 'sideways');
  t.strictSame(wrong('src/host/a.ts', '../b.ts'), ['src/host imports src/b.ts'], 'to no part');
  t.strictSame(wrong('src/a.ts', './base/b.ts'), ['src/a.ts lies in no part that has a floor']);
  t.strictSame(wrong('src/cli/a.ts', '../../test/b.ts'), ['src/cli imports test/b.ts']);
  t.strictSame(wrong('src/host/a.ts', 'node:fs'), []);
  const everywhere = Object.keys(FLOORS);
  const libraries = [
    ...['node-pty/lib/x.js', 'yargs/helpers', '@xterm/headless', '@xterm/addon-serialize'],
    ...['msgpackr', 'msgpackr/pack'],
  ];
  for (const name of libraries) {
    const importers = everywhere.filter((part) => wrong(`${part}/a.ts`, name).length === 0);
    t.strictSame(importers, [IMPORTERS[libraryOf(name)]], `one importer of ${name}`);
  }
  t.strictSame(wrong('src/base/a.ts', 'lodash'), ['src/base imports lodash']);
  t.equal(lineCount('a\nb\n'), 2);

  const imports = (...pairs: readonly (readonly [string, string[]])[]): string[] => circleOf(new Map(pairs));
  t.strictSame(imports(['a', ['b', 'c']], ['b', ['c']], ['c', []]), []);
  t.strictSame(imports(['a', ['b']], ['b', ['c']], ['c', ['b']]), ['b', 'c', 'b']);
  t.strictSame(repeated(['a', 'b', 'a']), ['a']);
  const room = Array.from({ length: MAX_FILES_A_ROOM }, (_, index) => `src/room/${index}.ts`);
  t.strictSame(fullRooms(room), []);
  t.strictSame(fullRooms([...room, 'src/room/one-more.ts', 'src/a.ts']), ['src/room']);
  t.end();
});

const filesIn = (...tops: readonly string[]): string[] =>
  tops.flatMap((top) =>
    fs
      .readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(top, name)),
  );
const files = filesIn('bin', 'src', 'protocol');
const everywhere = [...files, ...filesIn('test', 'bench')];

t.test('each file name is unique, and no room holds too many files', (t) => {
  t.strictSame(repeated(everywhere.map((file) => path.basename(file))), []);
  t.strictSame(fullRooms(everywhere), []);
  t.end();
});

t.test('no files import each other in a circle', (t) => {
  const imported = (file: string): string[] =>
    importsOf(fs.readFileSync(path.join(ROOT, file), 'utf8'))
      .filter((name) => name.startsWith('.'))
      .map((name) => path.join(path.dirname(file), name));
  const imports = new Map(files.map((file) => [file, imported(file)]));
  t.ok(
    files.some((file) => imports.get(file)?.some((other) => imports.has(other))),
    'imports were found',
  );
  t.strictSame(circleOf(imports), []);
  t.end();
});

t.test('the sources and their imports are found', (t) => {
  t.strictSame(new Set(files.map(partOf)), new Set(Object.keys(FLOORS)));
  const imports = files.flatMap((file) => importsOf(fs.readFileSync(path.join(ROOT, file), 'utf8')));
  t.ok(imports.length > files.length, 'with their imports');
  t.end();
});

for (const file of files) {
  t.test(file, (t) => {
    const source = fs.readFileSync(path.join(ROOT, file), 'utf8');
    t.strictSame(wrongImports(file, source), []);
    t.ok(lineCount(source) <= MAX_LINES, `${lineCount(source)} lines`);
    t.match(
      source.split('\n').find((line) => !line.startsWith('#!')),
      /^\/\/ /,
      'it says what it is for',
    );
    t.end();
  });
}

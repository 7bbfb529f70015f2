// The shape of the source: imports go strictly down the floors, each library has one importer, and no file
// grows past what fits a head.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MOST_LINES = 300;

const FLOORS: Readonly<Record<string, number>> = {
  protocol: 0,
  'src/base': 1,
  'src/session': 2,
  'src/screen': 2,
  'src/pty': 2,
  'src/host': 3,
  'src/client': 3,
  'src/control': 3,
  'src/cli': 4,
  bin: 5,
};

/** The part that may import a library. */
const IMPORTERS: Readonly<Record<string, string>> = {
  'node-pty': 'src/pty',
  msgpackr: 'protocol',
  yargs: 'src/cli',
  '@xterm/headless': 'src/screen',
};

const files = ['bin', 'src', 'protocol'].flatMap((top) =>
  fs
    .readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(top, name)),
);

const partOf = (file: string): string =>
  Object.keys(FLOORS).find((part) => file.startsWith(`${part}/`)) ?? file;

function importsOf(file: string): string[] {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  const found = text.matchAll(/(?:^import[^'"]*?|^export[^'"]*? from |\bimport\()['"]([^'"]+)['"]/gm);
  return Array.from(found, ([, name]) => name ?? '');
}

for (const file of files) {
  t.test(file, (t) => {
    const part = partOf(file);
    const floor = FLOORS[part];
    t.type(floor, 'number', 'it lies in a part that has a floor');
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) {
        const target = partOf(path.join(path.dirname(file), name));
        const below = (FLOORS[target] ?? Infinity) < (floor ?? 0);
        t.ok(target === part || below, `${part} imports ${target}`);
      } else if (!name.startsWith('node:')) {
        const library = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;
        t.equal(IMPORTERS[library], part, `${library} is imported where it belongs`);
      }
    }
    const lines = fs.readFileSync(path.join(ROOT, file), 'utf8').split('\n');
    t.ok(lines.length <= MOST_LINES, `${lines.length} lines`);
    t.match(
      lines.find((line) => !line.startsWith('#!')),
      /^\/\/ /,
      'it says what it is for',
    );
    t.end();
  });
}

t.ok(files.length > 30, 'the sources were found');

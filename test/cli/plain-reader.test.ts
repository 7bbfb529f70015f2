// The plain reader and yargs read every command line alike, or the plain reader leaves it to yargs.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { positional } from '../../src/cli/reading/definition.ts';
import type { Definition, Parsed } from '../../src/cli/reading/definition.ts';
import { DEFINITION } from '../../src/cli/reading/options.ts';
import { readPlain } from '../../src/cli/reading/plain-reader.ts';
import { definitions } from '../../src/cli/reading/verb.ts';
import { loadVerb } from '../../src/cli/reading/verb-table.ts';
import { readWithYargs } from '../../src/cli/reading/yargs-reader.ts';

const ALL = [DEFINITION, ...(await definitions(loadVerb))];

/** Everything that the rest of the program can see. */
const seen = ({ options }: Definition, parsed: Parsed): unknown => [
  Object.keys(options).map((name) => parsed[name]),
  positional(parsed),
];

const ODD = [
  '--',
  '-',
  '',
  '--x',
  '-x',
  '--no-quiet',
  '-qz',
  '-e^A',
  '-1',
  '---',
  '-=',
  '--=',
  '--quiet=',
  '-_',
];
const VALUES = [
  's1',
  '^A',
  '10',
  '010',
  '1e3',
  'true',
  'false',
  'a b',
  '"a"',
  "'a",
  '`a`',
  'a=b',
  '"',
  'é',
  'a\nb',
];
const BROKEN = [
  '__proto__',
  'constructor',
  'undefined',
  'null',
  '$0',
  '.',
  'a.b',
  '/s',
  '\t',
  ' ',
  'help',
  'list',
];

/** An argument: an option in any spelling, a value, or something odd. */
function argument({ options }: Definition): fc.Arbitrary<string> {
  const names = Object.entries(options).flatMap(([name, { alias }]) => [
    `--${name}`,
    ...(typeof alias === 'string' ? [`-${alias}`] : []),
  ]);
  const option = fc.constantFrom(...names, '--help', '-h', ...(options['create'] ? ['--version', '-V'] : []));
  const value = fc.constantFrom(...VALUES, ...BROKEN);
  return fc.oneof(
    { weight: 6, arbitrary: option },
    { weight: 6, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.tuple(option, value).map(([name, given]) => `${name}=${given}`) },
    { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
  );
}

for (const definition of ALL) {
  t.test(`the plain reader and yargs agree on any arguments of ${definition.verb || 'the modes'}`, (t) => {
    let answered = 0;
    fc.assert(
      fc.property(fc.array(argument(definition), { maxLength: 6 }), (args) => {
        const plain = readPlain(definition, args);
        if (!plain) return;
        answered++;
        const reading = readWithYargs(definition, args);
        assert.ok('parsed' in reading, JSON.stringify(reading));
        assert.deepEqual(seen(definition, plain), seen(definition, reading.parsed));
      }),
      { numRuns: 400 },
    );
    t.ok(answered > 20, `${answered} of 400 were answered`);
    t.end();
  });
}

t.test('frequent command lines are read without yargs', (t) => {
  const answered = (verb: string, ...args: string[]): boolean =>
    readPlain(ALL.find((one) => one.verb === verb) ?? DEFINITION, args) !== undefined;
  t.ok(answered('', '-a', 'work'));
  t.ok(answered('', '-A', 'work', '-q', '-r', 'winch', '--history', '100', '-e', '^A'));
  t.ok(answered('', '--create', 'work', '-z', '--', 'sh', '-c', 'exit'));
  t.ok(answered('', '-c', 'work', 'ls', '-a', '--help'));
  t.ok(answered('', '-R', '-a', '/tmp/s1'));
  t.ok(answered('list', '--json', 'a', 'b'));
  t.ok(answered('screen', 'work', '--history', 'all', '--ansi'));
  t.ok(answered('send', 'work', '--enter', '--', '-x'));
  t.ok(answered('wait', 'work', '--idle', '100ms', '--timeout', '10s', '-q'));
  t.end();
});

t.test('help, errors and odd spellings are left to yargs', (t) => {
  const lines = [
    ['--help'],
    ['-h'],
    ['--nonsense'],
    ['-qz'],
    ['-c'],
    ['-c', '-q', 's1'],
    ['-c', ''],
    ['-q', '-q'],
  ];
  for (const args of lines) t.equal(readPlain(DEFINITION, args), undefined, args.join(' '));
  t.end();
});

// Text that does not look plain, as runs of colours and attributes.
import t from 'tap';
import { styleRuns } from '../../../src/screen/snapshot/style-runs.ts';

const look = (parameters: string): Record<string, unknown> => {
  const [run] = styleRuns([`\x1b[${parameters}mx`], 0).styles;
  return Object.fromEntries(
    Object.entries(run ?? {}).filter(([key]) => !/^(row|column|width|text)$/.test(key)),
  );
};

t.test('colours and attributes have names', (t) => {
  const cases: readonly (readonly [string, Record<string, unknown>])[] = [
    ['', {}],
    ['7', { inverse: true }],
    ['1;2;3;9;53', { bold: true, dim: true, italic: true, strike: true, overline: true }],
    ['30;47', { fg: 'black', bg: 'white' }],
    ['91;100', { fg: 'bright-red', bg: 'bright-black' }],
    ['38;5;7;48;5;8', { fg: 'white', bg: 'bright-black' }],
    ['38;5;16;48;5;255', { fg: 16, bg: 255 }],
    ['38;2;1;2;255', { fg: '#0102ff' }],
    ['4', { underline: 'solid' }],
    ['4:3;58:5:9', { underline: 'wavy', underlineColor: 'bright-red' }],
    ['58:5:9', {}],
  ];
  for (const [parameters, wanted] of cases) t.strictSame(look(parameters), wanted, parameters);
  t.end();
});

t.test('each run has its place and width, and the lines are plain text', (t) => {
  const lines = ['above \x1b[1mb', '\x1b[0m a日\x1b[7m本 \x1b[0mz  ', '', '\x1b[41m  \x1b[0m'];
  t.strictSame(styleRuns(lines, 1), {
    plain: ['above b', ' a日本 z', '', ''],
    styles: [
      { row: -1, column: 6, width: 1, text: 'b', bold: true },
      { row: 0, column: 4, width: 3, text: '本 ', inverse: true },
      { row: 2, column: 0, width: 2, text: '  ', bg: 'red' },
    ],
  });
  t.end();
});

t.test('links are included, and invisible text is not', (t) => {
  const { plain, styles } = styleRuns(['\x1b]8;;http://a/\x1b\\go\x1b]8;;\x1b\\ \x1b[8;1msecret'], 0);
  t.strictSame(plain, ['go']);
  t.strictSame(styles, [
    { row: 0, column: 0, width: 2, text: 'go', link: 'http://a/' },
    { row: 0, column: 3, width: 6, text: '      ', bold: true },
  ]);
  t.end();
});

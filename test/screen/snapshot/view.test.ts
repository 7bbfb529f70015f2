// What a person would see, as lines of text: each cell has its character, in both forms, however
// the lines are drawn.
import t from 'tap';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';
import type { View } from '../../../src/screen/snapshot/view.ts';

function viewOf(output: string, ...forms: ('plain' | 'ansi')[]): View | undefined {
  const model = new ScreenModel({ cols: 12, rows: 3 }, 5, {
    onAnswer: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  model.feed(Buffer.from(output));
  return model.view(5, ...forms);
}

/** What is printed, and its first line in both forms. */
const CASES: readonly (readonly [output: string, plain: string, ansi: string])[] = [
  ['', '', ''],
  ['text', 'text', 'text'],
  ['0123456789ab', '0123456789ab', '0123456789ab'],
  ['a\x1b[5Gb', 'a   b', 'a   b'],
  ['a  \x1b[3C', 'a', 'a  '],
  ['\x1b[31mred\x1b[m and\x1b[44m  ', 'red and', '\x1b[0;31mred\x1b[0m and\x1b[0;44m  \x1b[0m'],
  ['\x1b[44m\x1b[K', '', `\x1b[0;44m${' '.repeat(12)}\x1b[0m`],
  ['a\x1b[8msecret\x1b[mb', 'a      b', 'a\x1b[0;8msecret\x1b[0mb'],
  ['漢字x', '漢字x', '漢字x'],
  ['漢字\x1b[2Gx', ' x字', ' x字'],
  ['漢字\x1b[3Gx', '漢x', '漢x'],
  ['e\u0301👍\x1b[2Cz', 'e\u0301👍  z', 'e\u0301👍  z'],
  ['\x1b[8m漢\x1b[mz', '  z', '\x1b[0;8m漢\x1b[0mz'],
  ['\x1b[4:3mu\x1b[24mn', 'un', '\x1b[0;4:3mu\x1b[0mn'],
  ['\x1b]8;;http://a\x07li\x1b]8;;\x07n', 'lin', '\x1b]8;;http://a\x1b\\li\x1b]8;;\x1b\\n'],
];

t.test('a line is given as plain text and with ANSI sequences', (t) => {
  for (const [output, plain, ansi] of CASES) {
    const both = viewOf(output, 'plain', 'ansi');
    t.equal(both?.plain, `${plain}\n\n\n`, JSON.stringify(output));
    t.equal(both?.ansi, `${ansi}\n\n\n`, JSON.stringify(output));
    t.strictSame(viewOf(output, 'plain'), { ...both, ansi: '' });
    t.strictSame(viewOf(output, 'ansi'), { ...both, plain: '' });
  }
  t.end();
});

t.test('the history comes before the screen, and its lines are counted', (t) => {
  const view = viewOf('1\r\n2\r\n3\r\n4\r\n5', 'plain');
  t.match(view, {
    plain: '1\n2\n3\n4\n5\n',
    history: 2,
    rows: 3,
    cursor: { row: 2, column: 1, visible: true },
  });
  t.end();
});

t.test('text that is counted by clusters is enclosed in mode 2027, which --html reads', (t) => {
  const view = viewOf('\x1b[?2027h👍🏽|\x1b[?2027l👍🏽|日', 'plain', 'ansi');
  t.equal(view?.plain.split('\n')[0], '👍🏽|👍🏽|日');
  t.equal(view?.ansi.split('\n')[0], '\x1b[?2027h👍🏽|👍\x1b[?2027l🏽|日');
  t.end();
});

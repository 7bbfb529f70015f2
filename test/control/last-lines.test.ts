// The last lines of some bytes.
import t from 'tap';
import { lastLines } from '../../src/control/reading/read-output.ts';

t.test('a line ends in a line feed, or with the output', (t) => {
  const last = (text: string, count: number): string => {
    const bytes = Buffer.from(text);
    return bytes.subarray(lastLines(bytes, count)).toString();
  };
  const cases: readonly (readonly [text: string, count: number, expected: string])[] = [
    ['a\nb\nc\n', 0, ''],
    ['a\nb\nc\n', 1, 'c\n'],
    ['a\nb\nc', 1, 'c'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\nc', 3, 'a\nb\nc'],
    ['a\nb\nc', 9, 'a\nb\nc'],
    ['\na\n', 1, 'a\n'],
    ['\na\n', 2, '\na\n'],
    ['\n\n', 1, '\n'],
    ['\n', 1, '\n'],
    ['', 3, ''],
  ];
  for (const [text, count, expected] of cases)
    t.equal(last(text, count), expected, JSON.stringify([text, count]));
  t.end();
});

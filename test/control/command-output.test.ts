// The output of a command is found in the output of its session, however that is cut.
import t from 'tap';
import { CommandOutput } from '../../src/control/typing/command-output.ts';

const mark = (text: string): string => `\x1b]133;${text}\x07`;
const PROMPT = `${mark('A')}$ ${mark('B')}`;

const CASES: readonly (readonly [name: string, text: string, output: string, status: number | undefined])[] =
  [
    ['a command', `ls\r\n${mark('C')}a\r\nb\r\n${mark('D;3')}${PROMPT}`, 'a\nb\n', 3],
    ['no line feed at the end', `x\r\n${mark('C')}a${mark('D;0')}${PROMPT}`, 'a', 0],
    [
      'several commands',
      `x\r\n${mark('C')}a\r\n${mark('D;1')}${mark('C')}b\r\n${mark('D;2')}${PROMPT}`,
      'a\nb\n',
      2,
    ],
    [
      'several beginnings and one end',
      `x\r\n${mark('C')}a\r\n${mark('C')}b\r\n${mark('D;2')}${PROMPT}`,
      'a\nb\n',
      2,
    ],
    ['an error in the line', `if )\r\n\x1b[?2004l\rno such\r\n${mark('D;2')}${PROMPT}`, 'no such\n', 2],
    [
      'an error in the line, without bracketed pastes',
      `if )\r\nno such\r\n${mark('D;2')}${PROMPT}`,
      'no such\n',
      2,
    ],
    ['an end without a status', `x\r\n${mark('C')}a\r\n${mark('D')}${PROMPT}`, 'a\n', undefined],
    ['a line that has not begun a command', 'if true\r\n> ', '', undefined],
  ];

for (const [name, text, output, status] of CASES) {
  t.test(`the output is found: ${name}`, (t) => {
    const read = (parts: readonly string[]): unknown => {
      let all = '';
      const command = new CommandOutput(100, (part) => (all += part));
      for (const part of parts) command.take(Buffer.from(part));
      command.finish();
      return [all, command.status, command.hasBegun];
    };
    const expected = [output, status, text.includes('133;')];
    t.strictSame(read([text]), expected);
    for (let cut = 1; cut < text.length; cut++)
      t.strictSame(read([text.slice(0, cut), text.slice(cut)]), expected, `cut at ${cut}`);
    t.strictSame(read(text.split('')), expected, 'byte by byte');
    t.end();
  });
}

// What the screen model answers in place of a terminal, and what it learns from one. The expected
// reports are those of xterm's ctlseqs, of DEC STD 070, and of kitty's keyboard protocol.
import t from 'tap';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

interface Model {
  readonly model: ScreenModel;
  readonly ask: (...output: readonly string[]) => string;
}

function terminal(): Model {
  const reports: string[] = [];
  const events = {
    onAnswer: (report: string): void => void reports.push(report),
    onFault: (error: unknown): never => {
      throw error;
    },
  };
  const model = new ScreenModel({ cols: 40, rows: 10 }, 100, events);
  model.setAnswering(true);
  const ask = (...output: readonly string[]): string => {
    for (const one of output) model.feed(Buffer.from(one));
    model.flush();
    return reports.splice(0).join('');
  };
  return { model, ask };
}

const CASES: readonly (readonly [name: string, output: string, answer: string])[] = [
  ['DA1', '\x1b[c', '\x1b[?62;22c'],
  ['DA1 with a parameter', '\x1b[0c', '\x1b[?62;22c'],
  ['DA2', '\x1b[>c\x1b[>0c', '\x1b[>1;10;0c\x1b[>1;10;0c'],
  ['DA3', '\x1b[=c', '\x1bP!|00000000\x1b\\'],
  ['DSR', '\x1b[5n', '\x1b[0n'],
  ['CPR', 'ab\r\ncde\x1b[6n\r\nf', '\x1b[2;4R'],
  ['CPR about to wrap', `${'x'.repeat(40)}\x1b[6n`, '\x1b[1;40R'],
  ['CPR in origin mode', '\x1b[3;8r\x1b[?6h\x1b[2;5H\x1b[6n', '\x1b[2;5R'],
  ['DECXCPR', 'a\x1b[?6n', '\x1b[?1;2R'],
  ['DECRQM, set and reset', '\x1b[?25$p\x1b[?2004$p', '\x1b[?25;1$y\x1b[?2004;2$y'],
  ['DECRQM after a change', '\x1b[?25l\x1b[?2004h\x1b[?25$p\x1b[?2004$p', '\x1b[?25;2$y\x1b[?2004;1$y'],
  ['DECRQM of the alternate screen', '\x1b[?1049h\x1b[?1049$p', '\x1b[?1049;1$y'],
  ['DECRQM of an unknown mode', '\x1b[?4711$p', '\x1b[?4711;0$y'],
  ['DECRQM of an ANSI mode', '\x1b[4$p\x1b[4h\x1b[4$p', '\x1b[4;2$y\x1b[4;1$y'],
  ['DECRQSS of SGR', '\x1b[1;38;5;9m\x1bP$qm\x1b\\', '\x1bP1$r0;1;38;5;9m\x1b\\'],
  ['DECRQSS of the scroll region', '\x1b[2;5r\x1bP$qr\x1b\\', '\x1bP1$r2;5r\x1b\\'],
  ['DECRQSS of the cursor style', '\x1b[4 q\x1bP$q q\x1b\\', '\x1bP1$r4 q\x1b\\'],
  ['DECRQSS of something else', '\x1bP$qz\x1b\\', '\x1bP0$r\x1b\\'],
  ['kitty keyboard flags', '\x1b[?u\x1b[>5u\x1b[?u\x1b[<u\x1b[?u', '\x1b[?0u\x1b[?5u\x1b[?0u'],
  ['modifyOtherKeys', '\x1b[?4m\x1b[>4;2m\x1b[?4m', '\x1b[>4;0m\x1b[>4;2m'],
  ['size of the text area', '\x1b[18t', '\x1b[8;10;40t'],
  ['background', '\x1b]11;?\x07', '\x1b]11;rgb:0000/0000/0000\x1b\\'],
  [
    'text and background',
    '\x1b]10;?;?\x07',
    '\x1b]10;rgb:ffff/ffff/ffff\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\',
  ],
  ['background that was set', '\x1b]11;#102030\x07\x1b]11;?\x07', '\x1b]11;rgb:1010/2020/3030\x1b\\'],
  ['background, back', '\x1b]11;#102030\x07\x1b]111\x07\x1b]11;?\x07', '\x1b]11;rgb:0000/0000/0000\x1b\\'],
  ['cursor, in 4 bits', '\x1b]12;#f08\x07\x1b]12;?\x07', '\x1b]12;rgb:ffff/0000/8888\x1b\\'],
  ['palette', '\x1b]4;1;?;231;?;255;?\x07', [1, 231, 255].map(paletteReport).join('')],
  ['palette that was set', '\x1b]4;7;rgb:1/22/333\x07\x1b]4;7;?\x07', '\x1b]4;7;rgb:1111/2222/3333\x1b\\'],
  ['text that looks like a query', 'c 6n $p ?', ''],
  ['a query within a string', '\x1bX\x1b\\ \x1b_[6n\x1b\\', ''],
  ['SGR, DECSTR and DECSCUSR, which are not queries', '\x1b[m\x1b[!p\x1b[1 q\x1b[?1m\x1b[22t', ''],
];

function paletteReport(index: number): string {
  const colours: Readonly<Record<number, string>> = {
    1: 'cdcd/0000/0000',
    231: 'ffff/ffff/ffff',
    255: 'eeee/eeee/eeee',
  };
  return `\x1b]4;${index};rgb:${colours[index]}\x1b\\`;
}

for (const [name, output, answer] of CASES) {
  t.test(`the model answers like a terminal: ${name}`, (t) => {
    t.equal(terminal().ask(output), answer);
    for (let cut = 1; cut < output.length; cut++) {
      t.equal(terminal().ask(output.slice(0, cut), output.slice(cut)), answer, `cut at ${cut}`);
    }
    t.end();
  });
}

t.test('XTVERSION names tdetach', (t) => {
  t.match(terminal().ask('\x1b[>q'), /^\x1bP>\|tdetach\(\d+\.\d+\.\d+\)\x1b\\$/);
  t.end();
});

t.test('a query in a flood is answered in its place', (t) => {
  const { ask } = terminal();
  const lines = 'a line of a flood of lines\r\n'.repeat(50_000);
  t.equal(ask(lines, `\r\nab\x1b[6n${lines}`), '\x1b[10;3R');
  t.end();
});

t.test('while a terminal is attached only earlier queries are answered', (t) => {
  const { model, ask } = terminal();
  model.feed(Buffer.from('\x1b[5n'));
  model.setAnswering(false);
  t.equal(ask(), '\x1b[0n');
  model.feed(Buffer.from('\x1b[c'));
  model.setAnswering(true);
  t.equal(ask(), '', 'asked while a terminal was attached');
  t.equal(ask('\x1b[5n'), '\x1b[0n');
  t.end();
});

t.test('what the last leader has reported about itself is reported again', (t) => {
  const { model, ask } = terminal();
  const reports = [
    '\x1b[?65;1;9c',
    '\x1b[>41;390;0c',
    '\x1bP>|XTerm(390)\x1b\\',
    '\x1b]11;rgb:fafa/fafa/fafa\x07',
  ];
  const queries = ['\x1b[c', '\x1b[>0c', '\x1b[>0q', '\x1b]11;?\x07'];
  for (const report of reports) model.rememberTerminalReport(report);
  t.equal(ask(...queries), reports.join(''));
  model.rememberTerminalReport('\x1b]4;3;rgb:1212/3434/5656\x1b\\');
  t.equal(ask('\x1b]4;3;?\x1b\\'), '\x1b]4;3;rgb:1212/3434/5656\x1b\\');
  for (const other of ['\x1b[3;4R', '\x1b[0n', '\x1b[?25;1$y', '\x1b[I', `\x1b]11;${'x'.repeat(500)}\x07`])
    model.rememberTerminalReport(other);
  t.equal(
    ask('\x1b[6n\x1b]11;?\x07'),
    `\x1b[1;1R${reports[3]}`,
    'what is of the moment, or no report, is not',
  );
  t.end();
});

t.test("a colour that the program has set is not taken for the terminal's", (t) => {
  const { model, ask } = terminal();
  ask('\x1b]11;#ff0000\x07');
  model.rememberTerminalReport('\x1b]11;rgb:ffff/0000/0000\x1b\\');
  t.equal(ask('\x1b]111\x07\x1b]11;?\x07'), '\x1b]11;rgb:0000/0000/0000\x1b\\');
  t.end();
});

t.test('how the terminal counts columns is learnt from its report of mode 2027', (t) => {
  const column = (report: string, output: string): number | undefined => {
    const { model } = terminal();
    model.rememberTerminalReport(report);
    model.feed(Buffer.from(output));
    return model.view(0, 'plain')?.cursor.column;
  };
  t.equal(column('', '👍🏽'), 4);
  t.equal(column('\x1b[?2027;2$y', '👍🏽'), 4);
  t.equal(column('\x1b[?2027;1$y', '👍🏽'), 2);
  t.equal(column('\x1b[?2027;1$y', '\x1b[?2027l👍🏽'), 4);
  t.equal(column('\x1b[?2027;1$y', '\x1b[?2027l\x1bc👍🏽'), 2);
  t.equal(column('\x1b[?2027;3$y', '\x1b[?2027l👍🏽'), 2);
  const answer = (report: string, output: string): string => {
    const { model, ask } = terminal();
    model.rememberTerminalReport(report);
    return ask(`${output}\x1b[?2027$p`);
  };
  t.equal(answer('', '\x1b[?2027h'), '\x1b[?2027;0$y', 'nothing is known of any terminal');
  t.equal(answer('\x1b[?2027;2$y', ''), '\x1b[?2027;2$y');
  t.equal(answer('\x1b[?2027;2$y', '\x1b[?2027h'), '\x1b[?2027;1$y');
  t.equal(answer('\x1b[?2027;1$y', ''), '\x1b[?2027;1$y');
  t.equal(answer('\x1b[?2027;3$y', '\x1b[?2027l'), '\x1b[?2027;3$y');
  t.equal(answer('\x1b[?2027;0$y', '\x1b[?2027h'), '\x1b[?2027;0$y');
  // What the program has set itself is not the terminal's own.
  const { model, ask } = terminal();
  ask('\x1b[?2027h');
  model.rememberTerminalReport('\x1b[?2027;1$y');
  ask('\x1b[?2027l\x1bc👍🏽');
  t.equal(model.view(0, 'plain')?.cursor.column, 4);
  t.end();
});

t.test('a terminal that counts clusters by itself is drawn on without the mode', (t) => {
  const { model, ask } = terminal();
  model.rememberTerminalReport('\x1b[?2027;1$y');
  ask('👍🏽 🇩🇪');
  t.notMatch(model.restore(), /2027/);
  ask('\x1b[?2027l👍🏽\r\n');
  t.match(model.restore(), /🇩🇪👍\x1b\[\?2027l🏽\x1b\[\?2027h/u);
  t.end();
});

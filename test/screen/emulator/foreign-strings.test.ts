// Control strings of screen, tmux and the Linux console do not appear as text on the screen of a
// program that writes for them.
import t from 'tap';
import { foreignStrings } from '../../../src/screen/emulator/foreign-strings.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

function shownBy(term: string, ...pieces: string[]): string | undefined {
  const model = new ScreenModel(
    { cols: 30, rows: 2 },
    30,
    { onAnswer: () => undefined, onFault: () => undefined },
    term,
  );
  for (const piece of pieces) model.feed(Buffer.from(piece, 'latin1'));
  return model.view(0, 'plain')?.plain.split('\n')[0];
}

const CASES: readonly (readonly [term: string, output: string, shown: string])[] = [
  ['screen-256color', 'A\x1bkTITLE\x1b\\B', 'AB'],
  ['tmux', 'A\x1bkTI\x07TLE\x1b\\B\x1bkx\x1b\\C', 'ABC'],
  ['tmux-256color', 'A\x1bkTITLE\x18B', 'AB'],
  ['screen.xterm-256color', 'A\x1bk\x1b\\B', 'AB'],
  ['xterm-256color', 'A\x1bkTITLE\x1b\\B', 'ATITLEB'],
  ['screenshot', 'A\x1bkTITLE\x1b\\B', 'ATITLEB'],
  ['linux', 'A\x1b]P1ff0000B\x1b]RC', 'ABC'],
  ['linux', '\x1b]P0aAbBcC\x1b]P1000000', ''],
  ['linux', 'A\x1b]0;title\x07B', 'AB'],
  ['linux', 'A\x1b[1mB\x1b]PxyzC\x07D', 'ABD'],
  ['xterm', 'A\x1b]P1ff0000B', 'A'],
];

t.test('control strings of these terminals are not on the screen, wherever the output is cut', (t) => {
  for (const [term, output, shown] of CASES) {
    for (let cut = 0; cut <= output.length; cut++)
      t.equal(
        shownBy(term, output.slice(0, cut), output.slice(cut)),
        shown,
        `${term}: ${JSON.stringify(output)} at ${cut}`,
      );
    t.equal(shownBy(term, ...output.split(/(?:)/)), shown, 'byte by byte');
  }
  t.end();
});

t.test('no byte is lost or added, and other output is not copied', (t) => {
  for (const [term, output] of CASES) {
    const translate = foreignStrings(term);
    const pieces = output.split(/(?:)/).map((byte) => translate(Buffer.from(byte, 'latin1')));
    t.equal(Buffer.concat([...pieces, translate(Buffer.from('.'))]).length, output.length + 1);
  }
  const plain = Buffer.from('text \x1b[1m');
  t.equal(foreignStrings('screen')(plain), plain);
  t.equal(foreignStrings(undefined)(plain), plain);
  t.end();
});

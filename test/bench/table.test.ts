// Tables of figures contain what was measured, and ratios are those of the rounds.
import t from 'tap';
import { median } from '../../bench/median.ts';
import { table } from '../../bench/table.ts';
import type { Row } from '../../bench/table.ts';

/** The cells of a table, without the rule under its head. */
function cells(lines: readonly string[]): string[][] {
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.filter((_, index) => index !== 1);
}

const row = (peer: string, part: string, ...figures: number[]): Row => ({ peer, part, figures });

t.test('the median is the middle value, and leaves its input unchanged', (t) => {
  t.equal(median([9, 1, 5]), 5);
  t.equal(median([10, 9, 1, 2]), 5.5, 'of numbers, not of texts');
  t.equal(median([7]), 7);
  t.ok(Number.isNaN(median([])));
  const given = [3, 1, 2];
  median(given);
  t.strictSame(given, [3, 1, 2], 'which leaves what it is given as it was');
  t.end();
});

t.test('a ratio is the median of the ratios of the rounds', (t) => {
  const rows = [row('bare', '', 10, 20, 40), row('it', '', 20, 60, 60)];
  t.strictSame(cells(table(rows, [{ peer: 'bare' }])), [
    ['', 'median', 'min - max', 'to bare'],
    ['bare', '20.0', '10.0 - 40.0', '-'],
    ['it', '60.0', '20.0 - 60.0', '2.00'], // of 2, 3 and 1.5; 60 to 20 would be 3
  ]);
  t.end();
});

t.test('parts are divided by the same part, by the only part, and by another part of the same peer', (t) => {
  const rows = [
    row('bare', '', 2),
    row('other', 'idle', 4),
    row('other', 'busy', 8),
    row('it', 'idle', 8),
    row('it', 'busy', 32),
    row('it', 'further', 1),
  ];
  const bases = [{ peer: 'bare' }, { peer: 'other' }, { part: 'idle' }];
  const [head, ...body] = cells(table(rows, bases));
  t.strictSame(head?.slice(3), ['to bare', 'to other', 'to its idle']);
  const ratios = body.map(([name, , , ...rest]) => [name, ...rest]);
  t.strictSame(ratios, [
    ['bare', '-', '-', '-'],
    ['other, idle', '2.00', '-', '-'],
    ['other, busy', '4.00', '-', '2.00'],
    ['it, idle', '4.00', '2.00', '-'],
    ['it, busy', '16.00', '4.00', '4.00'],
    ['it, further', '0.50', '-', '0.13'],
  ]);
  t.end();
});

t.test('a base that is missing has no column, and division by zero gives no ratio', (t) => {
  const rows = [row('none', '', 0), row('it', '', 5)];
  const [head, ...body] = cells(table(rows, [{ peer: 'absent' }, { peer: 'none' }]));
  t.strictSame(head?.slice(3), ['to none']);
  t.strictSame(
    body.map((line) => line[3]),
    ['-', '-'],
  );
  t.end();
});

t.test('all lines are equally long, and the rule gives the alignment of columns', (t) => {
  const lines = table([row('it', '', 123456.7), row('a name', 'that goes on', 0.123)], [{ peer: 'it' }]);
  t.equal(new Set(lines.map((line) => line.length)).size, 1, lines.join('\n'));
  t.match(lines[1], /^\| -+ (\| -+: )+\|$/);
  t.match(lines[2], / 123457 /);
  t.match(lines[3], / 0\.12 /);
  t.end();
});

// The sizes of the terminal along the output.
import t from 'tap';
import { Sizes } from '../../src/session/sizes.ts';

const size = (cols: number): { cols: number; rows: number } => ({ cols, rows: 24 });

t.test('each place has a size, and the place up to which it holds', (t) => {
  const sizes = new Sizes(size(80));
  t.strictSame(sizes.at(5), { size: size(80), until: Infinity });
  sizes.resized(10, size(81), 0);
  sizes.resized(10, size(82), 0);
  sizes.resized(20, size(90), 0);
  t.strictSame(sizes.at(9), { size: size(80), until: 10 });
  t.strictSame(sizes.at(10), { size: size(82), until: 20 });
  t.strictSame(sizes.at(25), { size: size(90), until: Infinity });
  sizes.resized(30, size(100), 22);
  t.strictSame(sizes.at(22), { size: size(90), until: 30 }, 'what is still asked for');
  t.end();
});

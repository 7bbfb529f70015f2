// Standard output of the verbs.
import t from 'tap';
import { print } from '../../src/cli/printing/print.ts';

t.test('print leaves no listener, however often it is called', async (t) => {
  const before = process.stdout.listenerCount('error');
  for (let round = 0; round < 20; round++) await print('');
  t.equal(process.stdout.listenerCount('error'), before);
});

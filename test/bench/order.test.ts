// The command line of the benchmark: known words are taken, and others are reported.
import t from 'tap';
import { loadLine } from '../../bench/machine.ts';
import { readOrder } from '../../bench/order.ts';

const NAMES = ['a key', 'its echo', 'echo of all'];
const order = (...args: string[]): ReturnType<typeof readOrder> => readOrder(args, NAMES);

t.test('without arguments all measures are taken, each with its own number of rounds', (t) => {
  t.strictSame(order(), { rounds: undefined, results: false, nodes: [process.execPath], names: NAMES });
  t.end();
});

t.test('rounds, results, Nodes and parts of names are read', (t) => {
  t.strictSame(order('-n', '3', '--results', '--node', '/a', 'key', '--node', '/b'), {
    rounds: 3,
    results: true,
    nodes: ['/a', '/b'],
    names: ['a key'],
  });
  t.strictSame(order('echo').names, ['its echo', 'echo of all'], 'parts of names');
  t.strictSame(order('all', 'key').names, ['a key', 'echo of all'], 'in the order of the measures');
  t.end();
});

t.test('a wrong argument is reported with the usage', (t) => {
  t.throws(() => order('-n', '0'), /number of rounds, 1 or more, and not "0"; usage: /);
  t.throws(() => order('-n', 'many'), /and not "many"/);
  t.throws(() => order('-n', '1.5'), /and not "1\.5"/);
  t.throws(() => order('key', 'none'), /"a key", "its echo".* and not "none"; usage: /);
  t.throws(() => order('--what'), /--what.*usage: /);
  t.end();
});

t.test('the load of the machine is reported before and after', (t) => {
  t.match(
    loadLine([0.5, 1, 2.25], [12.345, 6, 3]),
    /: 0\.50, 1\.00, 2\.25 before the first measure, 12\.3[45], 6\.00, 3\.00 after the last\.$/,
  );
  t.end();
});

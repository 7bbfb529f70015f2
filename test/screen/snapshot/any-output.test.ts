// Whatever a program prints, at any size, the emulator does not fail or take long, and there is a
// snapshot.
import fc from 'fast-check';
import t from 'tap';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

/** One seed, so that each run tests the same; other seeds explore. */
const RUNS = {
  numRuns: Number(process.env['TDETACH_TEST_RUNS'] ?? 1000),
  seed: Number(process.env['TDETACH_TEST_SEED'] ?? 2),
};

/**
 * Far longer than any of these takes on a loaded machine, and far shorter than 2^31 of something.
 */
const MAX_MS = 5_000;

const MODES = [1, 3, 4, 5, 6, 7, 20, 25, 45, 47, 66, 69, 1000, 1006, 1047, 1048, 1049, 2004, 2026, 2031];

const number = fc.oneof(
  fc.constantFrom('', '0', '1', '2', '3', '255', '256', '65535', '2147483647', '4294967296', '99999999999'),
  fc.nat(300).map(String),
);
const numbers = fc.tuple(fc.array(number, { maxLength: 5 }), fc.constantFrom(';', ';', ':'));
const params = numbers.map(([each, separator]) => each.join(separator));
const character = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((code) => String.fromCharCode(code));
const end = fc.constantFrom('\x07', '\x1b\\', '\x18', '');
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(''));

const text = fc.oneof(
  fc.constantFrom(
    'a',
    '漢',
    '👍',
    'e\u0301',
    '\u0301',
    '\u200d',
    '\t',
    '\r\n',
    '\n',
    '\b',
    '\x0e',
    '\x8d',
    '\ufffd',
  ),
  fc.tuple(fc.constantFrom('x', '漢', '\n', 'a\u0301'), fc.nat(200)).map(([one, count]) => one.repeat(count)),
);
const csi = joined(
  fc.constantFrom('\x1b[', '\x1b[', '\x1b[?', '\x1b[>', '\x1b[=', '\x1b[<'),
  params,
  fc.constantFrom('', '', '', '', ' ', '!', '"', '$', "'", '*'),
  character(0x40, 0x7e),
);
const edit = joined(
  fc.constantFrom('\x1b[', '\x1b[999;999H\x1b[', '\x1b[H\x1b[', '\x1b[?'),
  fc.constantFrom('', '1', '2', '3', '2147483647'),
  fc.constantFrom('@', 'I', 'J', 'K', 'L', 'M', 'P', 'S', 'T', 'X', 'Z', 'b', 'r'),
);
const mode = joined(
  fc.constantFrom('\x1b[?', '\x1b['),
  fc.constantFrom(...MODES).map(String),
  fc.constantFrom('h', 'l'),
);
const escape = joined(
  fc.constantFrom('\x1b', '\x1b ', '\x1b#', '\x1b%', '\x1b(', '\x1b)', '\x1b*', '\x1b-', '\x1b$'),
  character(0x30, 0x7e),
);
const osc = joined(
  fc.constant('\x1b]'),
  fc.oneof(fc.constantFrom('0', '2', '4', '8', '10', '11', '52', '104', '110', ''), fc.nat(2000).map(String)),
  fc.constantFrom(';', ';', ''),
  fc.constantFrom('', '?', '1;?', '1;red', '?;?', '-1;red;1e9;?', 'id=a;http://a', ';', '#12', 'rgb:zz/1'),
  end,
);
const dcs = joined(
  fc.constant('\x1bP'),
  params,
  fc.constantFrom('', '$', '+', '>'),
  character(0x40, 0x7e),
  fc.constantFrom('', 'm', 'r', ' q', '"p', '544e'),
  end,
);
const bytes = fc.uint8Array({ maxLength: 8 }).map((all) => Buffer.from(all));

const size = fc.record({
  cols: fc.constantFrom(1, 2, 3, 5, 12, 80, 300),
  rows: fc.constantFrom(1, 2, 3, 5, 24, 60),
});
const step = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 9, arbitrary: csi },
  { weight: 4, arbitrary: edit },
  { weight: 4, arbitrary: mode },
  { weight: 2, arbitrary: escape },
  { weight: 2, arbitrary: osc },
  { weight: 1, arbitrary: dcs },
  { weight: 1, arbitrary: bytes },
  { weight: 1, arbitrary: size },
);

t.test('any output, at any size, gives a snapshot in time', (t) => {
  fc.assert(
    fc.property(
      size,
      fc.constantFrom(0, 3, 1000),
      fc.boolean(),
      fc.array(step, { maxLength: 40 }),
      (first, history, answering, steps) => {
        const faults: unknown[] = [];
        const model = new ScreenModel(first, history, {
          onAnswer: () => undefined,
          onFault: (error) => faults.push(error),
        });
        model.setAnswering(answering);
        const begin = performance.now();
        for (const one of steps) {
          if (typeof one === 'object' && 'cols' in one) model.resize(one);
          else model.feed(Buffer.from(one as string));
        }
        const [restored, view] = [model.restore(), model.view(history, 'plain', 'ansi')];
        if (faults.length > 0) throw faults[0];
        return restored !== undefined && view !== undefined && performance.now() - begin < MAX_MS;
      },
    ),
    RUNS,
  );
  t.pass();
  t.end();
});

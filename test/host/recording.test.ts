// The lines of a recording are valid text however the bytes are cut, and their times never go back.
import fc from 'fast-check';
import t from 'tap';
import { Cast, castHeader } from '../../src/host/files/recording.ts';

type Event = [time: number, code: string, data: string];

const eventsOf = (lines: string): Event[] =>
  lines
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Event);

t.test('output cut into any pieces is recorded as the same text', (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one)),
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => Buffer.from(one)),
  );
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), fc.array(fc.nat(200)), (parts, cuts) => {
      const whole = Buffer.concat(parts);
      const cast = new Cast(() => 0);
      const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
      let lines = '';
      for (const [index, from] of places.entries())
        lines += cast.output(whole.subarray(from, places[index + 1]));
      const events = eventsOf(lines + cast.end());
      const text = events.map(([, , data]) => data).join('');
      return text === whole.toString() && events.every(([, code, data]) => code === 'o' && data !== '');
    }),
  );
  t.pass();
  t.end();
});

t.test('a character that began before the recording is completed', (t) => {
  for (const character of ['é', '語', '🙂']) {
    const bytes = Buffer.from(character);
    for (let cut = 1; cut < bytes.length; cut++) {
      const cast = new Cast(() => 0, Buffer.concat([Buffer.from('x語'), bytes.subarray(0, cut)]));
      t.strictSame(eventsOf(cast.output(bytes.subarray(cut))), [[0, 'o', character]]);
    }
  }
  t.strictSame(eventsOf(new Cast(() => 0, Buffer.from('語')).output(Buffer.from('a'))), [[0, 'o', 'a']]);
  t.end();
});

t.test('output, resizes and markers are recorded, even if the clock is set back', (t) => {
  let now = 1_000_000;
  const cast = new Cast(() => now);
  now += 1500;
  let lines = cast.output(Buffer.from('a"\\\x1b[m\r\n'));
  now -= 10_000;
  lines += cast.resized({ cols: 132, rows: 43 });
  now += 20_000;
  lines += cast.marker('half past');
  const [first = ''] = lines.split('\n');
  t.equal(first, '[1.500, "o", "a\\"\\\\\\u001b[m\\r\\n"]');
  t.strictSame(eventsOf(lines), [
    [1.5, 'o', 'a"\\\x1b[m\r\n'],
    [1.5, 'r', '132x43'],
    [11.5, 'm', 'half past'],
  ]);
  t.end();
});

t.test('the header has the size, the time, the command and the title', (t) => {
  const address = { session: './s1', folder: '/tmp', file: 's1', path: '/tmp/s1' };
  const order = { command: ['ls', '-l'], env: { TERM: 'xterm', OTHER: 'x' }, address };
  const line = castHeader(order, { cols: 80, rows: 24 }, 1_700_000_000_999);
  t.ok(line.endsWith('}\n'));
  t.strictSame(JSON.parse(line), {
    version: 2,
    width: 80,
    height: 24,
    timestamp: 1_700_000_000,
    command: 'ls -l',
    title: 's1',
    env: { TERM: 'xterm' },
  });
  t.strictSame(JSON.parse(castHeader(order, { cols: 80, rows: 24 }, 1_700_000_000_999, 3)), {
    version: 3,
    term: { cols: 80, rows: 24, type: 'xterm' },
    timestamp: 1_700_000_000,
    command: 'ls -l',
    title: 's1',
    env: {},
  });
  t.end();
});

t.test('version 3 tells times from the event before, and the exit status', (t) => {
  let now = 1_000_000;
  const cast = new Cast(() => now, undefined, 3);
  const lines = [cast.output(Buffer.from('a'))];
  now += 1_500;
  lines.push(cast.resized({ cols: 90, rows: 20 }));
  now -= 60_000;
  lines.push(cast.marker('back'));
  now += 60_250;
  lines.push(cast.end(7));
  t.strictSame(eventsOf(lines.join('')), [
    [0, 'o', 'a'],
    [1.5, 'r', '90x20'],
    [0, 'm', 'back'],
    [0.25, 'x', '7'],
  ]);
  t.end();
});

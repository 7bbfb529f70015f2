// The screen model has no snapshot after its emulator has failed, or on too large a terminal.
import t from 'tap';
import type { Test } from 'tap';
import { MODEL_COLUMNS } from '../../../src/base/limits/model-limits.ts';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { portrait } from '../../support/judges/xterm-screen.ts';
import { COLS, ROWS, modelOf, shown } from './screen-models.ts';

/** Makes emulators throw as xterm.js would, half-way through output that contains this. */
function failAt(t: Test, cause: string): void {
  const own = Object.getOwnPropertyDescriptor(Emulator.prototype, 'write');
  t.intercept(Emulator.prototype, 'write', {
    value(this: Emulator, bytes: Uint8Array) {
      const write = (some: Uint8Array): unknown => Reflect.apply(own?.value as () => void, this, [some]);
      if (!Buffer.from(bytes).includes(cause)) return void write(bytes);
      write(Buffer.from('half of it'));
      throw new Error('it fails');
    },
  });
}

t.test('after an emulator has failed there is no snapshot until the whole screen is known again', (t) => {
  failAt(t, 'cause');
  for (const [again, after] of [
    ['\x1b[m\x1b[2J', '\x1b[2;3Hagain'],
    ['\x1bc', 'again'],
    ['\x1b[m', `${'line\r\n'.repeat(2 * ROWS)}again`],
    ['\x1b[m\x1b[H', '0123456789ab'.repeat(ROWS)],
    ['\x1b[m\x1b[H\x1b[K\x1b[3;1H\x1b[1J\x1b[4;1H\x1b[K', '\x1b[5;1Hagain\x1b[K\x1b[1;1H\x1b[3;1H\x1b[K'],
  ] as const) {
    const faults: unknown[] = [];
    const model = modelOf((error) => faults.push(error));
    model.feed(Buffer.from('\x1b[31mtext\x1b[?2004h\x1b[4h\x1b[2;4r'));
    model.flush();
    const modes = '\x1b[?1049h\x1b[4l\x1b[r\x1b[?1049l';
    model.feed(Buffer.from(`cause${modes}`));
    t.equal(model.restore(), undefined);
    t.equal(faults.length, 1);
    model.feed(Buffer.from(`\x1b[5;4Hx${again.slice(0, -1)}`));
    t.equal(model.restore(), undefined, 'all but one byte of it');
    t.equal(model.view(0, 'plain'), undefined);
    t.equal(model.freeLinesBelowCursor(), undefined);
    model.feed(Buffer.from(`${again.slice(-1)}${after}`));
    const expected = shown(`\x1b[?2004h${modes}\x1b[5;4Hx`, again, after);
    t.strictSame(portrait(shown(model.restore() ?? 'none')), portrait(expected), JSON.stringify(again));
    t.equal(model.modes.privateModes.get(2004), again === '\x1bc' ? undefined : true);
  }
  t.end();
});

t.test('a new emulator has the modes of an alternate screen, and unseen parts are blank', (t) => {
  failAt(t, 'cause');
  const model = modelOf(() => undefined);
  model.feed(Buffer.from('text\x1b[?1049h\x1b[?6h\x1b[2;4r\x1b(0'));
  model.flush();
  model.feed(Buffer.from('cause'));
  model.flush();
  model.feed(Buffer.from('\x1b[2J\x1b[Hq'));
  const expected = shown('\x1b[?1049h\x1b[?6h\x1b[2;4r\x1b(0\x1b[2J\x1b[Hq');
  t.strictSame(portrait(shown(model.restore() ?? 'none')), portrait(expected));
  model.feed(Buffer.from('\x1b[?1049l'));
  t.notMatch(model.restore(), /text|\u{10ffff}/u);
  t.end();
});

t.test('if no emulator works, the modes are still followed', (t) => {
  const faults: unknown[] = [];
  const model = modelOf((error) => faults.push(error));
  t.intercept(Emulator.prototype, 'write', {
    value: () => {
      throw new Error('it fails');
    },
  });
  model.feed(Buffer.from('\x1b[?2004htext'));
  t.equal(model.restore(), undefined);
  model.feed(Buffer.from('more\x1b[?1h'));
  model.resize({ cols: 20, rows: 6 });
  t.equal(model.restore(), undefined);
  t.equal(faults.length, 1);
  t.equal(model.enter(), '\x1b[?2004h\x1b[?1h');
  t.end();
});

t.test('after too large a terminal there is a snapshot if nothing was printed meanwhile', (t) => {
  const size = { cols: COLS, rows: ROWS };
  const large = { cols: MODEL_COLUMNS + 1, rows: ROWS };
  const model = modelOf();
  model.feed(Buffer.from('before'));
  model.resize(large);
  t.equal(model.restore(), undefined);
  model.resize(size);
  t.match(model.restore(), /before/);
  model.resize(large);
  model.feed(Buffer.from('meanwhile'));
  model.resize(size);
  t.equal(model.restore(), undefined);
  model.feed(Buffer.from('\x1b[2Jafter'));
  t.match(model.restore(), /after/);
  t.end();
});

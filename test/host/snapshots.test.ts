// A client that is sent a snapshot gets all output from the place of the snapshot on, in order,
// whatever other snapshots are requested meanwhile. In the end its screen is that of a terminal
// that was attached all along.
import t from 'tap';
import type { Test } from 'tap';
import { PACE_BYTES } from '../../src/base/limits/flow-limits.ts';
import { Snapshots } from '../../src/host/output/snapshots.ts';
import type { Connection } from '../../src/host/clients/connection.ts';
import { Emulator } from '../../src/screen/emulator/emulator.ts';
import { ScreenModel } from '../../src/screen/model/screen-model.ts';
import { Flow } from '../../src/session/flow.ts';
import { KeptOutput } from '../../src/session/kept-output.ts';
import { Outbox } from '../../src/session/outbox.ts';
import { portrait } from '../support/judges/xterm-screen.ts';

const SIZE = { cols: 80, rows: 24 };

/** Slow to parse: longer than a slice of the model's work. */
const SLOW = Buffer.from('\x1b7\x1b8\x1b[?1049h\x1b[?1049l'.repeat(500));

interface Rig {
  readonly snapshots: Snapshots;
  readonly client: Connection;
  readonly screen: ScreenModel;
  /** What the client was sent. */
  readonly sent: string[];
  readonly isPaused: () => boolean;
  readonly output: (bytes: string | Buffer) => void;
  /** Resolves when the screen model has parsed everything. */
  readonly parsed: () => Promise<void>;
}

function rigOf(t: Test): Rig {
  const kept = new KeptOutput(2 * PACE_BYTES);
  let paused = false;
  const ignore = (): void => undefined;
  const flow = new Flow<Connection>(
    { pause: (on) => void (paused = on), setStallTimer: ignore, resync: ignore, evict: ignore },
    { pauseBytes: 1e6, resumeBytes: 1e5 },
  );
  const fault = (error: unknown): void => void t.fail('the model fails', { error });
  const screen = new ScreenModel(SIZE, 1_000, { onAnswer: ignore, onFault: fault });
  const sent: string[] = [];
  const sendBytes = (bytes: string | Buffer): void =>
    void sent.push(Buffer.from(bytes as string).toString('latin1'));
  const write = (bytes: Buffer): boolean => (sendBytes(bytes), true);
  const attached = { history: 0, redraw: 'restore' };
  const messages = { send: ({ type }: { type: string }) => sent.push(`<${type}>`), sendBytes };
  const parts = { id: 1, outbox: new Outbox({ write }, 1e6, 1e6), attached, gone: false, ...messages };
  const client = parts as unknown as Connection;
  flow.attach(client, { size: SIZE, readonly: false, terminal: true });
  const snapshots = new Snapshots(screen, kept, flow);
  const output = (text: string | Buffer): void => {
    const bytes = Buffer.from(text as string);
    kept.add(bytes);
    screen.feed(bytes, true);
    snapshots.output();
    flow.output({
      bytes,
      output: bytes.length,
      retain: ignore,
      keep: () => ({ bytes, output: bytes.length }),
    });
  };
  const parsed = (): Promise<void> => new Promise((resolve) => screen.afterOutput(resolve));
  return { snapshots, client, screen, sent, isPaused: () => paused, output, parsed };
}

function screenOf(output: string): Record<string, unknown> {
  const emulator = new Emulator(SIZE.cols, SIZE.rows, 0);
  emulator.write(Buffer.from(output, 'latin1'));
  return portrait(emulator);
}

t.test('output that comes while a snapshot is made is sent after it, and none before', async (t) => {
  const { snapshots, client, sent, output } = rigOf(t);
  output(SLOW);
  output('before ');
  const shown = new Promise<boolean>((resolve) => snapshots.show(client, [{ type: 'resync' }], resolve));
  output('meanwhile ');
  t.strictSame(sent, [SLOW.toString(), 'before ']);
  t.equal(await shown, true);
  output('after');
  const [, , resync, snapshot, ...rest] = sent;
  t.equal(resync, '<resync>');
  t.match(snapshot, /before/);
  t.notMatch(snapshot, /meanwhile/);
  t.strictSame(rest, ['meanwhile ', 'after']);
});

t.test('a second snapshot comes after the first, and output is sent once', async (t) => {
  const { snapshots, client, sent, output } = rigOf(t);
  output(SLOW);
  const first = new Promise<boolean>((resolve) => snapshots.show(client, [], resolve));
  output('one ');
  const second = new Promise<boolean>((resolve) => snapshots.show(client, [], resolve));
  output('two ');
  t.strictSame(await Promise.all([first, second]), [true, true]);
  output('three');
  const [, , ...got] = sent;
  t.strictSame([got[0], ...got.slice(2)], ['one ', 'two ', 'three']);
  t.strictSame(screenOf(sent.join('')), screenOf('one two three'));
});

t.test('a client that has left meanwhile is sent nothing', async (t) => {
  const { snapshots, client, sent, output, parsed } = rigOf(t);
  output(SLOW);
  snapshots.show(client, [], () => t.fail('it is shown the screen'));
  client.attached = undefined;
  await parsed();
  t.equal(sent.length, 1);
});

t.test('the program is paused while much output waits for a snapshot, and goes on after it', async (t) => {
  const { snapshots, client, isPaused, output } = rigOf(t);
  output(SLOW);
  const shown = new Promise<boolean>((resolve) => snapshots.show(client, [], resolve));
  output('x'.repeat(PACE_BYTES));
  t.equal(isPaused(), false);
  output('x');
  t.equal(isPaused(), true);
  t.equal(await shown, true);
  t.equal(isPaused(), false);
});

/** Output that is cut within a control function or a character, and its rest. */
const CUTS = [
  ['A\x1b[3', '1mB'],
  ['A\x1b', '[31mB'],
  ['A\x1b]2;ti', 'tle\x1b\\B'],
  ['A\xe2\x82', '\xacB'],
  ['A\x1b7\x1b[5;5H\x1bP$q', 'm\x1b\\B\x1b8C'],
] as const;

t.test('a snapshot within a control function or character is followed by its beginning', async (t) => {
  for (const [before, after] of CUTS) {
    const { snapshots, client, sent, output, parsed } = rigOf(t);
    output(Buffer.from(before, 'latin1'));
    await parsed();
    sent.length = 0;
    await new Promise<boolean>((resolve) => snapshots.show(client, [], resolve));
    output(Buffer.from(after, 'latin1'));
    await parsed();
    t.strictSame(screenOf(sent.join('')), screenOf(before + after), JSON.stringify(before));
  }
});

t.test(
  'a redraw by the program within a control function or character is followed by its beginning',
  async (t) => {
    for (const [before, after] of CUTS) {
      const { snapshots, client, sent, screen, output, parsed } = rigOf(t);
      output(Buffer.from(before, 'latin1'));
      await parsed();
      snapshots.holdOutput(client, 1_000, () => client.sendBytes(screen.restore() ?? ''), true);
      output(Buffer.from(after, 'latin1'));
      await parsed();
      t.strictSame(screenOf(sent.join('')), screenOf(before + after), JSON.stringify(before));
    }
  },
);

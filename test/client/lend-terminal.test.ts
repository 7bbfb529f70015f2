// When a client lends its terminal, and when it gets it back.
import t from 'tap';
import type { Lend, LentDevice } from '../../protocol/message.ts';
import { Lending } from '../../src/client/lend-terminal.ts';

const TERMINAL: LentDevice = { path: '/dev/pts/3', device: '25:34819', inode: 6, pid: 4711 };

interface Rig {
  readonly lending: Lending;
  /** Steps that were sent to the host. */
  readonly told: Lend['step'][];
  isIdle: boolean;
  /** The number of times that the host was allowed to begin. */
  lentTimes: number;
  terminal: LentDevice | undefined;
}

function rigOf(): Rig {
  const told: Lend['step'][] = [];
  const rig: Rig = {
    lending: new Lending({
      send: ({ step }) => told.push(step),
      isIdle: () => rig.isIdle,
      terminal: () => rig.terminal,
      onLent: () => (rig.lentTimes += 1),
    }),
    ...{ told, isIdle: true, lentTimes: 0, terminal: TERMINAL },
  };
  return rig;
}

const say = ({ lending }: Rig, step: Lend['step']): void => lending.receive({ type: 'lend', step });

t.test('the host begins once the terminal has taken everything from the client', (t) => {
  const rig = rigOf();
  rig.lending.offer();
  rig.lending.offer();
  rig.isIdle = false;
  say(rig, 'taken');
  t.strictSame(rig.told, ['offered']);
  t.equal(rig.lentTimes, 0);
  rig.isIdle = true;
  rig.lending.taken();
  t.equal(rig.lentTimes, 1);
  t.strictSame(rig.told, ['offered', 'begun']);
  t.equal(rig.lending.isLent, true);
  t.end();
});

t.test('the client has its terminal back once the host has said so, or is gone', async (t) => {
  for (const end of ['ended', 'gone'] as const) {
    const rig = rigOf();
    rig.lending.offer();
    say(rig, 'taken');
    const ended = rig.lending.end();
    const again = rig.lending.end();
    t.equal(rig.lending.isLent, true);
    if (end === 'ended') say(rig, 'ended');
    else rig.lending.over();
    await Promise.all([ended, again]);
    t.equal(rig.lending.isLent, false);
    t.strictSame(rig.told, ['offered', 'begun', 'ended']);
  }
});

t.test('an end that the host does not answer is over after a second', async (t) => {
  const rig = rigOf();
  rig.lending.offer();
  say(rig, 'taken');
  await rig.lending.end();
  t.equal(rig.lending.isLent, true);
});

t.test('an offer that is withdrawn while the host takes it lends nothing', async (t) => {
  const rig = rigOf();
  rig.lending.offer();
  const ended = rig.lending.end();
  say(rig, 'taken');
  say(rig, 'ended');
  await ended;
  t.strictSame(rig.told, ['offered', 'ended']);
  t.equal(rig.lending.isLent, false);
  rig.lending.offer();
  t.strictSame(rig.told.at(-1), 'offered');
});

t.test('a terminal that the host cannot open is offered once', (t) => {
  const rig = rigOf();
  rig.lending.offer();
  say(rig, 'ended');
  rig.lending.offer();
  t.strictSame(rig.told, ['offered']);
  t.end();
});

t.test('a terminal that the client must write to itself is not offered', (t) => {
  const rig = rigOf();
  rig.terminal = undefined;
  rig.lending.offer();
  t.strictSame(rig.told, []);
  t.end();
});

// tdetach record, and --record: asciicast v2, played into an emulator and compared with the live
// screen.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { mistake } from '../../support/mistake.ts';
import { Peer } from '../../support/peer.ts';
import { Sandbox, eventually } from '../../support/sandbox.ts';
import { historyOf, portrait } from '../../support/judges/xterm-screen.ts';

type Event = readonly [time: number, code: 'o' | 'r' | 'm', data: string];

interface Recorded {
  readonly header: Readonly<Record<string, unknown>> & { readonly width: number; readonly height: number };
  readonly events: readonly Event[];
}

/** Reads a recording, and checks its form. */
function recorded(t: Test, file: string): Recorded {
  const text = fs.readFileSync(file, 'utf8');
  t.ok(text.endsWith('\n'), 'whole lines');
  const [first = '', ...lines] = text.slice(0, -1).split('\n');
  const header = JSON.parse(first) as Recorded['header'];
  t.match(header, { version: 2, width: Number, height: Number, timestamp: Number });
  const events = lines.map((line) => JSON.parse(line) as Event);
  let last = 0;
  for (const [time, code, data] of events) {
    if (time < last || !['o', 'r', 'm'].includes(code) || typeof data !== 'string')
      t.fail(`a bad event: ${JSON.stringify([time, code, data])} after ${last}`);
    last = time;
  }
  return { header, events };
}

/** What a player of the recording shows at its end. */
function played({ header, events }: Recorded): Emulator {
  const emulator = new Emulator(header.width, header.height, 1000);
  for (const [, code, data] of events) {
    if (code === 'o') emulator.write(Buffer.from(data));
    const [cols = 0, rows = 0] = data.split('x').map(Number);
    if (code === 'r') emulator.resize(cols, rows);
  }
  return emulator;
}

/** The rows of a screen as `tdetach screen` prints them. */
function rowsOf(emulator: Emulator): string[] {
  const { active, rows } = emulator;
  const texts = Array.from({ length: rows }, (_, row) => {
    const line = active.lines.get(active.ybase + row);
    let text = '';
    for (let column = 0; line && column < emulator.cols; column++) {
      const content = line._data[column * 3] ?? 0;
      if (content >>> 22 > 0)
        text +=
          content & 0x200000
            ? (line._combined[column] ?? '')
            : String.fromCodePoint(content & 0x1fffff || 32);
    }
    return text.trimEnd();
  });
  while (texts.at(-1) === '') texts.pop();
  return texts;
}

/** The rows of a session's screen, without the blank ones at its end. */
async function screenOf(box: Sandbox): Promise<readonly string[]> {
  const { lines } = await box.session('s1').screen();
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

/** The events of a recording as text, without its header, once the last line is whole. */
function eventsOf(file: string): string {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return text.endsWith('\n') ? text.slice(text.indexOf('\n')) : '';
}

/** Waits until the events of a recording contain this text. */
const has = (file: string, text: string): Promise<void> =>
  eventually(
    () => eventsOf(file).includes(text),
    () => [text, eventsOf(file).slice(-500)],
  );

const LINES =
  'i=0; while [ $i -lt 60 ]; do printf "\\033[3%dmline %d\\033[m\\n" $((i % 8)) $i; i=$((i+1)); done';

t.test(
  '--record records from the first byte to the end, with resizes, markers and split characters',
  async (t) => {
    const box = new Sandbox(t);
    const program = `stty -echo; printf 'caf\\303'; read a; printf '\\251 \\377\\n'; ${LINES}; read b; printf end`;
    const client = box.terminal(['-c', 's1', '--record', 'cast', 'sh', '-c', program], {
      cols: 100,
      rows: 30,
    });
    await has(box.path('cast'), '"o", "caf'); // the header contains the command
    client.type('\r');
    await has(box.path('cast'), 'line 59');
    client.resize(60, 20);
    await has(box.path('cast'), '60x20');
    t.strictSame(await box.run(['record', 's1', '--marker', 'a "mark" é']), {
      status: 0,
      stdout: Buffer.alloc(0),
      stderr: '',
    });
    const live = await screenOf(box);
    const before = recorded(t, box.path('cast'));
    t.match(before.header, { width: 100, height: 30, title: 's1', command: `sh -c ${program}` });
    t.strictSame(before.header['env'], { SHELL: '/bin/sh', TERM: 'xterm-256color' });
    t.strictSame(rowsOf(played(before)), live);
    client.type('\r');
    t.equal(await client.status(), 0);
    const { events } = recorded(t, box.path('cast'));
    const all = events.map(([, code, data]) => (code === 'o' ? data : `<${code} ${data}>`)).join('');
    t.match(all, /^café \ufffd\r\n/, 'the halves are one, and what is no UTF-8 is told');
    t.match(all, /<r 60x20><m a "mark" é>end$/);
    t.equal(fs.statSync(box.path('cast')).mode & 0o777, 0o600);
  },
);

t.test('record begins with the current screen and history', async (t) => {
  const box = new Sandbox(t);
  const program = `stty -echo; ${LINES}; printf '\\033[1;7mbold\\033[5;10Hx\\303'; read a; printf '\\251y'; read b`;
  await box.create('s1', ['sh', '-c', program]);
  await eventually(
    async () => (await screenOf(box)).some((line) => line.startsWith('bold')),
    () => 'no screen',
  );
  t.equal((await box.run(['record', 's1', 'cast'], { cwd: box.folder })).status, 0);
  await has(box.path('cast'), 'bold');
  const first = recorded(t, box.path('cast'));
  t.equal(first.events.length, 1);
  t.strictSame(rowsOf(played(first)), await screenOf(box));
  await box.session('s1').send({ keys: ['Enter'] });
  await has(box.path('cast'), 'éy');
  t.equal((await box.run(['record', 's1', '--stop'])).status, 0);

  const whole = recorded(t, box.path('cast'));
  const live = new Emulator(80, 24, 1000);
  const all = `${Array.from({ length: 60 }, (_, i) => `\x1b[3${i % 8}mline ${i}\x1b[m\r\n`).join('')}\x1b[1;7mbold\x1b[5;10Hxéy`;
  live.write(Buffer.from(all));
  const replay = played(whole);
  const { saved, ...shown } = portrait(replay);
  t.ok(saved);
  t.match(portrait(live), shown, 'every cell');
  t.strictSame(historyOf(replay).slice(-historyOf(live).length), historyOf(live), 'the history');

  // It was stopped, so that nothing is added.
  const { size } = fs.statSync(box.path('cast'));
  await box.session('s1').send({ keys: ['Enter'] });
  await box.session('s1').wait({ exit: true });
  t.equal(fs.statSync(box.path('cast')).size, size);
});

t.test('asciicast v3 ends with the exit status of the session', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', 'read -r line; echo "got $line"; exit 4']);
  t.equal((await box.run(['record', 's1', 'three.cast', '--v3'])).status, 0);
  await box.session('s1').send({ text: 'x', keys: ['Enter'] });
  await box.session('s1').wait({ exit: true });
  const [head, ...events] = fs
    .readFileSync(box.path('three.cast'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  t.match(head, { version: 3, term: { cols: 80, rows: 24 } });
  t.match(events.at(-1), [Number, 'x', '4']);
  t.match((await box.run(['record', 's1', '--stop', '--v3'])).stderr, /--v3 goes with a file/);
});

t.test('a session has one recording at a time, and a file with contents is not replaced', async (t) => {
  const box = new Sandbox(t);
  execFileSync('mkfifo', [box.path('pipe')]);
  fs.writeFileSync(box.path('full'), 'kept');
  fs.writeFileSync(box.path('empty'), '');
  await box.create('s1', ['sh', '-c', 'read a; echo after; exec sleep 1000']);
  const fails = async (args: string[], message: RegExp): Promise<void> => {
    const { status, stderr } = await mistake(box, ['record', ...args]);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, /^tdetach: [^\n]*\n$/);
    t.match(stderr, message);
  };
  await fails(['s1', '--stop'], /s1: it is not being recorded/);
  await fails(['s1', '--marker', 'x'], /s1: it is not being recorded/);
  await fails(
    ['s1', 'full'],
    /full cannot be written: it exists already, and is not empty: [^\n]*-f to replace it/,
  );
  await fails(['s1', 'none/cast'], /none\/cast cannot be written: its folder does not exist \(ENOENT\)/);
  await fails(['s1', 'pipe'], /pipe cannot be written: it is a pipe without a reader/);
  await fails(['s1', '/dev/full'], /the disk is full/);
  await fails(['s1'], /record needs a file, --marker or --stop; tdetach record --help/);
  await fails([], /record needs a session/);
  await fails(['s1', 'a', 'b'], /record takes one file, but "b" follows/);
  await fails(['s1', 'a', '--stop'], /exclude each other/);
  await fails(['s1', '--stop', '-f'], /-f goes with a file/);
  await fails(['s1', ''], /needs the name of a file/);
  await fails(['none', 'a'], /there is no session none/);
  t.equal(fs.readFileSync(box.path('full'), 'utf8'), 'kept');
  t.notOk(fs.existsSync(box.path('a')));

  t.equal((await box.run(['record', 's1', 'empty'])).status, 0);
  await fails(['s1', 'other'], /s1: it is being recorded already: tdetach record s1 --stop ends that/);
  t.notOk(fs.existsSync(box.path('other')));
  t.equal((await box.run(['record', 's1', '--stop'])).status, 0);
  t.equal((await box.run(['record', 's1', 'full', '-f'])).status, 0);
  await box.session('s1').send({ keys: ['Enter'] });
  await has(box.path('full'), 'after');
  await box.session('s1').kill({ wait: true });
  t.equal(recorded(t, box.path('full')).events.length > 1, true);
  t.ok(recorded(t, box.path('empty')));
  t.notOk(fs.existsSync(box.path('s1.log')), 'no faults');
});

t.test('bad params are refused, and so is a read-only client', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sleep', '1000']);
  const peer = await Peer.connect(box.path('s1'));
  const ask = async (params: unknown, error: string): Promise<void> => {
    peer.messages.length = 0;
    peer.send({ type: 'request', id: 1, method: 'record', params });
    t.match(await peer.message('reply'), { error }, JSON.stringify(params));
  };
  const file = box.path('cast');
  for (const params of [
    {},
    { file: 'cast' },
    { file: 1 },
    { file, force: 1 },
    { stop: false },
    { marker: 1 },
  ])
    await ask(params, 'bad-params');
  await ask({ file, stop: true }, 'bad-params');
  await ask({ file: `${file}\0` }, 'ERR_INVALID_ARG_VALUE');
  const size = { cols: 80, rows: 24 };
  peer.send({ type: 'attach', size, terminal: true, redraw: 'none', within: '', readonly: true });
  await ask({ file }, 'read-only');
  t.notOk(fs.existsSync(file));
});

t.test('a recording that hangs delays the program, and the stop says what is lost', async (t) => {
  const box = new Sandbox(t);
  execFileSync('mkfifo', [box.path('pipe')]);
  const reader = fs.openSync(box.path('pipe'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  t.teardown(() => fs.closeSync(reader));
  await box.create('s1', ['sh', '-c', 'read a; seq 1 700000; echo done; exec sleep 1000']);
  t.equal((await box.run(['record', 's1', 'pipe'])).status, 0);
  await box.session('s1').send({ keys: ['Enter'] });
  const printed = async (): Promise<number> => (await box.session('s1').status()).seq;
  let seen = 0;
  await eventually(
    async () => {
      const before = seen;
      seen = await printed();
      return seen > 300_000 && seen === before;
    },
    () => seen,
  );
  t.ok(seen < 1024 * 1024, `held up after ${seen} bytes`);
  const stopped = await box.run(['record', 's1', '--stop']);
  t.equal(stopped.status, 125);
  t.match(stopped.stderr, /^tdetach: s1: the file took nothing for 3 s: the end of the recording is lost\n$/);
  await eventually(
    async () => (await screenOf(box)).at(-1) === 'done',
    () => 'it does not go on',
  );
  t.match(fs.readFileSync(box.path('s1.log'), 'utf8'), /the recording \S+ took nothing for 3 s: [^\n]*\n$/);
});

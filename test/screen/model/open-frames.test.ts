// Synchronised updates (2026): until an update has ended, the screen is that before the update, for
// a second at most.
import t from 'tap';
import { eventually } from '../../support/sandbox.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

interface Shown {
  readonly line: string;
  readonly place: number;
  readonly restored: string;
}

function modelOf(): {
  model: ScreenModel;
  feed: (text: string) => void;
  show: () => Promise<Shown>;
  answers: string[];
} {
  const answers: string[] = [];
  const model = new ScreenModel({ cols: 20, rows: 4 }, 30, {
    onAnswer: (answer) => answers.push(answer),
    onFault: (error): never => {
      throw error;
    },
  });
  const show = (): Promise<Shown> =>
    new Promise((resolve) => {
      model.whenShown((_, place) => {
        const restored = model.restore() ?? '';
        resolve({ line: model.view(0, 'plain')?.plain.split('\n')[0] ?? '', place, restored });
      }, 10_000);
    });
  return { model, feed: (text) => model.feed(Buffer.from(text)), show, answers };
}

const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
const CLEAR = '\x1b[H\x1b[2J';

t.test(
  'within an update the screen is the last whole frame, at the place where the update begins',
  async (t) => {
    const { feed, show } = modelOf();
    feed(`FRAME1${BEGIN}${CLEAR}half`);
    const within = await show();
    t.equal(within.line, 'FRAME1');
    t.equal(within.place, `FRAME1${BEGIN}`.length);
    t.ok(within.restored.endsWith(BEGIN), 'the rest of the update is one for a terminal that attaches');
    feed(' a frame');
    t.equal((await show()).line, 'FRAME1');
    feed(`${CLEAR}FRAME2\x1b[?2026`);
    t.equal((await show()).line, 'FRAME1');
    feed('l');
    const after = await show();
    t.equal(after.line, 'FRAME2');
    t.notOk(after.restored.endsWith(BEGIN));
  },
);

t.test('a whole update is shown at once, however it is cut into pieces of work', async (t) => {
  const { feed, show } = modelOf();
  feed(`${BEGIN}one${END}${BEGIN}${CLEAR}${'x\b'.repeat(9_000)}two${END}${BEGIN}${CLEAR}three`);
  t.equal((await show()).line, 'two');
});

t.test('an update that is left open ends after a second', async (t) => {
  const { feed, show, model } = modelOf();
  feed(`FRAME1${BEGIN}${CLEAR}half`);
  t.equal((await show()).line, 'FRAME1');
  const began = Date.now();
  await new Promise<void>((resolve) => model.afterOutput(resolve));
  t.ok(Date.now() - began > 500, 'a step that does not ask for the screen waits');
  t.equal((await show()).line, 'half');
  feed(`${BEGIN}${CLEAR}another`);
  t.equal((await show()).line, 'another', 'one that begins in an open one opens none');
});

t.test('a query within an update is answered at once', async (t) => {
  const { model, feed, show, answers } = modelOf();
  model.setAnswering(true);
  feed(`FRAME1${BEGIN}${CLEAR}half\x1b[6`);
  await show();
  t.strictSame(answers, []);
  feed('n');
  await eventually(
    () => answers.length > 0,
    () => answers,
  );
  t.strictSame(answers, ['\x1b[1;5R']);
});

t.test('after a change of size the screen is the current one', async (t) => {
  const { model, feed, show } = modelOf();
  feed(`FRAME1${BEGIN}${CLEAR}half`);
  t.equal((await show()).line, 'FRAME1');
  model.resize({ cols: 30, rows: 4 });
  t.equal((await show()).line, 'half');
});

t.test('whenParsed is called for all output, even within an update', async (t) => {
  const { model, feed } = modelOf();
  feed(`FRAME1${BEGIN}${CLEAR}half`);
  const parsed = await new Promise<boolean>((resolve) => model.whenParsed(resolve, 10_000));
  t.ok(parsed);
  t.equal(model.view(0, 'plain')?.plain.split('\n')[0], 'half');
});

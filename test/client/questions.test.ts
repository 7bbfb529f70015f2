// The questions that the program has asked the terminal, and which answers are still to come.
import t from 'tap';
import { Questions } from '../../src/client/questions.ts';

const asking = (...queries: readonly string[]): Questions => {
  const questions = new Questions();
  for (const query of queries) questions.asked(query);
  return questions;
};

/** Returns true if nothing has to be waited for. */
async function settled(questions: Questions): Promise<boolean> {
  let done = false;
  void questions.settled().then(() => (done = true));
  await Promise.resolve();
  questions.abandon();
  return done;
}

t.test('nothing is waited for if nothing was asked or everything was answered', async (t) => {
  t.ok(await settled(asking()));
  const questions = asking('6n', '5n');
  t.ok(questions.isOpen);
  questions.input(Buffer.from('x\x1b[1;1R'));
  t.notOk(await settled(questions), 'one of two');
  questions.input(Buffer.from('\x1b[0n'));
  t.notOk(questions.isOpen);
  t.ok(await settled(questions));
});

t.test('an answer ends the wait, in one read or in two', async (t) => {
  const answer = '\x1b]11;rgb:0/0/0\x1b\\';
  for (let cut = 0; cut < answer.length; cut++) {
    const questions = asking(']11;?');
    const waiting = questions.settled();
    questions.input(Buffer.from('typed'));
    questions.input(Buffer.from(answer.slice(0, cut)));
    questions.input(Buffer.from(answer.slice(cut)));
    await waiting;
    t.ok(await settled(questions), `cut at ${cut}`);
  }
});

t.test('an answer closes all questions before it, even those that the terminal does not know', async (t) => {
  const questions = asking('>q', '?u', 'c', '6n');
  questions.input(Buffer.from('\x1b[?62;22c'));
  t.notOk(await settled(questions));
  questions.input(Buffer.from('\x1b[1;1R'));
  t.ok(await settled(questions));
});

t.test('a report that was not asked for closes no question', async (t) => {
  const questions = asking('6n');
  questions.input(Buffer.from('\x1b[I\x1b[48;24;80;0;0t\x1b[<0;1;1M'));
  t.notOk(await settled(questions));
});

t.test('DA1 is the last question: the client asks it unless the program just has', async (t) => {
  t.equal(asking(']11;?', 'c').fence(), '');
  const questions = asking('c', ']11;?');
  t.equal(questions.fence(), '\x1b[c');
  questions.input(Buffer.from('\x1b[?62c\x1b]11;rgb:0/0/0\x07'));
  t.notOk(await settled(questions), 'the first DA1 was the program’s');
  questions.input(Buffer.from('\x1b[?62c'));
  t.ok(await settled(questions));
});

t.test('a missing answer is waited for only a limited time', async (t) => {
  await asking('6n').settled();
  t.pass();
});

// What the program has asked the terminal, and whether an answer is still to come.
import t from 'tap';
import { Questions } from '../../src/client/questions.ts';

/** Whether it is settled already, without waiting for time. */
async function settled(questions: Questions): Promise<boolean> {
  let done = false;
  void questions.settled().then(() => (done = true));
  await Promise.resolve();
  return done;
}

t.test('nothing asked, or all answered: nothing is waited for', async (t) => {
  const questions = new Questions();
  t.ok(await settled(questions));
  questions.asked();
  questions.asked();
  questions.input(Buffer.from('x\x1b[1;1R'));
  t.notOk(await settled(questions), 'one of two');
  questions.input(Buffer.from('\x1b[0n'));
  t.ok(await settled(questions));
});

t.test('an answer that is waited for', async (t) => {
  const questions = new Questions();
  questions.asked();
  const waiting = questions.settled();
  questions.input(Buffer.from('typed'));
  questions.input(Buffer.from('\x1b]11;rgb:0/0/0\x07'));
  await waiting;
  t.ok(await settled(questions));
});

t.test(
  'the answer to DA1 ends all questions before it, those included that the terminal does not know',
  async (t) => {
    const questions = new Questions();
    for (let count = 0; count < 3; count++) questions.asked();
    questions.input(Buffer.from('\x1b[?62;22c'));
    t.ok(await settled(questions));
  },
);

t.test('an answer that never comes is not waited for long', async (t) => {
  const questions = new Questions();
  questions.asked();
  await questions.settled();
  t.pass();
});

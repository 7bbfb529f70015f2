// Cases in which tdetach do types nothing. What it does in each shell is in files of their own,
// because they take long.
import t from 'tap';
import { mistake } from '../../support/mistake.ts';
import { Sandbox } from '../../support/sandbox.ts';
import { carryOut } from '../../support/shell-lines.ts';

t.test('do refuses a shell that does not mark its prompts', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['dash', '-i']);
  const { status, stderr } = await carryOut(box, 'echo no');
  t.equal(status, 125);
  t.match(
    stderr,
    /s1: its shell does not mark its prompts \(OSC 133\): make the session with shell integration/,
  );
});

t.test('a wrong command line gives one line of error', async (t) => {
  const box = new Sandbox(t);
  const cases: [string[], RegExp][] = [
    [['do'], /do needs a session and a command line/],
    [['do', 's1'], /do needs a session and a command line/],
    [['do', 's1', 'echo', 'two'], /do takes one command line, in quotes, but "two" follows/],
    [['do', 's1', ' \n'], /do needs a command line that is not empty/],
    [['do', 's1', 'ls', '--timeout', '5'], /bad duration "5"/],
    [['do', 's1', 'ls'], /there is no session s1/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await mistake(box, args);
    t.equal(status, 125);
    t.match(stderr, message);
  }
});

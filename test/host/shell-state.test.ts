// How the host reads the marks of a shell.
import t from 'tap';
import { ShellState } from '../../src/host/output/shell-state.ts';

const mark = (text: string): string => `\x1b]133;${text}\x07`;
const [A, B, C, D0] = ['A', 'B', 'C', 'D;0'].map(mark) as [string, string, string, string];

function shell(...parts: readonly string[]): { state: ShellState; told: unknown[] } {
  const told: unknown[] = [];
  const state = new ShellState();
  state.listen({
    prompt: () => told.push('prompt'),
    started: (line) => told.push(['started', line]),
    ended: (status, line) => told.push(['ended', status, line]),
  });
  for (const part of parts) state.feed(Buffer.from(part));
  return { state, told };
}

t.test('the state of a shell without marks is unknown', (t) => {
  const { state, told } = shell('$ ls\r\n');
  t.strictSame([state.isKnown, state.isAtPrompt, told], [false, false, []]);
  t.end();
});

t.test('a prompt, a command and the next prompt are recognised', (t) => {
  const start = mark('C;cmdline_url=false');
  const { state, told } = shell(`${A}$ ${B}`, `false\r\n${start}`);
  t.strictSame([state.isKnown, state.isAtPrompt, state.line], [true, false, 'false']);
  state.feed(Buffer.from(`${mark('D;1')}${A}`));
  t.strictSame(
    [state.isAtPrompt, state.line, state.status],
    [false, undefined, 1],
    'the prompt is being drawn',
  );
  state.feed(Buffer.from(`$ ${B}`));
  t.ok(state.isAtPrompt);
  t.strictSame(told, ['prompt', ['started', 'false'], ['ended', 1, 'false'], 'prompt']);
  t.end();
});

t.test('a prompt is recognised even if the shell does not mark where the input begins', (t) => {
  const { state } = shell(`${A}$ `);
  t.ok(state.isAtPrompt);
  t.end();
});

t.test('a prompt that is drawn again is the same prompt', (t) => {
  const { state, told } = shell(`${A}$ ${B}`);
  const { promptAt } = state;
  state.feed(Buffer.from(`\r${A}$ ${B}`));
  t.strictSame([told, state.promptAt, state.isAtPrompt], [['prompt'], promptAt, true]);
  t.end();
});

t.test('an empty line is not a command, but has a status', (t) => {
  const { state, told } = shell(`${A}$ ${B}`, `\r\n${mark('D;130')}${A}$ ${B}`);
  t.strictSame([told, state.status], [['prompt', 'prompt'], 130]);
  t.end();
});

t.test('the marks of two integrations count as one command', (t) => {
  const { told } = shell(`${A}${B}`, `${C}${C}out${D0}${D0}${A}${B}`);
  t.strictSame(told, ['prompt', ['started', undefined], ['ended', 0, undefined], 'prompt']);
  t.end();
});

t.test('a command ends at the next prompt if the shell does not mark its end', (t) => {
  const { told } = shell(`${A}${B}`, `${C}out`, `${A}${B}`);
  t.strictSame(told, ['prompt', ['started', undefined], ['ended', undefined, undefined], 'prompt']);
  t.end();
});

t.test('typed text counts until the next prompt', (t) => {
  const { state } = shell(`${A}${B}`);
  t.notOk(state.hasTyped);
  state.typed(Buffer.from('x'));
  t.ok(state.hasTyped);
  state.feed(Buffer.from(`${C}${D0}${A}${B}`));
  t.notOk(state.hasTyped);
  state.feed(Buffer.from(`${D0}${A}${B}`));
  t.ok(state.hasTyped, 'a line that was wrong may still stand there');
  t.end();
});

t.test('a line that was typed blocks another one until a command has ended', (t) => {
  const { state } = shell(`${A}${B}`);
  state.lineTyped();
  state.feed(Buffer.from(`\r${A}$ ${B}`));
  t.notOk(state.isAtPrompt, 'the prompt was drawn again');
  state.feed(Buffer.from(`${C}${D0}${A}${B}`));
  t.ok(state.isAtPrompt);
  t.end();
});

t.test('Enter at the prompt may begin a command, but not within a paste', (t) => {
  const { state } = shell(`${A}$ ${B}`);
  for (const [typed, entered] of [
    ['echo a', false],
    ['\x1b[200~b\nc', false],
    ['\n\x1b[201~', false],
    ['\r', true],
  ] as const) {
    state.typed(Buffer.from(typed));
    t.equal(state.hasEntered, entered, JSON.stringify(typed));
  }
  state.feed(Buffer.from(`${A}$ ${B}`));
  t.notOk(state.hasEntered, 'it was an empty line: here is another prompt');
  t.end();
});

t.test('a prompt after a typed line without a command means that the line was refused', async (t) => {
  const { state } = shell(`${A}$ ${B}`);
  state.lineTyped();
  state.feed(Buffer.from(`bash: !zzz: event not found\r\n${A}$ ${B}`));
  t.notOk(state.isAtPrompt, 'it may only be drawn again');
  const process = setTimeout(() => undefined, 60_000); // the state's own timer does not keep the process alive
  await new Promise<void>((resolve) => state.listen({ prompt: resolve }));
  clearTimeout(process);
  t.ok(state.isAtPrompt);
  state.lineTyped();
  state.feed(Buffer.from(`${A}$ ${B}${C}out${D0}`));
  t.notOk(state.isAtPrompt, 'a prompt that is drawn again before the command is none');
});

t.test('no text is left at the first prompt, or after Ctrl-C', (t) => {
  t.notOk(shell(`${D0}${A}$ ${B}`).state.hasTyped);
  const { state } = shell(`${A}$ ${B}`);
  state.typed(Buffer.from('junk\x03'));
  state.feed(Buffer.from(`^C\r\n${mark('D;130')}${A}$ ${B}`));
  t.notOk(state.hasTyped);
  t.end();
});

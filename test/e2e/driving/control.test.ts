// Programs drive sessions through `tdetach control`: one in Python, and one here that makes
// mistakes.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import t from 'tap';
import type { Test } from 'tap';
import { installed } from '../../support/pane.ts';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

type Line = Record<string, unknown>;

const environment = (box: Sandbox): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  TDETACH_DIR: box.folder,
  TERM: 'xterm-256color',
});

/** A conversation, line by line. */
class Driver {
  readonly child: ChildProcessWithoutNullStreams;
  readonly seen: Line[] = [];
  #waiting: (() => void)[] = [];

  constructor(t: Test, box: Sandbox) {
    this.child = spawn(process.execPath, [EXECUTABLE, 'control'], { env: environment(box) });
    this.child.stderr.on('data', (text: Buffer) => t.fail(text.toString()));
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.seen.push(JSON.parse(line) as Line);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    t.teardown(() => this.child.kill('SIGKILL'));
  }

  write(line: unknown): void {
    this.child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  }

  /** The first line for which `fits` returns true. */
  async line(fits: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.seen.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The answer to a request. */
  async ask(id: number | string, method: string, params: object = {}): Promise<Line> {
    this.write({ id, method, params });
    return this.line((line) => line['id'] === id && !('event' in line));
  }

  /** @returns the exit status, or the signal */
  async end(): Promise<unknown> {
    const closed = once(this.child, 'close');
    this.child.stdin.end();
    return ((await closed) as unknown[]).find((one) => one !== null);
  }
}

const PYTHON = `
import json, subprocess, sys
control = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
answers = {}
def start(id, method, **params):
    print(json.dumps({"id": id, "method": method, "params": params}), file=control.stdin, flush=True)
def finish(id):
    while id not in answers:
        line = json.loads(control.stdout.readline())
        if "event" not in line: answers[line["id"]] = line
    answer = answers.pop(id)
    return answer["result"] if "result" in answer else answer["error"]["code"]
def call(method, **params):
    start(method, method, **params)
    return finish(method)
print(call("create", name="py", command=["sh"], size={"cols": 60, "rows": 9}, env={"PS1": "$ ", "PATH": "/usr/bin:/bin"})["name"])
call("wait", session="py", regex="^\\\\$")
start("end", "wait", session="py", exit=True)
step = call("sendAndWait", session="py", text="echo $((6 * 7))", keys=["Enter"], wait={"regex": "^(4)2$"}, screen=True, timeoutMs=20000)
print(step["waited"]["captures"], "42" in step["screen"]["lines"], step["screen"]["size"])
print(call("wait", session="py", text="never", timeoutMs=50), call("wait", session="none", exit=True))
print([one["name"] for one in call("list")])
seq = call("send", session="py", text="exit 3\\\\r")["seq"]
print(finish("end"))
print(call("screen", session="py")["state"], call("forget", session="py"))
control.stdin.close()
print(control.wait())
`;

t.test(
  'a program in Python drives a session',
  { skip: installed('python3') ? false : 'python3 is not installed' },
  async (t) => {
    const box = new Sandbox(t);
    const command = ['-c', PYTHON.replaceAll('\\\\r', '\\r'), process.execPath, EXECUTABLE, 'control'];
    const child = spawn('python3', command, { env: environment(box) });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await once(child, 'close');
    t.strictSame(said.split('\n'), [
      'py',
      "['4'] True {'cols': 60, 'rows': 9}",
      'timed-out no-session',
      "['py']",
      "{'status': 3, 'signal': 0}",
      'ended None',
      '0',
      '',
    ]);
  },
);

t.test('requests run at the same time, events are sent, and a request can be cancelled', async (t) => {
  const box = new Sandbox(t);
  const driver = new Driver(t, box);
  t.match(await driver.ask(1, 'create', { name: 's1', command: ['cat'] }), { result: { name: 's1' } });
  driver.write({ id: 'events', method: 'events', params: { session: 's1' } });
  driver.write({ id: 'output', method: 'output', params: { session: 's1', follow: true } });
  driver.write({ id: 'never', method: 'wait', params: { session: 's1', text: 'never' } });
  const typed = await driver.ask(2, 'send', { session: 's1', text: 'hello', keys: ['Enter'] });
  t.match(typed, { result: { seq: Number } });
  await driver.line(({ id, event }) => {
    const bytes = (event as Line | undefined)?.['bytes'];
    return id === 'output' && typeof bytes === 'string' && Buffer.from(bytes, 'base64').includes('hello');
  });
  t.match(await driver.ask(3, 'rename', { session: 's1', name: 's2' }), { result: { name: 's2' } });
  t.match(await driver.ask(4, 'cancel', { id: 'never' }), { result: { cancelled: true } });
  const never = await driver.line(({ id }) => id === 'never');
  t.match(never, { error: { code: 'aborted' } });
  t.match(await driver.ask(5, 'cancel', { id: 'never' }), { result: { cancelled: false } });
  t.strictSame(await driver.ask(6, 'kill', { session: 's2', untilEnd: true }), { id: 6, result: null });
  t.strictSame(await driver.line((line) => line['id'] === 'events' && 'result' in line), {
    id: 'events',
    result: null,
  });
  t.ok(driver.seen.some(({ id, event }) => id === 'events' && (event as Line)['event'] === 'exited'));
  await driver.line((line) => line['id'] === 'output' && 'result' in line);
  t.equal(await driver.end(), 0);
});

t.test('a wrong request is answered with an error, with its id if it has one', async (t) => {
  const box = new Sandbox(t);
  const driver = new Driver(t, box);
  const without = async (line: unknown, message: RegExp): Promise<void> => {
    driver.write(line);
    const answer = await driver.line(({ error }) =>
      message.test(String((error as Line | undefined)?.['message'])),
    );
    t.match(answer, { error: { code: 'usage' } });
    t.notOk('id' in answer, message.source);
  };
  await without('{', /not JSON/);
  await without('[1]', /needs an id/);
  await without('null', /needs an id/);
  await without({ id: true, method: 'list' }, /needs an id/);
  await without({ id: 7 }, /request 7 needs a method/);
  t.match(await driver.ask(1, 'lst'), { error: { code: 'usage', message: /nearest are list/ } });
  t.match(await driver.ask(2, 'screen'), { error: { code: 'bad-argument', message: /needs session/ } });
  const unknown = await driver.ask(3, 'screen', { session: 's1', colour: true });
  t.match(unknown, { error: { code: 'bad-argument', message: /takes no "colour"/ } });
  const kind = await driver.ask(4, 'send', { session: 's1', keys: 'Enter' });
  t.match(kind, { error: { code: 'bad-argument', message: /keys is "Enter": give a list of texts/ } });
  const pattern = await driver.ask(5, 'wait', { session: 's1', regex: '(' });
  t.match(pattern, { error: { code: 'bad-argument', message: /bad regular expression/ } });
  await driver.ask(6, 'create', { name: 's1', command: ['cat'] });
  driver.write({ id: 8, method: 'wait', params: { session: 's1', exit: true } });
  await without({ id: 8, method: 'list' }, /request 8 is not answered yet/);
  const late = await driver.ask(9, 'wait', { session: 's1', text: 'never', timeoutMs: 30 });
  t.match(late, { error: { code: 'timed-out', unmet: { screen: { state: 'live' } } } });
  await driver.ask(10, 'kill', { session: 's1' });
  t.equal(await driver.end(), 0, 'what is in flight is answered first');
  t.match(
    driver.seen.find(({ id }) => id === 8),
    { result: { status: 0, signal: 1 } },
  );
});

t.test('SIGTERM aborts the requests in flight', async (t) => {
  const box = new Sandbox(t);
  const driver = new Driver(t, box);
  await driver.ask(1, 'create', { name: 's1', command: ['cat'] });
  driver.write({ id: 2, method: 'wait', params: { session: 's1', exit: true } });
  await driver.ask(3, 'status', { session: 's1' });
  const closed = once(driver.child, 'close');
  driver.child.kill('SIGTERM');
  t.strictSame(await closed, [143, null]);
  t.match(
    driver.seen.find(({ id }) => id === 2),
    { error: { code: 'aborted' } },
  );
  t.match((await box.run(['list', 's1', '--json'])).stdout.toString(), /"live"/, 'the session lives on');
});

t.test('control ends when its output is closed, and takes no arguments', async (t) => {
  const box = new Sandbox(t);
  const driver = new Driver(t, box);
  await driver.ask(1, 'list');
  const closed = once(driver.child, 'close');
  driver.child.stdout.destroy();
  driver.write({ id: 2, method: 'list' });
  t.strictSame(await closed, [141, null]);
  const { status, stderr } = await box.run(['control', 's1']);
  t.equal(status, 125);
  t.match(stderr, /^tdetach: control takes requests on standard input/);
});

// The client in Python from the protocol's specification talks to a live session, and its msgpack
// is tried on each format.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import t from 'tap';
import { blocks } from '../../support/document.ts';
import { installed } from '../../support/pane.ts';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

const skip = installed('python3') ? false : 'python3 is not installed';
const [msgpack = '', client = '', terminal = ''] = blocks('protocol/README.md', 'python');

/** The most lines of msgpack that a reader of the specification should have to copy. */
const MOST_LINES = 60;

function written(box: Sandbox): string {
  fs.mkdirSync(box.path('python'));
  fs.writeFileSync(box.path('python/msgpack.py'), msgpack);
  fs.writeFileSync(box.path('python/client.py'), client);
  fs.writeFileSync(box.path('python/terminal.py'), terminal);
  return box.path('python');
}

const python = (folder: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)('python3', ['-B', ...args], { cwd: folder, timeout: 60_000 });

t.test('the client asks, types, reads and leaves', { skip }, async (t) => {
  const box = new Sandbox(t);
  const script = 'echo before; while read -r line; do echo "got <$line>"; done';
  await box.create('s1', ['sh', '-c', script], { sizing: { cols: 60, rows: 5 } });
  await eventually(
    async () => (await box.session('s1').screen()).lines.join('').trim() === 'before',
    () => 'not before',
  );
  const { stdout } = await python(written(box), 'client.py', box.path('s1'), 'hé');
  const [session, command, ...rest] = stdout.split('\n');
  t.match(session, /^session s1 program \d+$/);
  t.equal(command, `command ['sh', '-c', '${script}'] size 60 5`);
  t.strictSame(rest, [
    "screen ['before']",
    String.raw`output b'h\xc3\xa9\r\ngot <h\xc3\xa9>\r\n'`,
    'detached',
    '',
  ]);
  const { stdout: after } = await box.run(['list', 's1', '--json']);
  t.match(JSON.parse(after.toString()), { state: 'live', clients: [], size: { cols: 60, rows: 5 } });
});

const SHELL = 'python3 -B python/terminal.py s1; echo "left with $?"; stty -a; read -r line';

t.test(
  'the client leaves a clean terminal after vim',
  { skip: skip || (installed('vim') ? false : 'vim is not installed') },
  async (t) => {
    const box = new Sandbox(t);
    written(box);
    fs.writeFileSync(box.path('text'), 'a line of the text\n');
    await box.create('s1', [
      'vim',
      '-u',
      'NONE',
      '-N',
      '--cmd',
      'set mouse=a title t_ti& t_te&',
      box.path('text'),
    ]);
    const shown = box.shell(SHELL, []);
    await shown.until('a line of the text');
    shown.type('itext from python \x1b');
    await shown.until('text from python');
    shown.clear();
    shown.type('\x1c');
    await shown.until(/left with 0[^]* icanon/);
    const { text } = shown;
    t.match(text, /\x1b\[\?1049l[^\n]*\rleft with 0/, 'on the primary screen, at the start of a line');
    t.match(
      text.slice(0, text.indexOf('left')),
      /\x1b\[\?1000l|\x1b\[\?1002l|\x1b\[\?1003l|\x1b\[\?1006l/,
      'no mouse',
    );
    shown.type('\r');
  },
);

t.test('the client leaves a clean terminal when the host is killed', { skip }, async (t) => {
  const box = new Sandbox(t);
  written(box);
  await box.create('s1', ['sh', '-c', 'printf "\\033[?1049h\\033[?1003hREADY"; exec sleep 1000']);
  const shown = box.shell(SHELL, []);
  await shown.until('READY');
  const program = await programOf(box.path('s1'));
  shown.clear();
  process.kill(hostOf(program ?? 0), 'SIGKILL');
  await shown.until(/left with 1[^]* icanon/);
  t.match(shown.text, /\x1b\[\?1003l[^]*\x1b\[\?1049l[^]*the host is gone[^]*left with 1/);
  shown.type('\r');
});

t.test(
  'its msgpack reads each format, reads back what it writes, and refuses bad input',
  { skip },
  async (t) => {
    t.ok(msgpack.trim().split('\n').length <= MOST_LINES, `${msgpack.trim().split('\n').length} lines`);
    const check = [
      'from msgpack import pack, unpack',
      "values = [None, True, False, 0, 127, 128, -1, -32, -33, 2**32, 2**53, -2**40, 1.5, '', 'é' * 40, 'x' * 70000,",
      "  b'', b'\\xff' * 70000, [], [1] * 20, [0] * 70000, {}, {str(n): n for n in range(20)}, {'a': [{'b': None}]}]",
      'for value in values: assert unpack(pack(value)) == value, value',
      'short = {"c3": True, "ff": -1, "cd0100": 256, "d1ff00": -256, "ca3fc00000": 1.5, "a161": "a", "d90162": "b",',
      '  "da000163": "c", "c40161": b"a", "c5000162": b"b", "92c0c2": [None, False], "dc000101": [1],',
      '  "81a16101": {"a": 1}, "de0001a16102": {"a": 2}}',
      'for text, value in short.items(): assert unpack(bytes.fromhex(text)) == value, text',
      'for bad in ["", "c1", "c7", "d4", "a2", "0101", "92c0"]:',
      '  try: unpack(bytes.fromhex(bad))',
      '  except ValueError: continue',
      '  raise AssertionError(bad)',
      'print("all")',
    ];
    const box = new Sandbox(t);
    const folder = written(box);
    fs.writeFileSync(`${folder}/check.py`, check.join('\n'));
    t.equal((await python(folder, 'check.py')).stdout, 'all\n');
  },
);

// tdetach current prints the session that a command runs in.
import path from 'node:path';
import t from 'tap';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

const CURRENT = [process.execPath, EXECUTABLE, 'current'] as const;

t.test('current prints the name of a session, or the path of one outside the session folder', async (t) => {
  const box = new Sandbox(t);
  const named = box.terminal(['-q', '-c', 'work', ...CURRENT]);
  t.equal(await named.status(), 0);
  t.equal(named.text, 'work\r\n');
  const elsewhere = box.terminal(['-q', '-c', './work', 'env', `TDETACH_DIR=${box.path('x')}`, ...CURRENT]);
  t.equal(await elsewhere.status(), 0);
  t.equal(elsewhere.text, `${box.path('work')}\r\n`);
  const json = box.terminal(['-q', '-c', 'work', ...CURRENT, '--json'], { cols: 200, rows: 24 });
  t.equal(await json.status(), 0);
  t.strictSame(JSON.parse(json.text), { name: 'work', socket: path.join(box.folder, 'work') });
});

t.test('current ends with status 1 outside of any session', async (t) => {
  const box = new Sandbox(t);
  const outside = await box.run(['current']);
  t.strictSame([outside.status, outside.stdout.toString()], [1, '']);
  t.equal(outside.stderr, 'tdetach: this runs in no session\n');
  t.equal((await box.run(['current', 'x'])).status, 125);
});

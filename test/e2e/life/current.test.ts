// tdetach current: the session that a command runs in.
import path from 'node:path';
import t from 'tap';
import { EXECUTABLE, Sandbox } from '../../support/sandbox.ts';

const CURRENT = [process.execPath, EXECUTABLE, 'current'] as const;

t.test('its name, or its path where the session folder does not hold it', async (t) => {
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

t.test('outside of any', async (t) => {
  const box = new Sandbox(t);
  const outside = await box.run(['current']);
  t.strictSame([outside.status, outside.stdout.toString()], [1, '']);
  t.equal(outside.stderr, 'tdetach: this runs in no session\n');
  t.equal((await box.run(['current', 'x'])).status, 125);
});

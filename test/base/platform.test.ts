// A difference between platforms: macOS's way of finding a session's processes, which also works
// with Linux's ps.
import t from 'tap';
import { groupsOfPs, sessionGroups } from '../../src/base/platform.ts';
import { Sandbox, eventually, programOf } from '../support/sandbox.ts';

t.test('ps finds the process groups of a session, background jobs included', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-mc', 'sleep 1000 & sleep 1000 & exec sleep 1000']);
  await box.create('s2', ['sleep', '1000']);
  const leader = (await programOf(box.path('s1'))) ?? 0;
  await eventually(
    () => sessionGroups(leader).length === 3,
    () => sessionGroups(leader),
  );
  t.strictSame([...new Set(groupsOfPs(leader))].sort(), sessionGroups(leader).sort());
  t.strictSame(groupsOfPs(process.pid).includes(leader), false);
  t.strictSame(groupsOfPs(2 ** 22 + 1), [], 'of no process');
});

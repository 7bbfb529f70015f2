// A session is not shown within itself. The terminal decides what it is shown on, not the
// environment.
import fs from 'node:fs';
import t from 'tap';
import { EXECUTABLE, Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';

const TDETACH = `${process.execPath} ${EXECUTABLE}`;
const CLEAN = `env -i PATH="$PATH" TERM=xterm TDETACH_DIR="$TDETACH_DIR" ${TDETACH}`;

t.test(
  'without an environment too, a session is not attached within itself, directly or through others',
  async (t) => {
    const box = new Sandbox(t);
    const outer = box.terminal(['-c', 'outer', 'sh', '-i'], { cols: 200 });
    await outer.until('$ ');
    const refused = async (command: string, message: RegExp): Promise<void> => {
      outer.clear();
      outer.type(`${command}; echo "status $?"\r`);
      await outer.until(/\nstatus 125\r\n\$ /);
      t.match(outer.text, message);
    };
    const within = /\ntdetach: cannot attach outer within itself: [^\n]+\n/;
    await refused(`${CLEAN} -a outer`, within);
    await refused(`${CLEAN} -A outer`, within);
    await refused(`${CLEAN} -a outer >/dev/tty`, within);
    await refused(`${CLEAN} -a outer -R`, within);
    await refused(`setsid -w ${CLEAN} -a outer`, within);
    await refused(`${CLEAN} log -f outer`, /\ntdetach: cannot follow outer within itself/);
    await refused(`${TDETACH} log -f outer`, /\ntdetach: cannot follow outer within itself/);
    await refused(`${CLEAN} -p outer`, /\ntdetach: cannot type into outer within itself/);
    await refused(`${CLEAN} send outer -`, /\ntdetach: cannot type into outer within itself/);
    await refused(`${TDETACH} record outer -f "$(tty)"`, /\ntdetach: outer: the file is its own terminal/);
    // Output that goes elsewhere makes no circle.
    outer.clear();
    outer.type(`echo MARK; ${CLEAN} log outer | grep -c MARK; echo "status $?"\r`);
    await outer.until(/\nstatus 0\r\n\$ /);
    outer.type(`(${CLEAN} log -f outer >"$TDETACH_DIR/out" </dev/null & sleep 1; kill $!); echo over\r`);
    await outer.until(/\nover\r\n\$ /);
    t.match(fs.readFileSync(box.path('out'), 'latin1'), 'MARK');
    // A circle through other sessions is found as well.
    outer.type(`${TDETACH} -c inner -q sh -i\r`);
    await outer.until(/sh -i\r\n\$ /);
    await refused(`${CLEAN} -a outer`, /within itself: the session of this terminal is shown in it/);
    await refused(`${CLEAN} log -f outer`, /within itself: the session of this terminal is shown in it/);
    outer.type(`${CLEAN} -c innermost -q env 'PS1=$ ' sh -i\r`);
    await outer.until(/sh -i\r\n\$ /);
    await refused(`${CLEAN} -a outer`, /within itself/);
    await refused(`${CLEAN} -a inner`, /cannot attach inner within itself/);
  },
);

t.test('following a log counts as showing the session', async (t) => {
  const box = new Sandbox(t);
  const first = box.terminal(['-c', 's1', 'sh', '-i']);
  await first.until('$ ');
  const second = box.terminal(['-c', 's2', 'sh', '-i']);
  await second.until('$ ');
  first.type(`${CLEAN} log -f s2\r`);
  await first.until(/log -f s2\r\n[^]*\$ /);
  second.type(`${CLEAN} log -f s1\r`);
  await second.until(/cannot follow s1 within itself: the session of this terminal is shown in it/);
  second.type(`${CLEAN} -a s1\r`);
  await second.until(/cannot attach s1 within itself/);
  first.type('\x03');
  t.pass();
});

t.test('a new terminal that was started in a session may attach to it', async (t) => {
  const box = new Sandbox(t);
  const script = `setsid -f script -qfc "${TDETACH} -a s1" "${box.path('out')}" </dev/null >/dev/null 2>&1; exec cat`;
  await box.create('s1', ['sh', '-c', script]);
  const clients = async (): Promise<string> => JSON.stringify((await box.session('s1').status()).clients);
  let seen = '';
  await eventually(
    async () => (seen = await clients()).includes('"leads":true'),
    () => `${seen} ${fs.existsSync(box.path('out')) ? fs.readFileSync(box.path('out'), 'latin1') : ''}`,
  );
  t.pass();
});

t.test('current finds the session without an environment', async (t) => {
  const box = new Sandbox(t);
  const named = box.terminal(['-c', 's1', 'sh', '-i']);
  await named.until('$ ');
  named.type(`${CLEAN} current\r`);
  await named.until(/current\r\ns1\r\n\$ /);
  await box.session('s1').rename('s2');
  named.type(`${CLEAN} current; ${TDETACH} current --json\r`);
  await named.until(/\ns2\r\n\{"name":"s2",[^\n]*\}\r\n\$ /);
  named.type(`${CLEAN} -a s2\r`);
  await named.until(/cannot attach s2 within itself/);
  t.pass();
});

t.test('a stopped outer host delays an attach by less than a second in all', async (t) => {
  const box = new Sandbox(t);
  await box.create('outer', ['cat']);
  await box.create('s1', ['sh', '-c', 'echo HERE; exec cat']);
  const host = hostOf((await programOf(box.path('outer'))) ?? 0);
  const env = { TDETACH_SOCKET: box.path('outer'), TDETACH_SESSION: 'outer' };
  const timed = async (): Promise<number> => {
    const began = performance.now();
    const terminal = box.terminal(['-a', 's1'], { env });
    await terminal.until('HERE');
    const took = performance.now() - began;
    terminal.type('\x1c');
    await terminal.status();
    return took;
  };
  const usual = await timed();
  process.kill(host, 'SIGSTOP');
  t.teardown(() => process.kill(host, 'SIGCONT'));
  const took = await timed();
  t.ok(took - usual < 1_000, `${took} ms, and ${usual} ms with a host that answers`);
  t.equal((await box.run(['current'], { env })).stdout.toString(), 'outer\n');
  process.kill(host, 'SIGCONT');
});

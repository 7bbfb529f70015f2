// The terminal after a detach, with the built program: the output it has received leaves every mode
// as it was.
import t from 'tap';
import { MODE_TABLE } from '../../support/judges/mode-table.ts';
import { ReferenceTerminal } from '../../support/judges/reference-terminal.ts';
import type { Kind } from '../../support/judges/reference-terminal.ts';
import { Sandbox, hostOf, programOf } from '../../support/sandbox.ts';

const KINDS: readonly Kind[] = ['shared', 'apart'];

/** A text in the form in which printf takes bytes. */
const spelled = (text: string): string =>
  Array.from(text, (char) => `\\0${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');

/** Reads lines, and prints what each of them spells. */
const PRINTS = ['sh', '-c', 'stty -echo; printf READY; while read -r line; do printf "%bDONE" "$line"; done'];

/** Resets the modes of the session, so that each set stands alone. */
const ANEW = '\x1b<\x1bc';

/**
 * Private modes are all treated alike, so that some of them are enough. The title stack below a
 * title that was never pushed is unknown.
 */
const ROWS = MODE_TABLE.filter(([name]) => !/^private mode [34]|1[014]|20|77|popped too/.test(name));

/** What is in force in a terminal after this output, unless it is as in a new one. */
function left(kind: Kind, shown: string): unknown {
  const after = new ReferenceTerminal(kind).write(shown).state;
  const before = new ReferenceTerminal(kind).state;
  const changed = Object.entries(after).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]),
  );
  return Object.fromEntries(changed);
}

/** The number of rows for one attach; TDETACH_TEST_ROWS=1 tests each on its own. */
const AT_A_TIME = Number(process.env['TDETACH_TEST_ROWS'] ?? 8);

t.test('a detach undoes every mode in a session that lives on', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', PRINTS);
  for (let at = 0; at < ROWS.length; at += AT_A_TIME) {
    const rows = ROWS.slice(at, at + AT_A_TIME);
    const terminal = box.terminal(['-a', 's1']);
    await terminal.ready();
    terminal.type(`${spelled(ANEW + rows.map(([, set]) => set).join(''))}\r`);
    await terminal.until(/\x1bc[^]*DONE/);
    terminal.type('\x1c');
    t.equal(await terminal.status(), 0);
    const names = rows.map(([name]) => name).join(', ');
    for (const kind of KINDS) {
      // In xterm a VT52 takes the rest for something else.
      if (kind === 'shared' && rows.slice(0, -1).some(([name]) => name === 'VT52')) continue;
      t.strictSame(left(kind, terminal.text), {}, `${kind}: ${names}`);
    }
  }
});

const ALL = ROWS.filter(([name]) => !/VT52|reset$/.test(name)).map(([, set]) => set);

type Way = readonly [name: string, leave: (client: number, host: number) => unknown, status: number];

const WAYS: readonly Way[] = [
  ['SIGTERM', (client) => process.kill(client, 'SIGTERM'), 143],
  ['SIGHUP', (client) => process.kill(client, 'SIGHUP'), 129],
  ['kill -9 of the host', (_, host) => process.kill(host, 'SIGKILL'), 125],
];

for (const [name, leave, status] of WAYS) {
  t.test(`all modes are undone after ${name}`, async (t) => {
    const box = new Sandbox(t);
    const terminal = box.terminal(['-c', 's1', ...PRINTS]);
    await terminal.until('READY');
    for (const set of [...ALL, 'ALL']) terminal.type(`${spelled(set)}\r`);
    await terminal.until('ALLDONE');
    leave(terminal.pid, hostOf((await programOf(box.path('s1'))) ?? 0));
    t.equal(await terminal.status(), status);
    for (const kind of KINDS) t.strictSame(left(kind, terminal.text), {}, kind);
  });
}

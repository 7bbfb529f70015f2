// A host that may open no more files: the session lives on, and new clients are told.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import type { Message } from '../../../protocol/message.ts';
import { locate } from '../../../src/base/address/address.ts';
import { connect } from '../../../src/base/sockets/link.ts';
import { lent, terminalOf } from '../../support/lent.ts';
import { ticks } from '../../support/leftovers.ts';
import { Sandbox, eventually, hostOf, programOf } from '../../support/sandbox.ts';
import type { Terminal } from '../../support/terminal.ts';

const descriptors = (pid: number): number => fs.readdirSync(`/proc/${pid}/fd`).length;

/**
 * Limits a process to this many more descriptors than it has; a negative number is below what it
 * has.
 */
function limit(pid: number, more: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors(pid) + more}:`]);
}

const PROGRAM = `trap 'echo int' INT; trap 'exit 7' HUP; echo READY; while :; do read -r line && echo "<$line>"; done`;

async function session(box: Sandbox): Promise<number> {
  await box.create('s1', ['sh', '-c', PROGRAM]);
  return hostOf((await programOf(box.path('s1'))) ?? 0);
}

/** A client whose terminal the host has open: it takes one of the descriptors that are counted. */
async function attached(box: Sandbox, host: number): Promise<Terminal> {
  const terminal = box.terminal(['-a', 's1']);
  await terminal.until('READY');
  await lent(host, terminalOf(terminal), true);
  return terminal;
}

const REFUSAL = /^tdetach: [^\n]* no room for another client[^\n]*\(ulimit -n\)[^\n]*\n$/;

/** A new client is refused with the reason. */
async function turnedAway(t: Test, box: Sandbox): Promise<void> {
  const { status, stderr } = await box.run(['-p', 's1']);
  t.equal(status, 125);
  t.match(stderr, REFUSAL);
}

/** The attached client goes on, and the host uses no processor time. */
async function goesOn(t: Test, host: number, terminal: Terminal): Promise<void> {
  const before = ticks(host);
  terminal.type('key\r');
  await terminal.until('<key>');
  t.ok(ticks(host) - before < 20, 'it does not spin');
}

t.test('without a descriptor for another client, new ones are refused until one is free', async (t) => {
  const box = new Sandbox(t);
  const host = await session(box);
  const terminal = await attached(box, host);
  limit(host, 3);
  const idle: net.Socket[] = [];
  for (let refused = false; !refused && idle.length < 10;) {
    const peer = net.connect(box.path('s1'));
    idle.push(peer);
    const word = await new Promise<Buffer>((resolve, reject) => {
      peer.once('data', resolve);
      peer.once('close', () => reject(new Error('closed without a word')));
    });
    refused = word.includes('no-room');
  }
  t.ok(idle.length >= 2 && idle.length <= 4, `${idle.length}`);
  for (let round = 0; round < 3; round++) await turnedAway(t, box);
  await goesOn(t, host, terminal);
  for (const peer of idle) peer.destroy();
  await eventually(
    async () => (await box.run(['-p', 's1'])).status === 0,
    () => descriptors(host),
  );
  terminal.type('\x1c');
  t.equal(await terminal.status(), 0);
});

for (const more of [0, -3]) {
  t.test(
    `with a limit ${-more} below the open descriptors new clients are refused, and attached ones go on`,
    async (t) => {
      const box = new Sandbox(t);
      const host = await session(box);
      const terminal = await attached(box, host);
      const { link } = await connect(locate(box.path('s1'), {}, false));
      limit(host, more);
      await turnedAway(t, box);
      await goesOn(t, host, terminal);
      link.send({ type: 'signal', signal: 'INT' });
      await terminal.until('int');

      fs.unlinkSync(box.path('s1'));
      process.kill(host, 'SIGUSR1');
      const log = box.path('s1.log');
      const noted = (): string => (fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : '');
      await eventually(() => /the socket (was|could not be) made anew/.test(noted()), noted);

      const exit = new Promise<Message>((resolve) => {
        link.listen({ onMessage: (message) => message.type === 'exit' && resolve(message) });
      });
      process.kill(host, 'SIGTERM');
      t.equal(await terminal.status(), 7);
      t.match(await exit, { type: 'exit', status: 7 });
      link.close();
    },
  );
}

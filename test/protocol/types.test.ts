// The numbers of the wire are fixed, because hosts live for months: a changed number or limit is a
// new version of the protocol, and a type number that has been used is never used for anything
// else.
import fs from 'node:fs';
import t from 'tap';
import * as limits from '../../protocol/wire-limits.ts';
import { SIZINGS, formatSizing, parseSizing } from '../../protocol/sizing.ts';
import { encode } from '../../protocol/encode.ts';
import { MessageType, REDRAW_METHODS, SIGNALS, SIGNAL_TARGETS, hello } from '../../protocol/message.ts';

t.test('type numbers do not change', (t) => {
  t.strictSame(MessageType, {
    hello: 1,
    attach: 2,
    detach: 3,
    data: 4,
    resize: 5,
    signal: 6,
    exit: 7,
    error: 8,
    request: 9,
    reply: 10,
    progress: 11,
    resync: 12,
    shown: 13,
    undo: 14,
    lend: 15,
  });
  t.end();
});

t.test('limits and versions do not change', (t) => {
  t.strictSame(
    { ...limits },
    {
      PROTOCOL_VERSION: 1,
      OLDEST_HOST_VERSION: 1,
      LENGTH_BYTES: 4,
      MAX_PAYLOAD_BYTES: 1_048_576,
      MAX_DATA_BYTES: 65_536,
      MAX_DEPTH: 64,
      MAX_TERMINAL_CELLS_ACROSS: 65_535,
      MAX_TERMINAL_PIXELS_ACROSS: 65_535,
      MAX_DEVICES: 8,
      MAX_DISPLAY_CHARACTERS: 256,
    },
  );
  t.end();
});

t.test('redraw methods, signals, targets and sizings do not change', (t) => {
  t.strictSame(REDRAW_METHODS, ['winch', 'ctrl_l', 'restore', 'none']);
  const signals = 'HUP INT QUIT KILL USR1 USR2 TERM CONT STOP TSTP WINCH';
  t.strictSame(SIGNALS, signals.split(' '));
  t.strictSame(SIGNAL_TARGETS, ['foreground', 'session']);
  t.strictSame(SIZINGS, ['leader', 'smallest', 'largest']);
  t.end();
});

t.test('what the size follows can be written and read as text', (t) => {
  for (const text of [...SIZINGS, '1x1', '132x43', '65535x65535']) {
    const sizing = parseSizing(text);
    t.equal(sizing && formatSizing(sizing), text);
  }
  t.strictSame(parseSizing('132x43'), { cols: 132, rows: 43 });
  const wrong = [
    '',
    'Leader',
    'small',
    '80',
    '80x',
    'x24',
    '0x24',
    '80x0',
    '080x24',
    '80X24',
    '80x24 ',
    '+80x24',
  ];
  for (const text of [...wrong, '80x24x2', '65536x24', '80x65536', '8e1x24', '80x24\n', '\u0663x3'])
    t.equal(parseSizing(text), undefined, JSON.stringify(text));
  t.end();
});

t.test('a hello carries the version', (t) => {
  const message = hello({ version: '1.2.3', session: 's', pid: 7 });
  t.strictSame(message, { type: 'hello', protocol: 1, version: '1.2.3', session: 's', pid: 7 });
  t.end();
});

t.test('the specification has the same numbers', (t) => {
  const text = fs.readFileSync(new URL('../../../protocol/README.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z]+)` \| (\d+) \|/gm)];
  t.strictSame(Object.fromEntries(rows.map(([, name, number]) => [name, Number(number)])), MessageType);
  for (const signal of SIGNALS) t.ok(text.includes(`\`${signal}\``), signal);
  for (const target of SIGNAL_TARGETS) t.ok(text.includes(`\`${target}\``), target);
  for (const sizing of SIZINGS) t.ok(text.includes(`\`${sizing}\``), sizing);
  for (const method of REDRAW_METHODS) t.ok(text.includes(`\`${method}\``), method);
  for (const number of [limits.MAX_PAYLOAD_BYTES, limits.MAX_DATA_BYTES, limits.MAX_TERMINAL_CELLS_ACROSS])
    t.ok(text.includes(number.toLocaleString('en-US')), `${number}`);
  t.ok(text.includes(`the version of the protocol: ${limits.PROTOCOL_VERSION}.`));
  t.end();
});

t.test('every frame begins with its length and the number of its type', (t) => {
  const frame = encode({ type: 'progress' });
  t.strictSame([...frame], [0, 0, 0, 3, 0x92, 11, 0x80]);
  t.end();
});

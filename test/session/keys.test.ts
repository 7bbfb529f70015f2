// Keys by name, and what terminals send for them, compared with the tables that xterm and kitty
// publish.
import fs from 'node:fs';
import t from 'tap';
import { encodeKey } from '../../src/session/key-encoding.ts';
import type { KeyModes } from '../../src/session/key-encoding.ts';
import { isKeyWord, keyNamed, keysNamed, mistyped } from '../../src/session/key-names.ts';
import { pasted } from '../../src/session/paste.ts';

const PLAIN: KeyModes = {
  applicationCursor: false,
  backspaceSendsBs: false,
  newLine: false,
  modifyOtherKeys: 0,
  kitty: 0,
};

function sent(name: string, modes: Partial<KeyModes> = {}): string {
  const key = keyNamed(name);
  if (!key) throw new Error(`no key ${name}`);
  return encodeKey(key, { ...PLAIN, ...modes }).replaceAll('\x1b', 'E');
}

/** Lines of names and what is sent for them; `^X` stands for a control character. */
function check(t: Tap, table: Readonly<Record<string, string>>, modes: Partial<KeyModes> = {}): void {
  const control = (text: string): string =>
    text.replace(/\^(.)/g, (_, char: string) => String.fromCharCode(char.charCodeAt(0) ^ 0x40));
  for (const [name, expected] of Object.entries(table)) t.equal(sent(name, modes), control(expected), name);
}
type Tap = Pick<typeof t, 'equal'>;

t.test('cursor, editing and function keys have the legacy encoding of xterm (PC-style)', (t) => {
  check(t, {
    ...{ Up: 'E[A', Down: 'E[B', Right: 'E[C', Left: 'E[D', Home: 'E[H', End: 'E[F' },
    ...{ Insert: 'E[2~', Delete: 'E[3~', PageUp: 'E[5~', PageDown: 'E[6~' },
    ...{ F1: 'EOP', F2: 'EOQ', F3: 'EOR', F4: 'EOS', F5: 'E[15~', F6: 'E[17~', F7: 'E[18~', F8: 'E[19~' },
    ...{ F9: 'E[20~', F10: 'E[21~', F11: 'E[23~', F12: 'E[24~', F13: 'E[25~', F20: 'E[34~' },
    ...{ 'S-Up': 'E[1;2A', 'M-Up': 'E[1;3A', 'M-S-Up': 'E[1;4A', 'C-Up': 'E[1;5A', 'C-S-Up': 'E[1;6A' },
    ...{
      'C-M-Up': 'E[1;7A',
      'C-M-S-Up': 'E[1;8A',
      'C-F1': 'E[1;5P',
      'S-F5': 'E[15;2~',
      'C-Delete': 'E[3;5~',
    },
  });
  check(
    t,
    { Up: 'EOA', Home: 'EOH', End: 'EOF', 'C-Up': 'E[1;5A', Delete: 'E[3~', F1: 'EOP' },
    { applicationCursor: true },
  );
  t.end();
});

t.test("characters and control characters have the codes of kitty's legacy table", (t) => {
  check(t, {
    ...{
      a: 'a',
      A: 'A',
      'S-a': 'A',
      'C-a': '^A',
      'C-A': '^A',
      '^a': '^A',
      'M-a': 'Ea',
      'M-A': 'EA',
      'C-M-a': 'E^A',
    },
    ...{ 'C-z': '^Z', 'C-S-a': '^A', é: 'é', É: 'É', 'M-é': 'Eé', 'C-é': 'é', 日: '日' },
    ...{ Space: ' ', 'C-Space': '^@', 'M-Space': 'E ', 'C-M-Space': 'E^@', 'S-Space': ' ' },
    ...{
      'C-0': '0',
      'C-1': '1',
      'C-2': '^@',
      'C-3': 'E',
      'C-4': '^\\',
      'C-5': '^]',
      'C-6': '^^',
      'C-7': '^_',
    },
    ...{ 'C-8': '\x7f', 'C-9': '9', 'C-@': '^@', 'C-[': 'E', 'C-\\': '^\\', 'C-]': '^]', 'C-_': '^_' },
    ...{ 'C-/': '^_', 'C-?': '\x7f', 'C-~': '^^', 'C--': '-', '-': '-', '~': '~' },
    ...{ Enter: '^M', 'M-Enter': 'E^M', 'C-Enter': '^M', 'S-Enter': '^M', Return: '^M' },
    ...{
      Tab: '^I',
      'S-Tab': 'E[Z',
      BTab: 'E[Z',
      'C-Tab': '^I',
      'M-Tab': 'E^I',
      'M-S-Tab': 'E[Z',
      'C-S-Tab': 'E[Z',
    },
    ...{ Escape: 'E', esc: 'E', 'M-Escape': 'EE', 'C-Escape': 'E' },
    ...{ Backspace: '\x7f', 'C-Backspace': '^H', 'M-Backspace': 'E\x7f', 'C-M-Backspace': 'E^H' },
  });
  check(t, { Backspace: '^H', 'C-Backspace': '\x7f' }, { backspaceSendsBs: true });
  check(t, { Enter: '^M^J' }, { newLine: true });
  t.end();
});

t.test('modifyOtherKeys 1 encodes keys without a well-known code', (t) => {
  check(
    t,
    {
      ...{ a: 'a', A: 'A', 'C-a': '^A', 'M-a': 'Ea', 'C-M-a': 'E^A', 'C-S-a': '^A' },
      ...{ 'C-1': 'E[27;5;49~', 'C-2': '^@', 'C-,': 'E[27;5;44~', 'C-Space': '^@', 'S-Space': ' ' },
      ...{
        Enter: '^M',
        'S-Enter': 'E[27;2;13~',
        'C-Enter': 'E[27;5;13~',
        'C-Tab': 'E[27;5;9~',
        'S-Tab': 'E[Z',
      },
      ...{ Tab: '^I', Escape: 'E', Backspace: '\x7f', 'C-Backspace': '^H', 'C-Up': 'E[1;5A' },
    },
    { modifyOtherKeys: 1 },
  );
  t.end();
});

t.test('modifyOtherKeys 2 encodes every key with a modifier', (t) => {
  check(
    t,
    {
      ...{
        a: 'a',
        'S-a': 'E[27;2;65~',
        'C-a': 'E[27;5;97~',
        'M-a': 'E[27;3;97~',
        'M-A': 'E[27;4;65~',
        'C-S-a': 'E[27;6;65~',
      },
      ...{ 'C-2': 'E[27;5;50~', 'C-Space': 'E[27;5;32~', 'S-Space': 'E[27;2;32~', 'C-i': 'E[27;5;105~' },
      ...{ Enter: '^M', 'S-Enter': 'E[27;2;13~', 'S-Tab': 'E[Z', 'C-Tab': 'E[27;5;9~', Tab: '^I' },
      ...{ Escape: 'E', 'C-Up': 'E[1;5A', 'S-F1': 'E[1;2P' },
    },
    { modifyOtherKeys: 2 },
  );
  t.end();
});

t.test("kitty's first flag disambiguates keys", (t) => {
  check(
    t,
    {
      ...{
        a: 'a',
        A: 'A',
        'C-a': 'E[97;5u',
        'M-a': 'E[97;3u',
        'M-A': 'E[97;4u',
        'C-S-a': 'E[97;6u',
        'C-i': 'E[105;5u',
      },
      ...{ Escape: 'E[27u', 'M-Escape': 'E[27;3u', Enter: '^M', Tab: '^I', Backspace: '\x7f' },
      ...{ 'S-Enter': 'E[13;2u', 'C-Enter': 'E[13;5u', 'S-Tab': 'E[9;2u', 'M-Backspace': 'E[127;3u' },
      ...{ Up: 'E[A', 'C-Up': 'E[1;5A', F1: 'E[P', F2: 'E[Q', F3: 'E[13~', F4: 'E[S', 'S-F3': 'E[13;2~' },
      ...{
        F5: 'E[15~',
        F12: 'E[24~',
        F13: 'E[57376u',
        F20: 'E[57383u',
        Delete: 'E[3~',
        'C-PageUp': 'E[5;5~',
      },
      ...{ 'C-é': 'E[233;5u', 'C-Space': 'E[32;5u', 'S-Space': ' ' },
    },
    { kitty: 1, applicationCursor: true, modifyOtherKeys: 2 },
  );
  t.end();
});

t.test("kitty's flags give alternate keys, all keys and their text, but event types change nothing", (t) => {
  check(t, { 'M-A': 'E[97:65;4u', 'M-a': 'E[97;3u', A: 'A' }, { kitty: 1 | 4 });
  check(
    t,
    { a: 'E[97u', A: 'E[97;2u', Enter: 'E[13u', Tab: 'E[9u', Backspace: 'E[127u', 'S-Enter': 'E[13;2u' },
    { kitty: 8 },
  );
  check(t, { a: 'E[97;;97u', A: 'E[97:65;2;65u', 'C-a': 'E[97;5u' }, { kitty: 1 | 4 | 8 | 16 });
  check(t, { a: 'a', 'C-a': '^A', Up: 'E[A', F1: 'E[P', Escape: 'E' }, { kitty: 2, applicationCursor: true });
  t.end();
});

t.test('names of keys are read in any case and in several spellings', (t) => {
  for (const name of ['', 'Upp', 'C-', 'C-Upp', 'X-a', 'F0', 'F21', 'ab', 'C-ab']) {
    t.equal(keyNamed(name), undefined, JSON.stringify(name));
  }
  t.strictSame(keyNamed('UP'), keyNamed('up'), 'in any case');
  t.strictSame(keyNamed('A-x'), keyNamed('M-x'));
  t.strictSame(keyNamed('S-M-C-x'), keyNamed('C-M-S-x'));
  t.strictSame(['PgUp', 'ppage'].map(keyNamed), [keyNamed('PageUp'), keyNamed('PageUp')]);
  t.strictSame(mistyped('C-M-Entr'), { prefix: 'C-M-', rest: 'Entr' });
  t.end();
});

t.test('a bracketed paste cannot be ended by its text', (t) => {
  const paste = (text: string, bracketed = true): string => pasted(Buffer.from(text), bracketed).toString();
  t.equal(paste('a\nb\r\nc\rd', false), 'a\rb\rc\rd');
  t.equal(paste('a\nü'), '\x1b[200~a\rü\x1b[201~');
  t.equal(paste('a\x1b[201~b\u009b201~c'), '\x1b[200~abc\x1b[201~', 'nothing ends it early');
  t.equal(paste('a\x1b[20\x1b[201~1~b'), '\x1b[200~ab\x1b[201~', 'nor what is left when that is taken out');
  t.equal(paste(''), '\x1b[200~\x1b[201~');
  t.end();
});

/**
 * What xterm 379 has sent on a US keyboard with metaSendsEscape, by mode and key, except for keys
 * that it or its server keeps.
 */
const XTERM = JSON.parse(
  fs.readFileSync(new URL('../../../test/session/xterm-keys.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, string>>>>;

const XTERM_MODES: Readonly<Record<string, Partial<KeyModes>>> = {
  none: {},
  applicationCursor: { applicationCursor: true },
  backspaceSendsBs: { backspaceSendsBs: true },
  newLine: { newLine: true },
  'modifyOtherKeys 1': { modifyOtherKeys: 1 },
  'modifyOtherKeys 2': { modifyOtherKeys: 2 },
};

t.test('keys are encoded as xterm was seen to send them', (t) => {
  t.strictSame(Object.keys(XTERM), Object.keys(XTERM_MODES));
  for (const [mode, keys] of Object.entries(XTERM)) {
    const ours = Object.keys(keys).map((name) => [name, sent(name, XTERM_MODES[mode])]);
    const theirs = Object.entries(keys).map(([name, bytes]) => [name, bytes.replaceAll('\x1b', 'E')]);
    t.strictSame(ours, theirs, mode);
  }
  t.end();
});

t.test('modifiers can be written as in other programs, and keys can be repeated', (t) => {
  const same: Readonly<Record<string, string>> = {
    'Ctrl-C': 'C-c',
    'Ctrl+c': 'C-c',
    'control-x': 'C-x',
    '^C': 'C-c',
    'Alt-x': 'M-x',
    'Meta+x': 'M-x',
    'Shift-Tab': 'S-Tab',
    'Ctrl+Shift+Up': 'C-S-Up',
    'Ctrl--': 'C--',
    'Ctrl-+': 'C-+',
  };
  for (const [name, ours] of Object.entries(same)) {
    t.not(keyNamed(ours), undefined, ours);
    t.strictSame(keyNamed(name), keyNamed(ours), name);
  }
  for (const name of ['Ctrl-', 'Ctrl', 'C+c', 'Strg-C', 'Up*0', 'Up*1001', 'Up*x'])
    t.equal(keysNamed(name), undefined, name);
  const up = keyNamed('Up');
  t.strictSame(keysNamed('Up*3'), [up, up, up]);
  t.strictSame(keysNamed('**2'), [keyNamed('*'), keyNamed('*')]);
  t.strictSame(keysNamed('C-c*1'), [keyNamed('C-c')]);
  t.strictSame(keysNamed('*'), [keyNamed('*')]);
  t.equal(keysNamed('Up*1000')?.length, 1000);
  t.strictSame(mistyped('Ctrl+Entr'), { prefix: 'Ctrl+', rest: 'Entr' });
  t.end();
});

t.test("words that can hardly be anything but a key's name are recognised", (t) => {
  for (const word of ['Enter', 'Up', 'C-c', '^C', 'M-x', 'S-Tab', 'Ctrl-C', 'F5', 'BTab'])
    t.ok(isKeyWord(word), word);
  for (const word of ['y', 'end', 'up', 'a-b', 'enter', '', '^', 'C-', 'x*3']) t.notOk(isKeyWord(word), word);
  t.end();
});

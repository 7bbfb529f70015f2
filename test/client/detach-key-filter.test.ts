// How the detach key is found in the input: anywhere in a read and across reads, but not in a
// paste.
import t from 'tap';
import { parseDetachKey } from '../../src/client/detach-key.ts';
import { KeyFilter } from '../../src/client/detach-key-filter.ts';
import { ENCODINGS, type } from './key-typing.ts';

t.test('the key is found anywhere in a read, and across reads', (t) => {
  for (const encoding of ENCODINGS) {
    const text = `ab\x1b[A${encoding}cd`;
    for (let cut = 0; cut <= text.length; cut++) {
      const { passed, detached } = type('^\\', [text.slice(0, cut), text.slice(cut)]);
      t.ok(detached, `${JSON.stringify(encoding)} cut at ${cut}`);
      t.equal(passed, 'ab\x1b[A');
    }
    t.ok(type('^\\', Array.from(text)).detached, 'a byte at a time');
    const late = type('^\\', Array.from(encoding), true);
    t.ok(late.detached, 'even when its beginning has been given out');
    t.equal(late.passed, encoding.slice(0, -1));
  }
  t.end();
});

t.test('ESC before the key makes it another key', (t) => {
  t.strictSame(type('^\\', ['\x1b\x1c']), { passed: '\x1b', detached: true, held: 'nothing' });
  t.strictSame(type('^\\', ['\x1b\x1b[92;5u']), { passed: '\x1b', detached: true, held: 'nothing' });
  t.strictSame(type('x', ['\x1bx']), { passed: '\x1bx', detached: false, held: 'nothing' }, 'Alt-x is not x');
  t.strictSame(type('P', ['\x1bOP']), { passed: '\x1bOP', detached: false, held: 'nothing' }, 'F1 is not P');
  t.strictSame(
    type('!', ['\x1b[M !!']),
    { passed: '\x1b[M !!', detached: false, held: 'nothing' },
    'nor is a mouse',
  );
  t.end();
});

t.test('the key is not found in a bracketed paste, wherever that is cut', (t) => {
  const paste = '\x1b[200~a\x1cb\x1b[92;5uc\x1b\x1b[201~';
  for (let cut = 0; cut <= paste.length; cut++) {
    const { passed, detached } = type('^\\', [paste.slice(0, cut), paste.slice(cut)]);
    t.notOk(detached);
    t.equal(passed, paste, `cut at ${cut}`);
  }
  t.strictSame(type('^\\', [`${paste}\x1c`]), { passed: paste, detached: true, held: 'nothing' });
  t.equal(type('^\\', Array.from(paste), true).passed, paste, 'released byte by byte');
  t.ok(type('^\\', [...Array.from(paste), '\x1c'], true).detached, 'its end is seen all the same');
  t.end();
});

t.test('a sequence of keys detaches, quickly or slowly typed', (t) => {
  const spec = 'ctrl-p,ctrl-q';
  t.strictSame(type(spec, ['\x10']), { passed: '', detached: false, held: 'keys' });
  t.strictSame(type(spec, ['\x10'], true), { passed: '\x10', detached: false, held: 'nothing' });
  t.strictSame(type(spec, ['\x10', 'a']), { passed: '\x10a', detached: false, held: 'nothing' });
  t.strictSame(type(spec, ['\x10\x11']), { passed: '', detached: true, held: 'nothing' });
  t.strictSame(type(spec, ['\x10\x10', '\x11']), { passed: '\x10', detached: true, held: 'nothing' });
  t.ok(type(spec, ['\x10', '\x11'], true).detached, 'slowly');
  t.strictSame(type(spec, ['\x1b[112;5u\x1b[112;5:3u\x11']).detached, true, 'with a release in between');
  t.strictSame(type('ctrl-p,ctrl-p,ctrl-q', ['\x10\x10\x10\x11']), {
    passed: '\x10',
    detached: true,
    held: 'nothing',
  });
  t.end();
});

t.test('held keys that do not complete the sequence are passed on', (t) => {
  const spec = 'ctrl-p,ctrl-q';
  const passed = (pieces: readonly string[], release: boolean): string => type(spec, pieces, release).passed;
  for (const release of [false, true]) {
    t.equal(passed(['\x10', '\x10', '\x10', 'x'], release), '\x10\x10\x10x');
    t.equal(passed(['\x10', '\x1b[A'], release), '\x10\x1b[A');
    t.equal(passed(['\x10', '\x1b[200~\x11\x1b[201~'], release), '\x10\x1b[200~\x11\x1b[201~', 'a paste');
    t.equal(passed(['\x11\x10a\x11'], release), '\x11\x10a\x11', 'in the wrong order');
    t.equal(passed(['\x10a', '\x11'], release), '\x10a\x11', 'with something in between');
  }
  t.strictSame(type(spec, ['\x10', '\x10'], true), { passed: '\x10\x10', detached: false, held: 'nothing' });
  t.strictSame(
    type(spec, ['\x10', '\x10', '\x11'], true),
    { passed: '\x10\x10', detached: true, held: 'nothing' },
    'p, p and q with pauses: the second p counts, though it has been given out',
  );
  t.strictSame(type(spec, ['\x10', '\x10'], false), { passed: '\x10', detached: false, held: 'keys' });
  t.end();
});

t.test('a sequence is found in any mix of encodings, cut anywhere', (t) => {
  const first = ['\x10', '\x1b[112;5u', '\x1b[27;5;112~'];
  const second = ['\x11', '\x1b[113;5u', '\x1b[27;5;113~', '\x1b[1081::113;5u'];
  for (const text of first.flatMap((one) => second.map((two) => one + two))) {
    for (let cut = 0; cut <= text.length; cut++) {
      const result = type('ctrl-p,ctrl-q', [`ab${text.slice(0, cut)}`, `${text.slice(cut)}cd`]);
      t.strictSame(
        result,
        { passed: 'ab', detached: true, held: 'nothing' },
        `${JSON.stringify(text)} at ${cut}`,
      );
    }
  }
  t.strictSame(type('ctrl-a,d', ['x\x01', 'd']), { passed: 'x', detached: true, held: 'nothing' });
  t.strictSame(type('ctrl-a,d', ['\x01', 'D']), { passed: '\x01D', detached: false, held: 'nothing' });
  t.end();
});

t.test('a key of several bytes is found across reads', (t) => {
  t.strictSame(type('é', ['ab\xc3', '\xa9cd']), { passed: 'ab', detached: true, held: 'nothing' });
  t.strictSame(type('é', ['ab\xc3', '\xa8cd']), { passed: 'ab\xc3\xa8cd', detached: false, held: 'nothing' });
  t.strictSame(type('é', ['\x1b[233u']), { passed: '', detached: true, held: 'nothing' });
  t.end();
});

t.test('the filter tells what it holds: nothing, an escape, a sequence or keys', (t) => {
  const held = (...pieces: string[]): string => type('ctrl-p,ctrl-q', pieces).held;
  t.equal(held('abc'), 'nothing');
  t.equal(held('abc\x1b'), 'escape');
  t.equal(held('\x1b[112'), 'sequence');
  t.equal(held('\x1b', '['), 'sequence');
  t.equal(held('\x10'), 'keys');
  t.equal(held('\x1b[112;5u'), 'keys');
  t.equal(held('\x10', 'x'), 'nothing');
  t.equal(held('\x1b[A'), 'nothing');
  t.equal(held(`\x1b[${'1;'.repeat(100)}`), 'nothing', 'what is too long for a key is not held');
  t.end();
});

t.test('a paste or a string without an end is left after a pause, and the key is found again', (t) => {
  const beginnings = [
    '\x1b[200~abc',
    '\x1b[200~',
    '\x1b[200~abc\x1b[201',
    '\x1b[200~\x1b',
    '\x1b]ls',
    '\x1bP',
  ];
  for (const beginning of beginnings) {
    let passed = '';
    const filter = new KeyFilter(parseDetachKey('x'), (bytes) => (passed += bytes.toString('latin1')));
    t.notOk(filter.feed(Buffer.from(beginning)));
    t.ok(filter.isInside, JSON.stringify(beginning));
    t.equal(passed, beginning, 'nothing is held back in it');
    t.notOk(filter.feed(Buffer.from('x')));
    filter.leave();
    t.notOk(filter.isInside);
    t.ok(filter.feed(Buffer.from('yx')));
    t.equal(passed, `${beginning}xy`);
  }
  t.end();
});

t.test('the key is not found in a report, wherever that is cut', (t) => {
  for (const report of [
    '\x1b]11;rgb:1/2/3\x1b\\',
    '\x1b]52;c;Zm9v1\x07',
    '\x1bP1$r0m\x1b\\',
    '\x1b[?1;1$y',
    '\x1bO1P',
  ])
    for (let cut = 0; cut <= report.length; cut++) {
      const result = type('1', [report.slice(0, cut), report.slice(cut)]);
      t.strictSame(
        result,
        { passed: report, detached: false, held: 'nothing' },
        `${JSON.stringify(report)} at ${cut}`,
      );
    }
  t.end();
});

// Where output can be cut.
import t from 'tap';
import { unfinished } from '../../src/session/safe-end.ts';

t.test('output is not cut within a character', (t) => {
  for (const last of ['a', 'ä', '漢', '😀'].map((text) => Buffer.from(text))) {
    const text = last.toString();
    const whole = Buffer.concat([Buffer.from('aß'), last]);
    t.equal(unfinished(whole, false), 0, text);
    for (let cut = 1; cut < last.length; cut++)
      t.equal(unfinished(whole.subarray(0, -cut), false), last.length - cut, `${text} less ${cut}`);
  }
  t.equal(unfinished(Buffer.of(0x80, 0x80, 0x80, 0x80), false), 0, 'no character');
  t.end();
});

t.test('output is not cut within a control function', (t) => {
  t.equal(unfinished(Buffer.from('ab\x1b[3'), true), 3);
  t.equal(unfinished(Buffer.from('\x1b[mab\x1b]0;x'), true), 5);
  t.equal(unfinished(Buffer.from('too long'), true), 0, 'its beginning is not kept');
  t.end();
});

// A small frame must not take the host seconds.
import t from 'tap';
import { decodePayload } from '../../protocol/validate.ts';

// If the work doubled with every level of references, this would never end.
t.test('nested references do not block the host', (t) => {
  const id = (number: number): string => number.toString(16).padStart(8, '0');
  let value = `d669${id(0)}90`;
  for (let level = 1; level <= 60; level++) value = `d669${id(level)}92${value}d670${id(level - 1)}`;
  t.equal(decodePayload(Buffer.from(`9263${value}00`, 'hex')), 'not-msgpack');
  t.end();
});

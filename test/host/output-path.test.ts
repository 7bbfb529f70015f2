// What the host notes of faults on the way of the output: enough to find the cause, and no line for each of thousands.
import t from 'tap';
import { DATA_HEADER_BYTES } from '../../protocol/message.ts';
import type { LaunchOrder } from '../../src/base/launch.ts';
import { NOTED_MODEL_FAULTS } from '../../src/base/limits.ts';
import { OutputPath } from '../../src/host/output-path.ts';
import { Emulator } from '../../src/screen/emulator.ts';

t.test('the first failures of the emulator are noted', (t) => {
  const notes: string[] = [];
  const nothing = (): undefined => undefined;
  const port = { pause: nothing, repaint: nothing, letGo: nothing, answer: nothing };
  const order = { size: { cols: 80, rows: 24 }, sizing: 'leader', history: 10, creatorAttaches: false };
  const path = new OutputPath(
    { ...port, log: (text: string) => notes.push(text) },
    order as unknown as LaunchOrder,
  );
  t.intercept(Emulator.prototype, 'write', {
    value: () => {
      throw new Error('it fails');
    },
  });
  for (let count = 0; count < 3 * NOTED_MODEL_FAULTS; count++) {
    const bytes = Buffer.from('output');
    path.output(Buffer.concat([Buffer.alloc(DATA_HEADER_BYTES), bytes]), bytes.length);
    path.screen.settle();
  }
  t.equal(notes.length, NOTED_MODEL_FAULTS);
  t.match(
    notes[0],
    /^the screen model failed \(.*it fails.*\): until .* the program draws for who attaches$/,
  );
  t.match(notes.at(-1), /; more of this is not noted$/);
  t.end();
});

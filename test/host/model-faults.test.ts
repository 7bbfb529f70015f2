// Notes about failures of the screen model.
import t from 'tap';
import { NOTED_MODEL_FAULTS } from '../../src/base/limits/limits.ts';
import { noteModelFaults } from '../../src/host/files/model-faults.ts';

t.test('only the first failures are noted, and the last note says so', (t) => {
  const notes: string[] = [];
  const note = noteModelFaults((text) => notes.push(text));
  for (let count = 0; count < 3 * NOTED_MODEL_FAULTS; count++) note(new Error('it fails'));
  t.equal(notes.length, NOTED_MODEL_FAULTS);
  t.match(
    notes[0],
    /^the screen model failed \(.*it fails.*\): until .* the program draws for who attaches$/,
  );
  t.match(notes.at(-1), /; more of this is not noted$/);
  t.end();
});

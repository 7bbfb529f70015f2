// Every command that the skill for agents shows runs in sh, block by block.
import t from 'tap';
import { blocks, runScript } from '../../support/document.ts';
import { Sandbox } from '../../support/sandbox.ts';

/** What each block prints, in order. */
const PRINTS = [/^42$/m, /^3 passed\n[^]*done/, /^$/, /out\r?\n[^]*"name":"once"/];

const scripts = blocks('skills/tdetach/SKILL.md', 'sh');

t.test('every block has its expected output here', (t) => {
  t.equal(scripts.length, PRINTS.length);
  t.end();
});

for (const [index, script] of scripts.entries()) {
  t.test(script.split('\n')[0] ?? '', async (t) => {
    t.match(await runScript(new Sandbox(t), script), PRINTS[index]);
  });
}

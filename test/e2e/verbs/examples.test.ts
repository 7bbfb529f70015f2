// The scripts of the documents run, and print what the documents say.
import t from 'tap';
import { examples, runScript } from '../../support/document.ts';
import { Sandbox } from '../../support/sandbox.ts';

const PAGES = ['README.md', 'docs/cli.md', 'docs/agents.md', 'docs/recipes.md', 'docs/files.md'];

for (const page of PAGES) {
  const found = examples(page);
  t.test(`${page} has examples that run`, (t) => {
    t.not(found.length, 0);
    t.end();
  });
  for (const { heading, script, prints } of found) {
    t.test(`${page}, ${heading}: ${script.split('\n')[0] ?? ''}`, async (t) => {
      const printed = await runScript(new Sandbox(t), script);
      if (prints !== undefined) t.equal(printed, prints);
    });
  }
}

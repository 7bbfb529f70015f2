// Writes docs/api.md from the TSDoc comments of what the library exports. Usage: node
// docs/api-page.js [--check]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGE = path.join(ROOT, 'docs/api.md');

const OPTIONS = {
  entryPoints: [path.join(ROOT, 'bin/library.ts')],
  tsconfig: path.join(ROOT, 'tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  skipErrorChecking: true, // the build checks
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  readme: 'none',
  githubPages: false,
  logLevel: 'Warn',
  treatWarningsAsErrors: true,
  // Lists, of which the exported types are made.
  intentionallyNotExported: ['BUTTONS', 'REDRAW_METHODS', 'SIGNALS'],
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases'],
  outputFileStrategy: 'modules',
  entryFileName: 'api',
  hidePageHeader: true,
  hidePageTitle: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  useHTMLAnchors: true, // as the headings of two members may be the same
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
};

const HEAD = `# The library's interface

Everything that \`import … from 'tdetach'\` gives; [the library](library.md) shows it at work. This
page is made from the comments in the source by \`node docs/api-page.js\`.
`;

const made = fs.mkdtempSync(path.join(os.tmpdir(), 'api-'));
try {
  const app = await Application.bootstrapWithPlugins({ ...OPTIONS, out: made });
  const project = await app.convert();
  if (!project) throw new Error('the library cannot be read: does it compile?');
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('see the warnings above');
  const fresh = `${HEAD}\n${fs.readFileSync(path.join(made, 'api.md'), 'utf8')}`;
  if (process.argv[2] !== '--check') fs.writeFileSync(PAGE, fresh);
  else if (fresh !== fs.readFileSync(PAGE, 'utf8')) {
    console.error('docs/api.md differs from the comments in the source: run node docs/api-page.js');
    process.exitCode = 1;
  }
} finally {
  fs.rmSync(made, { recursive: true });
}

// Renders PNG images with @resvg/resvg-js if that is installed. It is not a dependency, because few
// people need it and its binary takes 3 MB on each platform.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TdetachError, systemCode } from '../../base/error.ts';
import { cannotWrite } from '../../base/file-failure.ts';

type Resvg = new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };

/** Name of the package, built so that a bundler does not follow it. */
const PACKAGE = ['@resvg', 'resvg-js'].join('/');

/**
 * Looks for the package beside this one, where `npm install -g` puts both, and from the working
 * folder.
 */
function load(): Resvg {
  for (const from of [import.meta.url, path.join(process.cwd(), 'any.js')])
    try {
      return (createRequire(from)(PACKAGE) as { Resvg: Resvg }).Resvg;
    } catch (error) {
      if (systemCode(error) !== 'MODULE_NOT_FOUND') throw error;
    }
  const how = `install it beside tdetach (npm install -g ${PACKAGE}), or use --svg`;
  throw new TdetachError('bad-argument', `--png needs the package ${PACKAGE}: ${how}`);
}

/**
 * Writes an image to a file.
 * @throws TdetachError bad-argument, without the package; bad-file
 */
export function writePng(svg: string, file: string): void {
  const Drawing = load();
  const font = {
    loadSystemFonts: true,
    defaultFontFamily: 'DejaVu Sans Mono',
    monospaceFamily: 'DejaVu Sans Mono',
  };
  const png = new Drawing(svg, { font }).render().asPng();
  try {
    fs.writeFileSync(file, png);
  } catch (error) {
    throw cannotWrite(file, systemCode(error), undefined, error);
  }
}

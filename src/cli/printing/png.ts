// A picture in PNG, drawn by @resvg/resvg-js where that is installed. The package does not depend
// on it: few need it, and it brings a binary of 3 MB for each platform.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TdetachError, systemCode } from '../../base/error.ts';
import { cannotWrite } from '../../base/file-failure.ts';

type Resvg = new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };

/** Its name, which a bundler does not see. */
const PACKAGE = ['@resvg', 'resvg-js'].join('/');

/** Looks beside this package, where `npm install -g` puts both, and from the working folder. */
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
 * Draws a picture into a file.
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

// tdetach screen prints what a person would see, without attaching.
import { drawingOf, pageOf } from '../../library/page.ts';
import { Session } from '../../library/session.ts';
import { historyLines } from '../reading/history.ts';
import { writePng } from '../printing/png.ts';
import { print, printJson } from '../printing/print.ts';
import { screenText } from '../printing/screen-text.ts';
import { JSON_OPTION } from '../reading/verb.ts';
import type { Verb, VerbLine } from '../reading/verb.ts';

/** Image formats. They exclude all other formats. */
const IMAGES = ['html', 'svg', 'png'] as const;
const FORMS = [...IMAGES, 'ansi', 'json'] as const;

const isGiven = (line: VerbLine, form: string): boolean =>
  form === 'png' ? line.text(form) !== undefined : line.flag(form);

function checkForms(line: VerbLine): void {
  if (line.flag('styles') && !line.flag('json')) throw line.usageError('--styles goes with --json');
  const image = IMAGES.find((form) => isGiven(line, form));
  if (image === undefined) return;
  const other = FORMS.find((form) => form !== image && isGiven(line, form));
  if (other !== undefined) throw line.usageError(`--${image} and --${other} exclude each other: give one`);
}

async function run(line: VerbLine): Promise<number> {
  const session = line.session();
  checkForms(line);
  const given = line.text('history') ?? '0';
  const history = given === 'all' ? given : historyLines(given, 'screen');
  const ansi = line.flag('ansi') || IMAGES.some((form) => isGiven(line, form));
  const seen = await Session.named(session).screen({ history, ansi, styles: line.flag('styles') });
  const png = line.text('png');
  if (png !== undefined) {
    writePng(drawingOf(session, seen), png);
    return 0;
  }
  const printed = line.flag('html') ? pageOf : line.flag('svg') ? drawingOf : undefined;
  if (printed) {
    await print(printed(session, seen));
    return 0;
  }
  if (line.flag('json')) {
    await printJson({ name: session, ...seen });
    return 0;
  }
  await print(screenText([...seen.history, ...seen.lines]));
  return 0;
}

export const verb: Verb = {
  usage: 'SESSION [--history LINES|all] [--ansi | --html | --svg | --png FILE] [--json [--styles]]',
  options: {
    history: {
      type: 'string',
      requiresArg: true,
      describe: 'include LINES lines of history, or all that are kept',
    },
    ansi: { type: 'boolean', describe: 'include colours, attributes and links as escape sequences' },
    styles: {
      type: 'boolean',
      describe: 'with --json: include the colours and attributes of text that is not plain',
    },
    html: { type: 'boolean', describe: 'print an HTML page with colours' },
    svg: { type: 'boolean', describe: 'print an SVG image with colours' },
    png: {
      type: 'string',
      requiresArg: true,
      describe: 'write a PNG image to FILE; needs the package @resvg/resvg-js',
    },
    json: JSON_OPTION,
  },
  epilogue:
    'Empty lines at the end are left out, except in JSON and images. Each entry of styles has row and column (from 0; row -1 is ' +
    'above the screen), width, text, and those of fg, bg, bold, dim, italic, inverse, underline, underlineColor, strike, ' +
    'overline and link that are set. A colour is black, red, green, yellow, blue, magenta, cyan, white, bright-black to ' +
    'bright-white, a palette number (16 to 255), or #rrggbb.',
  run,
};

// Functions of the screen model that terminal emulators lack. The screen of a session is what its terminal shows:
// a function that the leading terminal does not know is not carried out. As seen in xterm 379, VTE 0.70,
// kitty 0.26 and alacritty 0.11.
import type { IFunctionIdentifier, IParser } from '@xterm/headless';
import { inputHandlerOf, replace } from './input-handler.ts';
import type { Core } from './xterm-core.ts';

type Group =
  | 'margins'
  | 'lineFeedMode'
  | 'rectangles'
  | 'attributes'
  | 'attributeStack'
  | 'columns'
  | 'selectiveErase'
  | 'softResetOfAttributes'
  | 'wrapAfterErase';

const LACKS: Readonly<Record<string, readonly Group[]>> = {
  xterm: ['wrapAfterErase'],
  vte: ['margins', 'lineFeedMode', 'rectangles', 'attributes', 'attributeStack', 'columns'],
  kitty: ['margins', 'rectangles', 'attributeStack', 'columns', 'softResetOfAttributes'],
  alacritty: [
    ...['margins', 'lineFeedMode', 'rectangles', 'attributes', 'attributeStack', 'columns'],
    ...['selectiveErase', 'softResetOfAttributes'],
  ] as Group[],
};

/** CSI sequences, some only with this parameter alone. */
const SEQUENCES: readonly (readonly [Group, IFunctionIdentifier, number?])[] = [
  ['margins', { prefix: '?', final: 'h' }, 69], // DECLRMM
  ['lineFeedMode', { final: 'h' }, 20], // LNM
  // DECFRA, DECCRA, DECERA, DECSERA
  ...['x', 'v', 'z', '{'].map((final) => ['rectangles', { intermediates: '$', final }] as const),
  ...['r', 't'].map((final) => ['attributes', { intermediates: '$', final }] as const), // DECCARA, DECRARA
  ...['{', '}'].map((final) => ['attributeStack', { intermediates: '#', final }] as const), // XTPUSHSGR, XTPOPSGR
  ...['@', 'A'].map((final) => ['columns', { intermediates: ' ', final }] as const), // SL, SR
  ...['}', '~'].map((final) => ['columns', { intermediates: "'", final }] as const), // DECIC, DECDC
  ['selectiveErase', { prefix: '?', final: 'J' }], // DECSED
  ['selectiveErase', { prefix: '?', final: 'K' }], // DECSEL
];

/** EL, ED and ECH erase from the last column on while a wrap is pending: in xterm that ends it. */
const ERASING = ['K', 'J', 'X'];

/** DECBI and DECFI. */
const COLUMN_ESCAPES = ['6', '9'];

/** What XTVERSION reports begin with. */
const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/^XTerm\(/, 'xterm'],
  [/^VTE\(/, 'vte'],
  [/^kitty\(/, 'kitty'],
];

/** Which emulator an XTVERSION report is from; undefined for any other, and for none. */
export function reportedKind(report = ''): string | undefined {
  const version = /^\x1bP>\|([^\x1b]*)/.exec(report)?.[1] ?? '';
  return VERSIONS.find(([pattern]) => pattern.test(version))?.[1];
}

export class Lacking {
  #groups: readonly Group[] = [];

  /** @param core whose parser has all its other handlers: those that come later are asked first */
  constructor(parser: IParser, core: Core) {
    const handler = inputHandlerOf(core);
    replace(handler, 'softReset', (before) => (params) => {
      const { fg, bg, extended } = handler._curAttrData;
      const done = before(params);
      if (this.#groups.includes('softResetOfAttributes'))
        Object.assign(handler._curAttrData, { fg, bg, extended });
      return done;
    });
    for (const final of ERASING) {
      parser.registerCsiHandler({ final }, () => {
        if (!this.#groups.includes('wrapAfterErase')) return false;
        const { active } = core.buffers;
        active.x = Math.min(active.x, core.cols - 1);
        return false;
      });
    }
    for (const [group, id, only] of SEQUENCES) {
      parser.registerCsiHandler(id, (params) => {
        const applies = only === undefined || (params.length === 1 && params[0] === only);
        return applies && this.#groups.includes(group);
      });
    }
    for (const final of COLUMN_ESCAPES)
      parser.registerEscHandler({ final }, () => this.#groups.includes('columns'));
  }

  /** The terminal is of this kind from here on; undefined for one that has all of it. */
  imitate(kind: string | undefined): void {
    this.#groups = LACKS[kind ?? ''] ?? [];
  }
}

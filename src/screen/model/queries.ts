// The control functions at which a terminal reports something to the program. Each has one
// spelling, without its opener: `6n` of CSI, `]11;?` of OSC, `P$qm` of DCS. Sequences: xterm's
// ctlseqs, kitty's keyboard protocol.

const char = String.fromCharCode;

/**
 * CSI sequences that are queries whatever their parameters, by prefix, intermediate and final byte.
 */
const CSI_QUERIES = new Set([
  'c', // DA1
  '>c', // DA2
  '=c', // DA3
  'n', // DSR, CPR
  '?n', // DECXCPR and DEC's other reports
  '$p', // DECRQM
  '?$p',
  '>q', // XTVERSION
  '?u', // kitty's keyboard flags
  '?m', // XTQMODKEYS
]);

/**
 * Setting in-band size reports (mode 2048): the terminal reports its size at once, and at each
 * change of it.
 */
export const IN_BAND_SIZE = 2048;
export const IN_BAND_SIZE_QUERY = `?${IN_BAND_SIZE}h`;

/** XTWINOPS that report: state, place, sizes, titles. */
const WINDOW_REPORTS = new Set([11, 13, 14, 15, 16, 18, 19, 20, 21]);

/** The final bytes of all queries, by which most other sequences are passed over. */
const FINALS = new Set(['c', 'h', 'n', 'p', 'q', 'u', 'm', 't'].map((final) => final.charCodeAt(0)));

/** The query that this CSI sequence is, undefined if it is none. */
export function csiQuery(
  prefix: number,
  params: readonly number[],
  intermediate: number,
  final: number,
): string | undefined {
  if (!FINALS.has(final) || (final === 0x6d && prefix !== 0x3f)) return undefined;
  if (final === 0x68)
    return prefix === 0x3f && params.includes(IN_BAND_SIZE) ? IN_BAND_SIZE_QUERY : undefined;
  const before = prefix === 0 ? '' : char(prefix);
  const behind = (intermediate === 0 ? '' : char(intermediate)) + char(final);
  const asks = CSI_QUERIES.has(before + behind) || (behind === 't' && WINDOW_REPORTS.has(params[0] ?? 0));
  return asks ? `${before}${params.join(';')}${behind}` : undefined;
}

/** The query that this OSC is: a colour (4, 10 to 19), or the clipboard (52). */
export function oscQuery(number: number, text: string): string | undefined {
  const coloured = number === 4 || number === 5 || (number >= 10 && number <= 19) || number === 52;
  return coloured && /(?:^|;)\?(?:;|$)/.test(text) ? `]${number};${text}` : undefined;
}

/** The query that this DCS is: DECRQSS, XTGETTCAP. */
export function dcsQuery(text: string): string | undefined {
  return /^[$+]q/.test(text) ? `P${text}` : undefined;
}

/** Splits a query for several colours into queries for one each, as a terminal reports each. */
export function singleQueries(query: string): string[] {
  const [, number = '', text = ''] = /^\](\d+);(.*)$/s.exec(query) ?? [];
  if (number === '' || number === '52') return [query];
  const parts = text.split(';');
  const first = Number(number);
  // In a palette (4, 5) each colour follows its index; the others (10 to 19) follow one another.
  if (first < 10) {
    return parts.flatMap((part, at) =>
      at % 2 === 1 && part === '?' ? [`]${first};${parts[at - 1]};?`] : [],
    );
  }
  return parts.flatMap((part, at) => (part === '?' ? [`]${first + at};?`] : []));
}

/** The control function that is a query. */
export function querySequence(query: string): string {
  if (query.startsWith(']') || query.startsWith('P')) return `\x1b${query}\x1b\\`;
  return `\x1b[${query}`;
}

// Which reports of a terminal answer which queries: both are given the same kind. Sources: xterm's
// ctlseqs, DEC STD 070 and kitty's keyboard protocol. Queries are spelled as in
// src/screen/model/queries.ts.

type Rule = readonly [pattern: RegExp, kind: (match: RegExpExecArray) => string];

/**
 * XTWINOPS reports begin with a number that differs from the query's by this much (`18t` is
 * answered by `8;..t`).
 */
const WINDOW_REPORT_OFFSET = 10;

const QUERIES: readonly Rule[] = [
  [/^([>=]?)[\d;]*c$/, ([, prefix]) => `${prefix}c`], // DA1, DA2, DA3
  [/^\??6n$/, () => 'R'], // CPR, DECXCPR: some terminals answer both in the same way
  [/^(\??)[\d;]*n$/, ([, prefix]) => `${prefix}n`], // DSR
  [/^(\??\d+)\$p$/, ([, mode]) => `${mode}$y`], // DECRQM
  [/^>\d*q$/, () => '>q'], // XTVERSION
  [/^\?u$/, () => '?u'], // kitty's keyboard flags
  [/^\?[\d;]*m$/, () => '>m'], // XTQMODKEYS
  [/^\?2048h$/, () => '48t'], // in-band size
  [/^2([01])t$/, ([, what]) => (what === '0' ? ']L' : ']l')], // titles
  [/^(1\d)t$/, ([, operation]) => `${Number(operation) - WINDOW_REPORT_OFFSET}t`],
  [/^(\]\d+);/, ([, number]) => number ?? ''],
  [/^P([$+])q/, ([, what]) => `${what}r`], // DECRQSS, XTGETTCAP
];

const REPORTS: readonly Rule[] = [
  [/^\x1b\[\?[\d;]*c$/, () => 'c'],
  [/^\x1b\[>[\d;]*c$/, () => '>c'],
  [/^\x1bP!\|/, () => '=c'],
  [/^\x1b\[\??[\d;]+R$/, () => 'R'],
  [/^\x1b\[(\??)[\d;]+n$/, ([, prefix]) => `${prefix}n`],
  [/^\x1b\[(\??\d+);\d+\$y$/, ([, mode]) => `${mode}$y`],
  [/^\x1bP>\|/, () => '>q'],
  [/^\x1b\[\?\d+u$/, () => '?u'],
  [/^\x1b\[>[\d;]*m$/, () => '>m'],
  [/^\x1b\[2t$/, () => '1t'], // the window is an icon
  [/^\x1b\[(\d+)(?:;\d+)*t$/, ([, operation]) => `${operation}t`],
  [/^\x1b(\](?:\d+|[lL]))/, ([, number]) => number ?? ''],
  [/^\x1bP[01]([$+])r/, ([, what]) => `${what}r`],
];

function kindBy(rules: readonly Rule[], text: string): string {
  for (const [pattern, kind] of rules) {
    const match = pattern.exec(text);
    if (match) return kind(match);
  }
  return '';
}

/** @returns '' for a query whose answer is not known */
export const kindOfQuery = (query: string): string => kindBy(QUERIES, query);

/** @returns '' for a report that answers none of the queries that are known */
export const kindOfReport = (report: string): string => kindBy(REPORTS, report);

// Titles of the icon and of the window (OSC 0 to 2), and the stack that they are pushed on
// (XTWINOPS 22 and 23): one for both, as in xterm.
import { MAX_PUSHED } from './mode-state.ts';
import type { ModeState, Titles } from './mode-state.ts';

type Titled = Pick<ModeState, 'titles' | 'titleStack'>;

/** A longer title is not followed: the emulator does not take it either. */
const MAX_TITLE_BYTES = 4_096;

export const isTitle = (number: number): boolean => number >= 0 && number <= 2;

/** Which of both a number of OSC, or of XTWINOPS, is about. */
const both = (what: number): (1 | 2)[] => (what === 1 || what === 2 ? [what] : [1, 2]);

/** @param text bytes of the title, one a character */
export function setTitle({ titles }: Titled, number: number, text: string): void {
  if (text.length >= MAX_TITLE_BYTES) return;
  const title = Buffer.from(text.replace(/[\x00-\x1f\x7f]/g, ''), 'latin1').toString();
  for (const one of both(number)) titles.set(one, title);
}

function pushTitles({ titles, titleStack }: Titled, what: number): void {
  if (titleStack.length >= MAX_PUSHED) titleStack.shift();
  titleStack.push({ what, titles: new Map(titles) });
}

/** @returns true if there was an entry of the program's own on the stack */
function popTitles({ titles, titleStack }: Titled, what: number): boolean {
  const top = titleStack.pop();
  if (!top) {
    for (const one of both(what)) titles.delete(one);
    return false;
  }
  for (const one of both(what)) {
    const title = top.titles.get(one);
    if (!both(top.what).includes(one)) continue;
    if (title === undefined) titles.delete(one);
    else titles.set(one, title);
  }
  return true;
}

const setters = (titles: Titles): string =>
  Array.from(titles, ([number, title]) => `\x1b]${number};${title}\x1b\\`).join('');

/** Pops the pushed titles. */
export const undoTitles = ({ titleStack }: Titled): string =>
  titleStack.map(({ what }) => `\x1b[23;${what}t`).reverse().join(''); // prettier-ignore

/** Gives a fresh terminal the titles, and those on the stack. */
export function enterTitles({ titles, titleStack }: Titled): string {
  const pushed = titleStack.map(({ what, titles }) => `${setters(titles)}\x1b[22;${what}t`);
  return pushed.join('') + setters(titles);
}

/** XTWINOPS 22 and 23 (xterm's ctlseqs): the titles go onto the terminal's stack, or come back. */
export function followTitles(
  state: ModeState,
  saved: { titlesPopped(): void },
  [operation, what = 0]: readonly number[],
): void {
  if (operation === 22) pushTitles(state, what);
  // The saved titles are popped, and in force again.
  else if (operation === 23 && !popTitles(state, what)) saved.titlesPopped();
}

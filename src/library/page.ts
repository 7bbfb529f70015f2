// A screen as a picture, with the cursor where it is seen.
import type { Screen } from '../control/reading/read-screen.ts';
import { htmlOf } from '../screen/snapshot/html.ts';
import type { Picture } from '../screen/snapshot/styled-cells.ts';
import { svgOf } from '../screen/snapshot/svg.ts';

function pictureOf(session: string, { title, size, cursor, history, lines }: Screen): Picture {
  const { row, column, visible } = cursor;
  return {
    title: title === '' ? session : title,
    cols: size.cols,
    lines: [...history, ...lines],
    cursor: visible ? { line: history.length + row, column } : undefined,
  };
}

/**
 * A page for a browser.
 * @param screen its lines have colours, attributes and links as escape sequences
 */
export const pageOf = (session: string, screen: Screen): string => htmlOf(pictureOf(session, screen));

/**
 * A picture in SVG.
 * @param screen as for `pageOf`
 */
export const drawingOf = (session: string, screen: Screen): string => svgOf(pictureOf(session, screen));

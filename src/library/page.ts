// Renders a screen as HTML or SVG, with the cursor if it is visible.
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
 * Returns an HTML page.
 * @param screen a screen whose lines contain colours, attributes and links as escape sequences
 */
export const pageOf = (session: string, screen: Screen): string => htmlOf(pictureOf(session, screen));

/**
 * Returns an SVG image.
 * @param screen as for `pageOf`
 */
export const drawingOf = (session: string, screen: Screen): string => svgOf(pictureOf(session, screen));

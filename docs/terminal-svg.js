// Draws what `tmux capture-pane -e` prints as SVG, one panel for each capture, in columns side by
// side. It knows only what the recorded session shows: the 16 colours, bold and reverse.

const NORMAL = ['#3b4252', '#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#76e3ea', '#d8dee9'];
const BRIGHT = ['#6e7681', '#ffa198', '#a5f0ab', '#f2cc60', '#a5d6ff', '#e2c5ff', '#b3f0ff', '#ffffff'];
const FOREGROUND = '#d8dee9';
const BACKGROUND = '#161b22';
const BAR = '#2d333b';

/**
 * Sizes in pixels. A column of 14 px DejaVu Sans Mono is 8.4 wide; textLength fits other fonts to
 * that.
 */
const COLUMN = 8.4;
const ROW = 18;
const PADDING = 14;
const BAR_HEIGHT = 30;
const GAP = 14;

const CSS = [
  'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}',
  '.title{font:600 13px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:#c9d1d9}',
].join(' ');

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const px = (value) => String(Math.round(value * 10) / 10);
const rect = (x, y, width, height, fill, more = '') =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="${fill}"${more}/>`;

/** The colour of `38;5;N`, of which the cells' own 16 are all that is used here. */
function indexed(codes) {
  const index = codes.splice(0, 2)[1];
  return NORMAL[index] ?? BRIGHT[index - NORMAL.length] ?? FOREGROUND;
}

/** Applies the parameters of an SGR sequence to a style. */
function sgr(style, text) {
  const codes = text.split(/[;:]/).map(Number);
  while (codes.length > 0) {
    const code = codes.shift();
    if (code === 0) Object.assign(style, { fill: FOREGROUND, bold: false, reverse: false });
    else if (code === 1 || code === 22) style.bold = code === 1;
    else if (code === 7 || code === 27) style.reverse = code === 7;
    else if (code === 38) style.fill = indexed(codes);
    else if (code === 39) style.fill = FOREGROUND;
    else if (code >= 30 && code <= 37) style.fill = NORMAL[code - 30];
    else if (code >= 90 && code <= 97) style.fill = BRIGHT[code - 90];
  }
}

/** Runs of one style in a captured line; the style goes on from line to line. */
function runs(line, style) {
  const found = [];
  let column = 0;
  for (const part of line.split(/(\x1b\[[\d;:]*m)/)) {
    const codes = /^\x1b\[([\d;:]*)m$/.exec(part)?.[1];
    if (codes !== undefined) sgr(style, codes || '0');
    else if (part !== '') {
      found.push({ ...style, text: part, column });
      column += part.length;
    }
  }
  return found;
}

function drawRun({ text, column, fill, bold, reverse }, x, y) {
  const at = x + column * COLUMN;
  const width = text.length * COLUMN;
  const back = reverse ? rect(at, y, width, ROW, fill) : '';
  if (text.trim() === '') return back;
  const weight = bold ? ' font-weight="bold"' : '';
  const place = `x="${px(at)}" y="${px(y + 13.5)}" textLength="${px(width)}"`;
  return `${back}<text ${place} fill="${reverse ? BACKGROUND : fill}"${weight}>${escape(text)}</text>`;
}

/** One terminal: a bar with the title, and the screen with its cursor. */
function panel({ title, lines, cols, rows, cursor }, top) {
  const width = cols * COLUMN + 2 * PADDING;
  const height = BAR_HEIGHT + rows * ROW + 2 * PADDING;
  const style = { fill: FOREGROUND, bold: false, reverse: false };
  const x = PADDING;
  const y = top + BAR_HEIGHT + PADDING;
  const out = [
    rect(0, top, width, height, BACKGROUND, ' rx="7"'),
    `<path d="M0 ${top + BAR_HEIGHT}v${7 - BAR_HEIGHT}q0-7 7-7h${px(width - 14)}q7 0 7 7v${BAR_HEIGHT - 7}z" fill="${BAR}"/>`,
    `<text x="${PADDING}" y="${top + 20}" class="title">${escape(title)}</text>`,
    rect(x + cursor.x * COLUMN, y + cursor.y * ROW, COLUMN, ROW, FOREGROUND, ' opacity="0.6"'),
    ...lines.map((line, row) =>
      runs(line, style)
        .map((run) => drawRun(run, x, y + row * ROW))
        .join(''),
    ),
  ];
  return { svg: out.filter((text) => text !== '').join('\n'), width, height };
}

/** Terminals below each other, from the left edge `left`. */
function column(captures, left) {
  const drawn = [];
  let top = 0;
  for (const capture of captures) {
    const one = panel(capture, top);
    drawn.push(one);
    top += one.height + GAP;
  }
  const svg = [`<g transform="translate(${px(left)})">`, ...drawn.map((one) => one.svg), '</g>'].join('\n');
  return { svg, width: Math.max(...drawn.map((one) => one.width)), height: top - GAP };
}

/**
 * @param {{ title: string, lines: string[], cols: number, rows: number, cursor: { x: number, y:
 *   number } }[][]} columns
 * @returns {string} the picture: columns of terminals, side by side
 */
export function render(columns) {
  const drawn = [];
  let left = 0;
  for (const captures of columns) {
    const one = column(captures, left);
    drawn.push(one);
    left += one.width + GAP;
  }
  const width = px(left - GAP);
  const height = px(Math.max(...drawn.map((one) => one.height)));
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xml:space="preserve">`;
  return [head, `<style>${CSS}</style>`, ...drawn.map((one) => one.svg), '</svg>', ''].join('\n');
}

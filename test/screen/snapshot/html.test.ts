// A screen as a page of HTML: how each style looks, and that text cannot become markup.
import t from 'tap';
import { cellsOf } from '../../../src/screen/widths/text-columns.ts';
import { htmlOf } from '../../../src/screen/snapshot/html.ts';
import { NO_STYLE, StyledText } from '../../../src/screen/snapshot/styled-text.ts';
import type { Style } from '../../../src/screen/snapshot/styled-text.ts';

const page = (...lines: string[]): string => htmlOf({ title: 't', cols: 80, lines, cursor: undefined });

/** The part of the page for these lines. */
const body = (...lines: string[]): string => /<pre>\n([^]*)\n<\/pre>/.exec(page(...lines))?.[1] ?? 'no body';

t.test('the styles of SGR are read', (t) => {
  const style = (parameters: string): Partial<Style> => {
    const [piece] = new StyledText().line(`\x1b[${parameters}mx`);
    return Object.fromEntries(
      Object.entries(piece?.style ?? {}).filter(([key, value]) => value !== NO_STYLE[key as keyof Style]),
    );
  };
  const cases: readonly (readonly [string, Partial<Style>])[] = [
    ['', {}],
    ['1;2;3', { bold: true, dim: true, italic: true }],
    ['1;2;22;3;23', {}],
    ['7;8;9;53', { inverse: true, invisible: true, strike: true, overline: true }],
    ['7;8;9;53;27;28;29;55', {}],
    ['4', { underline: 'solid' }],
    ['4:0', {}],
    ['4:3', { underline: 'wavy' }],
    ['4:9', { underline: 'solid' }],
    ['21', { underline: 'double' }],
    ['4:5;24', {}],
    ['31;42', { foreground: 1, background: 2 }],
    ['97;100', { foreground: 15, background: 8 }],
    ['38;5;200;48;5;3', { foreground: 200, background: 3 }],
    ['38;2;1;2;3;1', { foreground: [1, 2, 3], bold: true }],
    ['48:2::1:2:3;1', { background: [1, 2, 3], bold: true }],
    ['48:2:1:2:3', { background: [1, 2, 3] }],
    ['58:5:9', { line: 9 }],
    ['58:2::255:0:999', { line: [255, 0, 255] }],
    ['31;1;0', {}],
    ['31;48;5;7;39;49;58;5;1;59', {}],
    ['38', {}],
    ['38;7;1', { bold: true }],
    ['98;48;108;5', {}],
  ];
  for (const [parameters, wanted] of cases) t.strictSame(style(parameters), wanted, parameters);
  t.end();
});

t.test('a style continues in the next line, and other sequences are left out', (t) => {
  const reader = new StyledText();
  const line = (text: string): string[] =>
    Array.from(
      reader.line(text),
      ({ text, style, link }) => `${text} ${style.bold ? 'bold' : 'plain'} ${link}`,
    );
  t.strictSame(line('a\x1b[1mb\x1b]8;id=1;http://x/;y\x1b\\c'), [
    'a plain ',
    'b bold ',
    'c bold http://x/;y',
  ]);
  t.strictSame(line('d\x1b]8;;\x07e'), ['d bold http://x/;y', 'e bold ']);
  t.strictSame(line('\x1b[2Jf\x1b]2;title\x07\x1bPq#0\x1b\\\x1b(0\x1b[?1h\x1b[>1mg\0\b\x1b'), [
    'f bold ',
    'g bold ',
  ]);
  t.end();
});

t.test('each style has its CSS', (t) => {
  const span = (look: string): string => `<span style="${look}">x</span>`;
  const cases: readonly (readonly [string, string])[] = [
    ['1', 'font-weight:bold'],
    ['3', 'font-style:italic'],
    ['2', 'color:#797979'],
    ['7', 'color:#1e1e1e;background:#d4d4d4'],
    ['4;9;53', 'text-decoration:underline overline line-through'],
    ['4:3;58:2::1:2:3', 'text-decoration:underline wavy #010203'],
    ['31', 'color:#cc0000'],
    ['1;31', 'color:#ef2929;font-weight:bold'],
    ['91;104', 'color:#ef2929;background:#729fcf'],
    ['38;5;16;48;5;231', 'color:#000000;background:#ffffff'],
    ['38;5;110', 'color:#87afd7'],
    ['38;5;232;48;5;255', 'color:#080808;background:#eeeeee'],
    ['7;38;2;1;2;3', 'color:#1e1e1e;background:#010203'],
  ];
  for (const [parameters, look] of cases) t.equal(body(`\x1b[${parameters}mx`), span(look), parameters);
  t.equal(body('a\x1b[8msecret'), 'a      ', 'what is invisible is blank');
  t.equal(body('a', '', 'b'), 'a\n\nb');
  t.end();
});

t.test('text cannot become markup, and only safe links are links', (t) => {
  const evil = `</title></pre><script>alert('1')</script>&"`;
  const made = htmlOf({ title: evil, cols: 80, lines: [evil], cursor: undefined });
  const safe = '&lt;/title&gt;&lt;/pre&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;';
  t.equal(made.split(safe).length, 3, 'title and line');
  t.notMatch(made, /<script/);
  t.match(made, `content="default-src 'none'; style-src 'unsafe-inline'"`);

  const link = (address: string): string => body(`\x1b]8;;${address}\x1b\\x\x1b]8;;\x1b\\`);
  const to = (address: string): string => `<a rel="noreferrer noopener" href="${address}">x</a>`;
  t.equal(link('https://a.example/?b=1&c="><i>'), to('https://a.example/?b=1&amp;c=%22%3E%3Ci%3E'));
  t.equal(link("http://a.example/'onclick='x"), to('http://a.example/&#39;onclick=&#39;x'));
  t.equal(link('mailto:a@b.example'), to('mailto:a@b.example'));
  t.equal(link('file:///tmp/a'), to('file:///tmp/a'));
  const refused = [
    'javascript:alert(1)',
    'JaVaScRiPt:1',
    ' java\tscript:1',
    'data:text/html,x',
    'x',
    '//a/b',
    '',
  ];
  for (const address of refused) t.equal(link(address), 'x', JSON.stringify(address));
  t.end();
});

t.test('wide cells, marks, and cells that fonts may draw at another width have a fixed width', (t) => {
  const cells = Array.from(cellsOf('a日e\u0301\u0308한😀가'), ({ text, width }) => `${text}${width}`);
  t.strictSame(cells, ['a1', '日2', 'e\u0301\u03081', '한2', '😀2', '가2']);
  t.equal(body('é│日a'), 'é│<i class="w2">日</i>a');
  t.equal(body('\x1b[?2027h👍🏽\x1b[?2027l👍🏽'), '<i class="w2">👍🏽</i><i class="w2">👍</i><i class="w2">🏽</i>');
  t.equal(body('e\u0301⠿'), '<i class="w1">e\u0301</i><i class="w1">⠿</i>');
  t.end();
});

t.test('the cursor is drawn on its cell, even after the text and on inverse cells', (t) => {
  const at = (line: number, column: number): string | undefined =>
    /<pre>\n([^]*)\n<\/pre>/.exec(
      htmlOf({ title: '', cols: 9, lines: ['a日b', '\x1b[7mc'], cursor: { line, column } }),
    )?.[1];
  const on = (text: string): string => `<span style="color:#1e1e1e;background:#d4d4d4">${text}</span>`;
  const wide = '<i class="w2">日</i>';
  t.equal(at(0, 0), `${on('a')}${wide}b\n${on('c')}`);
  t.equal(at(0, 1), `a${on(wide)}b\n${on('c')}`);
  t.equal(at(0, 2), `a${on(wide)}b\n${on('c')}`, 'on the second half');
  t.equal(at(0, 5), `a${wide}b ${on(' ')}\n${on('c')}`, 'behind the text');
  t.equal(at(1, 0), `a${wide}b\nc`, 'on what is inverse');
  t.end();
});

// A screen as a picture in SVG: where text is, how it looks, and that text cannot become markup.
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { svgOf } from '../../../src/screen/snapshot/svg.ts';
import { installed } from '../../support/pane.ts';

const drawing = (...lines: string[]): string => svgOf({ title: 't', cols: 80, lines, cursor: undefined });

/** What is drawn on the background, one element a line. */
const body = (...lines: string[]): string[] =>
  (/xml:space="preserve">\n([^]*)\n<\/g>/.exec(drawing(...lines))?.[1] ?? '')
    .replace(/></g, '>\n<')
    .split('\n');

t.test('text is in its columns', (t) => {
  t.strictSame(body('ab c'), [
    '<text x="8" y="21" textLength="33.72" lengthAdjust="spacingAndGlyphs">ab c</text>',
  ]);
  t.strictSame(body('', 'a日b'), [
    '<text x="8" y="38">a</text>',
    '<text x="16.43" y="38">日</text>',
    '<text x="33.29" y="38">b</text>',
  ]);
  t.end();
});

t.test('styles are drawn', (t) => {
  const [text = ''] = body('\x1b[1;3;31mx');
  t.match(text, /fill="#ef2929" font-weight="bold" font-style="italic">x</);
  t.strictSame(body('\x1b[42m '), ['<rect x="8" y="8" width="8.43" height="17" fill="#4e9a06"/>']);
  t.match(body('\x1b[4:3;58:5:1mx')[0], 'style="text-decoration:underline wavy #cc0000">x');
  t.match(body('\x1b[9;53mx')[0], 'text-decoration:overline line-through');
  t.match(body('\x1b[7mx').join(''), /<rect [^>]*fill="#d4d4d4"\/><text [^>]*fill="#1e1e1e">x</);
  t.match(body('\x1b[4m ')[0], 'underline', 'an underlined space shows');
  t.end();
});

t.test('the cursor is drawn in inverse colours', (t) => {
  const made = svgOf({ title: '', cols: 9, lines: ['ab'], cursor: { line: 0, column: 1 } });
  t.match(made, /<rect x="16.43" [^>]*fill="#d4d4d4"\/><text x="16.43" [^>]*fill="#1e1e1e">b</);
  t.end();
});

t.test('only safe links are links', (t) => {
  const link = (address: string): string => body(`\x1b]8;;${address}\x1b\\x\x1b]8;;\x1b\\`).join('');
  t.match(link('https://example.org/?a=1&b="2"'), '<a href="https://example.org/?a=1&amp;b=%222%22">');
  t.notMatch(link('javascript:alert(1)'), '<a ');
  t.end();
});

const evil = `</text></svg><script>alert('1')</script>&"\u0007\ufffe\ud800`;

t.test('text cannot become markup', (t) => {
  const made = svgOf({ title: evil, cols: 80, lines: [evil], cursor: undefined });
  t.notMatch(made, '<script');
  t.equal(made.match(/<\/svg>/g)?.length, 1);
  t.notMatch(made, /[\u0007\ufffe\ud800]/);
  t.end();
});

t.test(
  'the picture is well-formed XML',
  { skip: !installed('python3') && 'python3 is not installed' },
  (t) => {
    const lines = [evil, '\x1b[1;4mbold\x1b[m 日本 \x1b]8;;https://a.b/?x&y\x1b\\link\x1b]8;;\x1b\\'];
    const input = svgOf({ title: evil, cols: 80, lines, cursor: { line: 1, column: 3 } });
    const program =
      'import sys, xml.etree.ElementTree as e; print("".join(e.fromstring(sys.stdin.buffer.read()).itertext()))';
    const text = execFileSync('python3', ['-c', program], { input, encoding: 'utf8' });
    t.match(text, "</text></svg><script>alert('1')</script>&\"");
    t.match(text, 'link');
    t.end();
  },
);

// The screen of a session as a picture: tdetach screen --svg and --png.
import fs from 'node:fs';
import t from 'tap';
import type { Test } from 'tap';
import { Sandbox } from '../../support/sandbox.ts';

async function red(t: Test): Promise<Sandbox> {
  const box = new Sandbox(t);
  const session = await box.create('s1', ['sh', '-c', "printf '\\033[31mred\\033[m'; exec sleep 1000"]);
  await session.wait({ text: 'red' });
  return box;
}

t.test('--svg prints the screen as a picture', async (t) => {
  const box = await red(t);
  const { status, stdout } = await box.run(['screen', 's1', '--svg']);
  t.equal(status, 0);
  t.match(stdout.toString(), /^<svg [^]*<title>s1<\/title>[^]*fill="#cc0000">red<\/text>[^]*<\/svg>\n$/);
  t.equal(await box.session('s1').svg(), stdout.toString());
});

t.test('--png draws a picture if the package for it is installed', async (t) => {
  const box = await red(t);
  const missing = await box.run(['screen', 's1', '--png', 'out.png']);
  t.equal(missing.status, 125);
  t.match(missing.stderr, /--png needs the package @resvg\/resvg-js: install it beside tdetach/);
  t.notOk(fs.existsSync(box.path('out.png')));

  const folder = box.path('node_modules/@resvg/resvg-js');
  fs.mkdirSync(folder, { recursive: true });
  const drawing =
    'class { constructor(svg) { this.svg = svg; } render() { return { asPng: () => Buffer.from(this.svg) }; } }';
  fs.writeFileSync(`${folder}/index.js`, `exports.Resvg = ${drawing};`);
  const { status, stdout, stderr } = await box.run(['screen', 's1', '--png', 'out.png']);
  t.strictSame([status, stdout.toString(), stderr], [0, '', '']);
  t.match(fs.readFileSync(box.path('out.png'), 'utf8'), /^<svg [^]*red<\/text>/);
  const nowhere = await box.run(['screen', 's1', '--png', 'none/out.png']);
  t.equal(nowhere.status, 125);
  t.match(nowhere.stderr, /none\/out\.png cannot be written: its folder does not exist/);
});

t.test('options for pictures exclude other forms', async (t) => {
  const box = await red(t);
  for (const [one, other] of [
    ['--svg', '--json'],
    ['--svg', '--ansi'],
    ['--html', '--svg'],
  ] as const) {
    const { status, stderr } = await box.run(['screen', 's1', one, other]);
    t.equal(status, 125);
    t.match(stderr, /exclude each other: give one/);
  }
});

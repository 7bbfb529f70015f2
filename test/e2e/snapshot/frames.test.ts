// A program that is within a synchronised update (2026) nearly all of the time: half a frame is
// never shown.
import t from 'tap';
import { Sandbox } from '../../support/sandbox.ts';

const DRAW =
  'i=0; while :; do i=$((i+1)); printf "\\033[?2026h\\033[H\\033[2Jhalf"; sleep 0.1; ' +
  'printf "\\033[H\\033[2JFRAME $i\\033[?2026l"; done';
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

t.test('the screen, a wait and an attach show whole frames, and no output is lost', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', ['sh', '-c', DRAW]);
  await box.session('s1').wait({ text: 'FRAME 1' });
  for (let count = 0; count < 8; count++) {
    const { stdout } = await box.run(['screen', 's1']);
    t.match(stdout.toString(), /^FRAME \d+\n/);
  }
  for (let count = 0; count < 4; count++) {
    const terminal = box.terminal(['-a', 's1']);
    await terminal.until(/FRAME \d+[^]*FRAME \d+[^]*FRAME \d+/);
    const picture = terminal.text.slice(0, terminal.text.indexOf(END));
    t.match(picture, /FRAME \d/, 'the picture has a whole frame');
    t.notMatch(picture, 'half');
    const frames = [...terminal.text.matchAll(/FRAME (\d+)/g)].map(([, number]) => Number(number));
    const first = frames[0] ?? 0;
    t.strictSame(
      frames,
      frames.map((_, index) => first + index),
      'each frame comes once',
    );
    t.equal(
      terminal.text.split('half').length,
      terminal.text.split(BEGIN).length - 1,
      'and each update whole',
    );
    terminal.type('\x1c');
    await terminal.ended;
  }
});

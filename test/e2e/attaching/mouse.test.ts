// The mouse of tdetach send.
import t from 'tap';
import { connect } from '../../../src/library/connect.ts';
import { Sandbox } from '../../support/sandbox.ts';

/** A program that sets modes, shows a menu, and then shows its input. */
const showing = (modes: string): string[] => [
  'sh',
  '-c',
  `stty raw -echo; printf '${modes}[ 日本 ] [ Save ]\\r\\nREADY'; exec cat -v`,
];

t.test('clicks and the wheel are sent in the encoding of the program, before the text', async (t) => {
  const box = new Sandbox(t);
  await box.create('s1', showing('\\033[?1000h\\033[?1006h'), { sizing: { cols: 40, rows: 10 } });
  t.equal((await box.run(['wait', 's1', '--text', 'READY'])).status, 0);
  const sent = async (what: string, ...args: string[]): Promise<void> => {
    const { status, stderr } = await box.run([
      'send',
      's1',
      ...args,
      '--wait-text',
      what,
      '--timeout',
      '20s',
    ]);
    t.strictSame([status, stderr], [0, ''], args.join(' '));
  };
  await sent('typed', '--click', '2,4', 'typed');
  await sent('^[[<2;40;10M^[[<2;40;10m', '--click', '9,39,right');
  await sent('^[[<0;12;1M^[[<0;12;1m', '--click-text', 'Save');
  await sent('^[[<64;21;6M', '--wheel', '2');
  await sent('^[[<65;4;2M', '--wheel=-1,1,3');
  const session = await connect(box.path('s1'));
  const typed = { mouse: [{ kind: 'click', at: { row: 0, column: 1 }, button: 'middle' }] } as const;
  await session.sendAndWait(typed, { text: '^[[<1;2;1M', timeoutMs: 20_000 });

  const { stdout } = await box.run(['log', 's1']);
  t.match(stdout.toString(), 'READY^[[<0;5;3M^[[<0;5;3mtyped^[[<2;40;10M', 'the mouse before the text');
  t.match(stdout.toString(), 'm^[[<64;21;6M^[[<64;21;6M^[[<65;4;2M^[[<1;2;1M');

  const wrong: readonly [args: readonly string[], message: RegExp][] = [
    [['--click', '10,0'], /s1: 10,0 is not on its screen of 10 rows and 40 columns, from 0/],
    [['--click-text', 'Quit'], /s1: "Quit" is not on the screen/],
    [['--click', '1'], /bad place "1": give ROW,COLUMN/],
    [['--click', '1,2,foot'], /bad place "1,2,foot"/],
    [['--wheel', '0'], /bad steps "0"/],
    [['--click-text', ''], /--click-text needs a text/],
  ];
  const { seq } = await session.screen();
  for (const [args, message] of wrong) {
    const { status, stderr } = await box.run(['send', 's1', ...args, 'x']);
    t.equal(status, 125, args.join(' '));
    t.match(stderr, message);
  }
  t.equal((await session.screen()).seq, seq, 'nothing was typed');
});

t.test(
  'the encoding that was set last is used, and a mouse mode that is off again refuses clicks',
  async (t) => {
    const box = new Sandbox(t);
    await box.create('s1', showing('\\033[?1006h\\033[?1003h\\033[?1015h'));
    await box.session('s1').wait({ text: 'READY' });
    const { status } = await box.run([
      'send',
      's1',
      '--click',
      '0,0',
      '--wait-text',
      '^[[32;1;1M',
      '--timeout',
      '20s',
    ]);
    t.equal(status, 0);
    await box.create('s2', showing('\\033[?1000h\\033[?1000l'));
    await box.session('s2').wait({ text: 'READY' });
    const refused = await box.run(['send', 's2', '--click', '0,0']);
    t.equal(refused.status, 125);
    t.match(refused.stderr, /^tdetach: s2: its program has not asked for the mouse: use keys\n$/);
  },
);

// What a client holds puts its terminal back, whenever the host is lost, in terminals of two kinds.
// So does what the host sends at the end, and output that was dropped has no effect.
import t from 'tap';
import { Decoder } from '../../protocol/decoder.ts';
import { DATA_HEADER_BYTES, encode } from '../../protocol/encode.ts';
import type { Attach, Undo } from '../../protocol/message.ts';
import { ToldOutput } from '../../src/client/told-output.ts';
import { ComposedOutput } from '../../src/host/clients/composed-output.ts';
import { Outbox } from '../../src/session/outbox.ts';
import type { Frame } from '../../src/session/outbox.ts';
import { MODE_TABLE } from '../support/judges/mode-table.ts';
import { ReferenceTerminal } from '../support/judges/reference-terminal.ts';
import type { Kind } from '../support/judges/reference-terminal.ts';
import { ATTACH } from '../support/peer.ts';

const KINDS: readonly Kind[] = ['shared', 'apart'];
const stateOf = (kind: Kind, output: string): string =>
  JSON.stringify(new ReferenceTerminal(kind).write(output).state);
const START = { shared: stateOf('shared', ''), apart: stateOf('apart', '') };

/** A client with its terminal, at the end of an outbox that the host fills. */
class Rig {
  readonly composed: ComposedOutput;
  readonly outbox: Outbox;
  readonly told = new ToldOutput((query) => this.asked.push(query));
  readonly asked: string[] = [];
  readonly undos: Undo[] = [];
  /** What the terminal was given. */
  shown = '';
  /** True if the socket takes what it is given. */
  open = true;
  readonly #decoder = new Decoder();

  constructor(attach: Partial<Attach> = {}) {
    this.composed = new ComposedOutput({ ...ATTACH, ...attach });
    const write = (bytes: Buffer): boolean => {
      if (this.open) this.receive(bytes);
      return this.open;
    };
    this.outbox = new Outbox({ write }, 1000, 1000);
    this.outbox.composer = this.composed;
  }

  receive(bytes: Buffer): void {
    this.#decoder.push(Buffer.from(bytes), (message) => {
      if (message.type === 'undo') {
        this.undos.push(message);
        this.told.tell(message);
      } else if (message.type === 'data') {
        this.shown += this.told.feed(Buffer.from(message.bytes)).toString('latin1');
      }
    });
  }

  /** Makes the program print this. */
  print(text: string): void {
    const data = Buffer.from(text, 'latin1');
    const bytes = encode({ type: 'data', bytes: data });
    const frame: Frame = {
      bytes,
      output: data.length,
      retain: () => undefined,
      keep: () => ({ bytes, output: data.length }),
    };
    if (data.length > 0) this.outbox.send(frame);
  }

  own(text: string): void {
    const { frames, data, undo } = this.composed.own(Buffer.from(text, 'latin1'));
    this.outbox.sendControl(frames, data, undo);
  }

  /** What the terminal has been given once the client has put it back without the host. */
  lost(): string {
    return this.shown + this.told.undo().toString('latin1');
  }

  /** What the terminal has been given once the host has put it back. */
  left(): string {
    return this.shown + this.composed.undo(undefined, undefined).toString('latin1');
  }
}

t.test('a client that loses its host puts every mode back, wherever the output was cut', (t) => {
  const wrong: string[] = [];
  for (const [name, set] of MODE_TABLE) {
    for (const kind of KINDS) {
      for (let cut = 0; cut <= set.length; cut++) {
        const rig = new Rig();
        rig.print(set.slice(0, cut));
        if (stateOf(kind, rig.lost()) !== START[kind]) wrong.push(`${kind} ${name}, up to ${cut}`);
        rig.print(set.slice(cut));
        if (stateOf(kind, rig.lost()) !== START[kind]) wrong.push(`${kind} ${name}, cut at ${cut}`);
        if (stateOf(kind, rig.left()) !== START[kind]) wrong.push(`${kind} ${name}, left at ${cut}`);
      }
    }
  }
  t.strictSame(wrong, []);
  t.end();
});

// The undo is the same as in test/screen/modes/followed-output.test.ts, which tests all pairs.
t.test('a client that loses its host puts back pairs of modes, a third of all', (t) => {
  const wrong: string[] = [];
  for (const [index, [first, set]] of MODE_TABLE.entries()) {
    for (const [second, then] of MODE_TABLE.filter((_, other) => (index + other) % 3 === 0)) {
      for (const kind of KINDS) {
        if (kind === 'shared' && first === 'VT52') continue; // a VT52 takes what follows for something else
        const rig = new Rig();
        rig.print(set);
        rig.print(then);
        if (stateOf(kind, rig.lost()) !== START[kind]) wrong.push(`${kind} ${first}, ${second}`);
      }
    }
  }
  t.strictSame(wrong, []);
  t.end();
});

t.test('text is sent unchanged, and without an undo', (t) => {
  const rig = new Rig();
  rig.print('$ ls\r\n');
  rig.print('a b\r\n$ ');
  t.equal(rig.shown, '$ ls\r\na b\r\n$ ');
  t.strictSame(rig.undos, []);
  t.equal(rig.lost(), `${rig.shown}\r\n`, 'what is printed next is on a line of its own');
  t.end();
});

t.test('frames of output are shared if nothing has to be inserted', (t) => {
  const rig = new Rig();
  rig.print('\x1b[?2004h');
  let sent: Frame | undefined;
  for (const text of ['text', '\x1b[31mred\x1b[m', '\x1b[?25lframe\x1b[?25h', '\x1b[?2026h\x1b[?25l']) {
    const bytes = encode({ type: 'data', bytes: Buffer.from(text) });
    const frame: Frame = {
      bytes,
      output: bytes.length - DATA_HEADER_BYTES,
      retain: () => undefined,
      keep: () => ({ bytes, output: 0 }),
    };
    rig.composed.compose(frame, (composed) => {
      sent = composed;
      return true;
    });
    t.equal(sent, frame, JSON.stringify(text));
  }
  t.end();
});

t.test('the undo of a screen that is drawn again and again is sent once', (t) => {
  const rig = new Rig();
  rig.print('\x1b[?1049h\x1b[?25l');
  const screen = '\x1b[?2026h\x1b[H\x1b[1;32mtext\x1b[m\x1b[3;4H\x1b[?25h\x1b[?2026l\x1b[?25l'.repeat(20);
  for (let at = 0; at < screen.length; at += 7) rig.print(screen.slice(at, at + 7));
  t.equal(rig.undos.length, 1);
  t.end();
});

t.test('what only the terminal knows is saved once, before its first change', (t) => {
  const rig = new Rig();
  rig.print('\x1b]2;one\x07');
  rig.print('\x1b]2;two\x07\x1b[?1007h');
  t.equal(rig.shown, '\x1b[22;0t\x1b]2;one\x07\x1b]2;two\x07\x1b[?1007s\x1b[?1007h');
  t.match(rig.lost(), /\x1b\[\?1007r[^]*\x1b\[23;0t\r\n$/);
  t.end();
});

t.test('queries reach a terminal whose answers reach the program, and the client is told of them', (t) => {
  const asked = new Rig();
  asked.print('a\x1b[6nb\x1b[c');
  t.equal(asked.shown, 'a\x1b[6nb\x1b[c');
  t.strictSame(asked.asked, ['6n', 'c']);
  const unasked = new Rig({ terminal: false });
  unasked.print('a\x1b[6nb\x1b[');
  unasked.print('c');
  t.equal(unasked.shown, 'ab');
  t.strictSame(unasked.asked, []);
  t.end();
});

t.test('output that was dropped has no effect on the undo', (t) => {
  const rig = new Rig();
  rig.print('\x1b[?1049h');
  rig.open = false;
  rig.print('in flight\x1b[?1000h'); // the socket has it, so the client will have it
  const inFlight = rig.undos.length;
  rig.print(`\x1b[?2004h${'x'.repeat(400)}`);
  rig.print(`\x1b[?1049l${'x'.repeat(1000)}`);
  t.ok(rig.outbox.hasDropped);
  t.equal(rig.undos.length, inFlight);
  const { undo = '' } = rig.outbox;
  t.match(undo, /\x1b\[\?1000l/, 'what the socket has is undone');
  t.match(undo, /\x1b\[\?1049l/);
  t.notMatch(undo, /2004/, 'and what was dropped is not');
  const [shown] = [rig.shown];
  rig.shown = `${shown}in flight\x1b[?1000h`;
  rig.open = true;
  rig.outbox.written();
  rig.outbox.resynced();
  rig.composed.restart(rig.outbox.undo);
  t.equal(rig.composed.undo(undefined, undefined).toString(), undo, 'also where the client leaves before');
  rig.own('\x1b[?2004hpicture');
  for (const kind of KINDS) {
    t.equal(stateOf(kind, rig.lost()), START[kind]);
    t.equal(stateOf(kind, rig.left()), START[kind]);
  }
  t.ok(rig.shown.endsWith('\x1b[?2004hpicture'));
  t.end();
});

t.test('a terminal that was put back at a stop is set to the same modes again', (t) => {
  // A snapshot or the program itself restores these.
  const own = new Set(['bold', 'tabs', 'primaryTabs', 'saved']);
  const never = /\x1b\[\?(?:3|2026)h|\x1b\]133;|\x1bP=1s/;
  const wrong: string[] = [];
  const about = (kind: Kind, output: string): string => {
    const { state } = new ReferenceTerminal(kind).write(output);
    return JSON.stringify(Object.fromEntries(Object.entries(state).filter(([key]) => !own.has(key))));
  };
  for (const [name, set] of MODE_TABLE) {
    if (never.test(set) || name === 'title, popped too often') continue;
    for (const kind of KINDS) {
      const rig = new Rig({ redraw: 'none' });
      rig.print(set);
      const there = about(kind, rig.shown);
      rig.shown = rig.lost();
      const enter = rig.told.enter();
      rig.told.forget();
      rig.shown += rig.told.feed(enter).toString('latin1');
      // Modes that only the other kind of terminal has are undone, and not set again.
      if (kind === 'shared' && about(kind, rig.shown) !== there) wrong.push(`${kind} ${name}`);
      if (stateOf(kind, rig.left()) !== START[kind]) wrong.push(`${kind} ${name}, left`);
    }
  }
  t.strictSame(wrong, []);
  t.end();
});

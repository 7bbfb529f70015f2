// The modes of a terminal after some output: a model of modes alone, written from xterm's ctlseqs
// and kitty's documents, and independent of the program's own. Where terminals differ there are two
// kinds: what holds for both holds for those in between.

/**
 * `shared` is xterm: one mouse mode, one scroll region and one set of tab stops for both screens;
 * XTSAVE saves all modes that it knows; the user sets how some modes start. `apart` has everything
 * separately, and none of xterm's later inventions (XTSAVE, stacks of colours, DECSTR, VT52).
 */
export type Kind = 'shared' | 'apart';

const STARTS_ON = [2, 7, 8, 25];
const USERS_CHOICE = [4, 1007, 1010, 1034, 1035, 1036, 1039, 2027];
const MOUSE = [9, 1000, 1001, 1002, 1003];
const ENCODINGS = [1005, 1006, 1015, 1016];
const TOKEN =
  /\x1b\[([<=>?]?)([\d;:]*)([ -/]*)([@-~])|\x1b(?:\]|P|_|\^|X)([^\x1b\x07\x18]*)(?:\x07|\x1b\\|\x18|(?=\x1b))|\x1b([ -/]*)([0-~])|[\x0e\x0f]/g;

interface Saved {
  sets: string[];
  gl: number;
  bold: boolean;
  protection: boolean;
  origin: boolean;
  wrap: boolean;
  link: string;
}

interface Screen {
  region: string;
  tabs: Set<number>;
  flags: number[];
  saved: Saved;
}

type Palette = Map<string, string>;

const noSaved = (): Saved => ({
  sets: ['B', 'B', 'B', 'B'],
  gl: 0,
  bold: false,
  protection: false,
  origin: false,
  wrap: true,
  link: '',
});

const usualTabs = (): Set<number> => new Set([8, 16, 24, 32, 40, 48, 56, 64, 72]);

const newScreen = (): Screen => ({ region: '', tabs: usualTabs(), flags: [0], saved: noSaved() });

const first = (params: readonly string[]): string => params[0] ?? '';

export class ReferenceTerminal {
  readonly #shared: boolean;
  #screens: [Screen, Screen] = [newScreen(), newScreen()];
  #alternate = false;
  #modes: Record<string, boolean> = {};
  #savedModes: Record<string, boolean> = {};
  #sets = ['B', 'B', 'B', 'B'];
  #gl = 0;
  #bold = false;
  #pushedBold: boolean[] = [];
  #protection = false;
  #link = '';
  #column = 0;
  #titles = ['the icon before', 'the title before'];
  #titleStack: (readonly [string | undefined, string | undefined])[] = [];
  #colours: Palette = new Map();
  #colourStack: Palette[] = [];
  #pointers: string[] = [''];
  /** Everything that is set and reset by name. */
  readonly #values = new Map<string, string>();

  constructor(kind: Kind) {
    this.#shared = kind === 'shared';
    for (const mode of STARTS_ON) this.#modes[mode] = true;
    if (this.#shared) for (const mode of USERS_CHOICE) this.#modes[mode] = true;
    this.#titleStack.push(['the shell', 'the shell']);
  }

  /** Takes whole output, one character a byte. */
  write(text: string): this {
    for (const [all, prefix, params, intermediate, final, string, before, letter] of text.matchAll(TOKEN)) {
      if (this.#modes[2] === false && this.#shared) {
        if (all === '\x1b<') this.#modes[2] = true;
        continue;
      }
      if (final !== undefined)
        this.#csi(`${prefix ?? ''}${intermediate ?? ''}${final}`, (params ?? '').split(';'));
      else if (string !== undefined) {
        if (!all.endsWith('\x18')) this.#string(all[1] ?? '', string);
      } else if (letter !== undefined) this.#escape(before ?? '', letter);
      else this.#gl = all === '\x0e' ? 1 : 0;
    }
    return this;
  }

  /**
   * Everything in force that is not as in a new terminal; equal to `other.state` if both are in the
   * same state.
   */
  get state(): Record<string, unknown> {
    const on = Object.entries(this.#modes).filter(([, on]) => on);
    const { region, tabs } = this.#screen;
    const dirty = JSON.stringify(this.#screens[0].saved) !== JSON.stringify(noSaved());
    return {
      modes: on.map(([mode]) => mode).sort(),
      alternate: this.#alternate,
      keyboards: this.#screens.map(({ flags }) => flags.join()),
      regions: this.#shared ? region : this.#screens.map((screen) => screen.region),
      tabs: [...tabs].sort((a, b) => a - b).join(),
      primaryTabs: [...this.#screens[0].tabs].sort((a, b) => a - b).join(),
      sets: this.#sets.join(),
      gl: this.#gl,
      bold: this.#bold,
      pushedBold: this.#pushedBold.length,
      protection: this.#protection,
      link: this.#link,
      saved: dirty,
      titles: [...this.#titles],
      titleStack: this.#titleStack.map((entry) => entry.join()),
      colours: [...this.#colours].sort().join(),
      colourStack: this.#colourStack.length,
      pointers: [...this.#pointers],
      values: [...this.#values].sort().join(),
    };
  }

  get #screen(): Screen {
    return this.#screens[this.#alternate ? 1 : 0];
  }

  #escape(before: string, letter: string): void {
    const designated = '()*+'.indexOf(before.slice(0, 1));
    const of96 = '-./'.indexOf(before.slice(0, 1));
    if (before !== '' && designated >= 0) this.#sets[designated] = before.slice(1) + letter;
    else if (before !== '' && of96 >= 0) this.#sets[of96 + 1] = `96${letter}`;
    else if (before === '%') this.#value('utf8', letter === '@' ? 'off' : '');
    else if (before === ' ') this.#value('controls', letter === 'G' ? '8' : letter === 'F' ? '' : undefined);
    else if (before !== '') return;
    else if (letter === '=' || letter === '>') this.#modes[this.#shared ? 66 : 'keypad'] = letter === '=';
    else if (letter === '7') this.#save();
    else if (letter === '8') this.#restore();
    else if (letter === 'H') this.#tabs((tabs) => tabs.add(this.#column));
    else if (letter === 'n' || letter === 'o') this.#gl = letter === 'n' ? 2 : 3;
    else if (letter === '~' || letter === '}' || letter === '|')
      this.#value('gr', letter === '}' ? '' : letter);
    else if (letter === '<') this.#modes[2] = true;
    else if (letter === 'c') this.#reset();
  }

  #value(name: string, value: string | undefined): void {
    if (value === undefined) return;
    if (value === '') this.#values.delete(name);
    else this.#values.set(name, value);
  }

  #tabs(change: (tabs: Set<number>) => void): void {
    if (this.#shared) for (const { tabs } of this.#screens) change(tabs);
    else change(this.#screen.tabs);
  }

  #reset(): void {
    this.#modes = new ReferenceTerminal(this.#shared ? 'shared' : 'apart').#modes;
    this.#screens = [newScreen(), newScreen()];
    this.#alternate &&= !this.#shared; // tmux stays on it, and has one keyboard
    if (this.#alternate) this.#screens[1].flags = this.#screens[0].flags;
    this.#bold = this.#protection = false;
    this.#sets = ['B', 'B', 'B', 'B'];
    this.#gl = 0;
    this.#link = '';
    // Without colours and the cursor's style, which some terminals leave as they are.
    const style = this.#shared ? '' : this.#values.get('style');
    this.#values.clear();
    this.#value('style', style);
    if (this.#shared) this.#colours.clear();
    this.#pushedBold = [];
    this.#colourStack = [];
    this.#pointers = [''];
  }

  #save(): void {
    const origin = this.#shared && this.#modes[6] === true;
    const wrap = this.#shared || this.#modes[7] === true;
    this.#screen.saved = {
      ...{ sets: [...this.#sets], gl: this.#gl, bold: this.#bold, protection: this.#protection },
      ...{ origin, wrap, link: this.#shared ? '' : this.#link },
    };
  }

  #restore(): void {
    const { sets, gl, bold, protection, origin, wrap, link } = this.#screen.saved;
    this.#sets = [...sets];
    this.#gl = gl;
    this.#bold = bold;
    this.#protection = protection;
    if (this.#shared) this.#modes[6] = origin;
    else [this.#modes[7], this.#link] = [wrap, link];
  }

  #mode(mode: number, on: boolean): void {
    if (mode === 1048) return on ? this.#save() : this.#restore();
    if (mode === 47 || mode === 1047 || mode === 1049) return this.#switch(mode === 1049, on);
    if (this.#shared && mode === 3 && !this.#modes[40]) return;
    const group = [MOUSE, ENCODINGS].find((modes) => modes.includes(mode));
    if (this.#shared) for (const other of group ?? []) this.#modes[other] = false;
    if (mode === 69 && !on) this.#value('margins', '');
    this.#modes[mode] = on;
  }

  #switch(saves: boolean, on: boolean): void {
    if (saves && on) this.#save();
    if (on && !this.#alternate && this.#shared) this.#screens[1].region = this.#screens[0].region;
    if (!on && this.#alternate && this.#shared) this.#screens[0].region = this.#screens[1].region;
    if (!on && this.#alternate) this.#screens[1].region = '';
    this.#alternate = on;
    if (saves && !on) this.#restore();
  }

  #csi(name: string, params: readonly string[]): void {
    const numbers = params.filter((one) => one !== '').map(Number);
    const [one = 0, two = 0] = numbers;
    switch (name) {
      case '?h':
      case '?l':
        for (const mode of numbers) this.#mode(mode, name === '?h');
        break;
      case 'h':
      case 'l':
        for (const mode of numbers) this.#modes[`ansi ${mode}`] = (name === 'h') !== (mode === 12);
        break;
      case '?s':
        if (this.#shared) for (const mode of numbers) this.#savedModes[mode] = this.#modes[mode] ?? false;
        break;
      case '?r':
        if (this.#shared) for (const mode of numbers) this.#mode(mode, this.#savedModes[mode] ?? false);
        break;
      case 'm':
        this.#bold = params.some((param) => param !== '' && param !== '0');
        break;
      case 'r':
        this.#screen.region = numbers.length > 0 ? params.join(';') : '';
        this.#column = 0;
        break;
      case 's':
        if (this.#modes[69] !== true) this.#save();
        else this.#value('margins', numbers.length > 0 ? params.join(';') : '');
        break;
      case 'u':
        this.#restore();
        break;
      case 'H':
        this.#column = Math.max(1, two) - 1;
        break;
      case 'G':
        this.#column = Math.min(80, Math.max(1, one)) - 1;
        break;
      case 'g':
        if (one === 0) this.#tabs((tabs) => tabs.delete(this.#column));
        else if (one === 3) this.#tabs((tabs) => tabs.clear());
        break;
      case '?W':
        if (one === 5 && this.#shared) for (const screen of this.#screens) screen.tabs = usualTabs();
        break;
      case ' q':
        this.#value('style', one > 0 ? String(one) : '');
        if (this.#shared) this.#modes[12] = one === 0 || one % 2 === 1; // it blinks
        break;
      case '"q':
        this.#protection = one === 1;
        break;
      case '!p':
        if (this.#shared) this.#softReset();
        break;
      case '"p':
        if (this.#shared) {
          this.#softReset();
          this.#value('level', one === 64 ? '' : String(one));
        }
        break;
      case '>u':
        this.#screen.flags.push(one);
        break;
      case '<u':
        this.#screen.flags.splice(-Math.max(1, one));
        if (this.#screen.flags.length === 0) this.#screen.flags.push(0);
        break;
      case '=u':
        this.#screen.flags[this.#screen.flags.length - 1] = one;
        break;
      case '>m':
        if (numbers.length === 0) for (let key = 0; key < 9; key++) this.#value(`key ${key}`, '');
        else this.#value(`key ${first(params)}`, numbers.length > 1 ? params.join(';') : '');
        break;
      case '>n':
        this.#value(`key ${first(params) || '2'}`, 'off');
        break;
      case '>f':
        this.#value(`format ${first(params)}`, numbers.length > 1 ? params.join(';') : '');
        break;
      case '>p':
        this.#value('pointer mode', one === 1 || numbers.length === 0 ? '' : String(one));
        break;
      case '>t':
      case '>T':
        for (const feature of numbers) this.#value(`title mode ${feature}`, name === '>t' ? 'on' : '');
        break;
      case '*x':
        this.#value('rectangles', one === 2 ? '2' : '');
        break;
      case '$}':
      case '$~':
        this.#value(`status line ${name}`, one === 0 ? '' : String(one));
        break;
      case '?c':
        this.#value('linux cursor', one === 0 ? '' : String(one));
        break;
      case 't':
        this.#titleOperation(one, two);
        break;
      case '#{':
        if (this.#shared) this.#pushedBold.push(this.#bold);
        break;
      case '#}':
        if (this.#shared) this.#bold = this.#pushedBold.pop() ?? this.#bold;
        break;
      case '#P':
        if (this.#shared) this.#colourStack.push(new Map(this.#colours));
        break;
      case '#Q':
        if (this.#shared) this.#colours = this.#colourStack.pop() ?? this.#colours;
        break;
      default:
    }
  }

  #softReset(): void {
    for (const mode of [1, 6, 45, 66, 69]) this.#modes[mode] = false;
    this.#value('margins', '');
    this.#modes[7] = this.#modes[25] = true;
    this.#modes['ansi 4'] = this.#bold = this.#protection = false;
    this.#screen.region = '';
    this.#sets = ['B', 'B', 'B', 'B'];
    this.#gl = 0;
    this.#screen.saved = noSaved();
  }

  #titleOperation(operation: number, what: number): void {
    const [icon, title] = this.#titles;
    if (operation === 22)
      this.#titleStack.push([what === 2 ? undefined : icon, what === 1 ? undefined : title]);
    if (operation !== 23) return;
    const [icon2, title2] = this.#titleStack.pop() ?? [];
    if (what !== 2 && icon2 !== undefined) this.#titles[0] = icon2;
    if (what !== 1 && title2 !== undefined) this.#titles[1] = title2;
  }

  #string(opener: string, string: string): void {
    if (opener === 'P') {
      if (string === '=1s' || string === '=2s') this.#value('update', string === '=1s' ? 'on' : '');
      return;
    }
    const [, digits = '', text = ''] = /^(\d+)(?:;([^]*))?$/.exec(string) ?? [];
    const number = Number(digits);
    const parts = text.split(';');
    if (opener !== ']' || digits === '') return;
    if (number === 0 || number === 1) this.#titles[0] = text;
    if (number === 0 || number === 2) this.#titles[1] = text;
    if (number === 8) this.#link = /^[^;]*;?$/.test(text) ? '' : text;
    if (number === 4 || number === 5)
      for (let at = 0; at + 1 < parts.length; at += 2)
        this.#colours.set(`${number};${parts[at] ?? ''}`, parts[at + 1] ?? '');
    if (number === 104 || number === 105)
      for (const name of [...this.#colours.keys()])
        if (name.startsWith(`${number - 100};`) && (text === '' || parts.includes(name.slice(2))))
          this.#colours.delete(name);
    if (number >= 10 && number <= 19)
      for (const [at, colour] of parts.entries()) this.#colours.set(String(number + at), colour);
    if (number >= 110 && number <= 119) this.#colours.delete(String(number - 100));
    if (number === 22) this.#pointer(text);
    if (number === 21)
      for (const part of parts) {
        const [name = '', colour = ''] = part.split('=');
        this.#value(`colour ${name}`, colour);
      }
    if (number === 30001) this.#value('colours pushed', `${this.#values.get('colours pushed') ?? ''}+`);
    if (number === 30101) this.#value('colours pushed', (this.#values.get('colours pushed') ?? '').slice(1));
    if (number === 7) this.#value('folder', text);
    if (number === 9 && text.startsWith('4;')) this.#value('progress', text.startsWith('4;0') ? '' : text);
    if (number === 133) this.#value('prompt', /^[CD]/.test(text) ? '' : text);
    if (number === 6 && text.startsWith('1;bg')) this.#value('tab', text.includes('default') ? '' : text);
    if (number === 50 || number === 1337)
      for (const part of parts) {
        const [name = '', value = ''] = part.split('=');
        this.#value(`${number} ${name}`, value === '0' || value === 'no' ? '' : value);
      }
  }

  #pointer(text: string): void {
    const last = this.#pointers.length - 1;
    if (text.startsWith('>')) this.#pointers.push(text.slice(1));
    else if (text.startsWith('<')) this.#pointers.length = Math.max(1, last);
    else this.#pointers[last] = text;
  }
}

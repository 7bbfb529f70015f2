// Ghostty's terminal, as WebAssembly (ghostty-web): an engine that shares no code with xterm.js,
// and no tables with this program.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  ghostty_terminal_new(cols: number, rows: number): number;
  ghostty_terminal_resize(terminal: number, cols: number, rows: number): void;
  ghostty_terminal_write(terminal: number, bytes: number, length: number): void;
  ghostty_terminal_get_mode(terminal: number, mode: number, isAnsi: boolean): number;
  ghostty_terminal_is_alternate_screen(terminal: number): number;
  ghostty_terminal_is_row_wrapped(terminal: number, row: number): number;
  ghostty_terminal_get_scrollback_length(terminal: number): number;
  ghostty_terminal_get_scrollback_line(terminal: number, line: number, cells: number, count: number): number;
  ghostty_terminal_get_scrollback_grapheme: Grapheme;
  ghostty_render_state_update(terminal: number): number;
  ghostty_render_state_get_cursor_x(terminal: number): number;
  ghostty_render_state_get_cursor_y(terminal: number): number;
  ghostty_render_state_get_cursor_visible(terminal: number): number;
  ghostty_render_state_get_viewport(terminal: number, cells: number, count: number): number;
  ghostty_render_state_get_grapheme: Grapheme;
  ghostty_wasm_alloc_u8_array(length: number): number;
  ghostty_wasm_free_u8_array(at: number, length: number): void;
}

const colour = (rgb: number): string => `#${rgb.toString(16).padStart(6, '0')}`;

type Grapheme = (terminal: number, row: number, column: number, points: number, most: number) => number;

/**
 * The part of WebAssembly's interface that is used here: lib.dom declares it, and Node's types do
 * not.
 */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const file = fileURLToPath(import.meta.resolve('ghostty-web/ghostty-vt.wasm'));
const compiled = new WebAssembly.Module(fs.readFileSync(file));

const engine = (): Exports =>
  new WebAssembly.Instance(compiled, { env: { log: () => undefined } }).exports as Exports;

/**
 * The engine's memory, 7 MB at first, grows by 128 KiB with each reset; beyond this limit a new
 * engine is started. V8 collects garbage for each growth of external memory: with 512 MB here a
 * test took three times as long.
 */
const MAX_MEMORY_BYTES = 24 * 1024 * 1024;
const CELL_BYTES = 16;
const MOST_POINTS = 64;
const INPUT_BYTES = 64 * 1024;

export interface GhosttyCell {
  /** '' for an empty cell, and for the second half of a wide character. */
  readonly text: string;
  readonly width: number;
  /** Colours as #rrggbb, the default ones included, and the bits of the attributes. */
  readonly foreground: string;
  readonly background: string;
  readonly flags: number;
}

export class Ghostty {
  #engine: Exports;
  #terminal: number;
  #cols: number;
  #rows: number;
  /** The engine's memory with a new terminal in it. */
  #fresh: Uint8Array;
  #resized = false;

  constructor(cols: number, rows: number) {
    this.#cols = cols;
    this.#rows = rows;
    [this.#engine, this.#terminal, this.#fresh] = this.#begin();
  }

  #begin(): [Exports, number, Uint8Array] {
    const begun = engine();
    const terminal = begun.ghostty_terminal_new(this.#cols, this.#rows);
    return [begun, terminal, new Uint8Array(begun.memory.buffer).slice()];
  }

  write(output: string | Uint8Array): void {
    const bytes = Buffer.from(output);
    for (let from = 0; from < bytes.length; from += INPUT_BYTES) {
      const part = bytes.subarray(from, from + INPUT_BYTES);
      this.#with(part.length, (at) => {
        new Uint8Array(this.#engine.memory.buffer).set(part, at);
        this.#engine.ghostty_terminal_write(this.#terminal, at, part.length);
      });
    }
  }

  /**
   * Starts again as a new terminal, by putting the memory back: the engine hands out broken memory
   * after a terminal was freed, and another engine takes 12 ms.
   */
  reset(): void {
    const { buffer } = this.#engine.memory;
    if (this.#resized || buffer.byteLength > MAX_MEMORY_BYTES) {
      this.#resized = false;
      [this.#engine, this.#terminal, this.#fresh] = this.#begin();
    } else new Uint8Array(buffer).set(this.#fresh);
  }

  resize(cols: number, rows: number): void {
    this.#resized = true;
    this.#cols = cols;
    this.#rows = rows;
    this.#engine.ghostty_terminal_resize(this.#terminal, cols, rows);
  }

  /** Counted from 0. A cursor with a pending wrap is in the last column. */
  get cursor(): { readonly column: number; readonly row: number; readonly visible: boolean } {
    this.#update();
    return {
      column: this.#engine.ghostty_render_state_get_cursor_x(this.#terminal),
      row: this.#engine.ghostty_render_state_get_cursor_y(this.#terminal),
      visible: this.#engine.ghostty_render_state_get_cursor_visible(this.#terminal) !== 0,
    };
  }

  mode(mode: number, isAnsi = false): boolean {
    return this.#engine.ghostty_terminal_get_mode(this.#terminal, mode, isAnsi) !== 0;
  }

  get alternate(): boolean {
    return this.#engine.ghostty_terminal_is_alternate_screen(this.#terminal) !== 0;
  }

  /** Returns true if a row of the screen continues in the next one. */
  isWrapped(row: number): boolean {
    return this.#engine.ghostty_terminal_is_row_wrapped(this.#terminal, row) !== 0;
  }

  /** The cells of the screen, by rows. */
  screen(first = 0, count = this.#rows): GhosttyCell[][] {
    this.#update();
    const [cols, rows] = [this.#cols, this.#rows];
    return this.#with(cols * rows * CELL_BYTES, (at) => {
      this.#engine.ghostty_render_state_get_viewport(this.#terminal, at, cols * rows);
      const grapheme = this.#engine.ghostty_render_state_get_grapheme;
      return Array.from({ length: count }, (_, index) => {
        const row = first + index;
        return this.#cells(at + row * cols * CELL_BYTES, row, grapheme);
      });
    });
  }

  /** The lines above the screen, the oldest first. */
  history(): GhosttyCell[][] {
    this.#update();
    const count = this.#engine.ghostty_terminal_get_scrollback_length(this.#terminal);
    return this.#with(this.#cols * CELL_BYTES, (at) =>
      Array.from({ length: count }, (_, line) => {
        this.#engine.ghostty_terminal_get_scrollback_line(this.#terminal, line, at, this.#cols);
        return this.#cells(at, line, this.#engine.ghostty_terminal_get_scrollback_grapheme);
      }),
    );
  }

  #update(): void {
    this.#engine.ghostty_render_state_update(this.#terminal);
  }

  #with<T>(length: number, work: (at: number) => T): T {
    const at = this.#engine.ghostty_wasm_alloc_u8_array(length);
    try {
      return work(at);
    } finally {
      this.#engine.ghostty_wasm_free_u8_array(at, length);
    }
  }

  #cells(at: number, row: number, grapheme: Grapheme): GhosttyCell[] {
    let view = new DataView(this.#engine.memory.buffer);
    const cells: GhosttyCell[] = [];
    for (let column = 0; column < this.#cols; column++) {
      // Reading a cluster may grow the memory, which then has another buffer.
      if (view.byteLength === 0) view = new DataView(this.#engine.memory.buffer);
      const from = at + column * CELL_BYTES;
      const code = view.getUint32(from, true);
      const single = code === 0 ? '' : String.fromCodePoint(code);
      const cell = {
        text: single,
        width: view.getUint8(from + 11),
        foreground: colour(view.getUint32(from + 4) >>> 8),
        background: colour(view.getUint32(from + 7) >>> 8),
        flags: view.getUint8(from + 10),
      };
      if (view.getUint8(from + 14) > 0) cell.text = this.#grapheme(row, column, grapheme);
      cells.push(cell);
    }
    return cells;
  }

  #grapheme(row: number, column: number, grapheme: Grapheme): string {
    return this.#with(MOST_POINTS * 4, (at) => {
      const count = grapheme(this.#terminal, row, column, at, MOST_POINTS);
      const points = new DataView(this.#engine.memory.buffer, at, MOST_POINTS * 4);
      return Array.from({ length: Math.max(0, count) }, (_, index) =>
        String.fromCodePoint(points.getUint32(index * 4, true)),
      ).join('');
    });
  }
}

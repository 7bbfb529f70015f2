// The terminal's line settings. Node's own raw mode leaves output processing on, which turns every LF of the
// session into CR LF; stty, with the terminal as its standard input, sets and restores what Node does not.
import { spawn, spawnSync } from 'node:child_process';
import tty from 'node:tty';
import { TdetachError } from '../base/error.ts';
import { DEFAULT_SIZE } from '../base/limits.ts';
import type { Size } from '../../protocol/message.ts';

/** POSIX stty's `raw` leaves echo and, on some systems, IEXTEN and the character size as they were. */
const RAW = 'raw -echo -echonl -iexten cs8 -parenb';

/** All keys are the program's but for the one that interrupts, Ctrl-C. */
export const RAW_BUT_INTERRUPT = `${RAW} isig quit undef susp undef`;

export class RawMode {
  readonly #descriptor: number;
  readonly #settings: string;
  #saved: string | undefined;

  /**
   * @param descriptor of a terminal
   * @param settings arguments of stty
   */
  constructor(descriptor: number, settings = RAW) {
    this.#descriptor = descriptor;
    this.#settings = settings;
  }

  /**
   * Saves the terminal's settings and makes it raw.
   * @throws TdetachError no-terminal if stty cannot do that
   */
  enter(): Promise<void> {
    return new Promise((resolve, reject) => {
      const script = `stty -g && exec stty ${this.#settings}`;
      const stty = spawn('/bin/sh', ['-c', script], { stdio: [this.#descriptor, 'pipe', 'ignore'] });
      let saved = '';
      stty.stdout?.setEncoding('latin1').on('data', (text: string) => (saved += text));
      stty.on('error', (error) =>
        reject(new TdetachError('no-terminal', `stty cannot be run: ${error.message}`, error)),
      );
      stty.on('close', (status) => {
        if (saved !== '') this.#saved = saved.trim();
        if (status === 0) return resolve();
        this.restore();
        reject(
          new TdetachError(
            'no-terminal',
            `the terminal cannot be made raw: stty ended with status ${status}`,
          ),
        );
      });
    });
  }

  /** Puts the saved settings back; does nothing where none are saved, or the terminal is gone. */
  restore(): void {
    if (this.#saved === undefined) return;
    spawnSync('stty', [this.#saved], { stdio: [this.#descriptor, 'ignore', 'ignore'] });
    this.#saved = undefined;
  }
}

/** The size of a terminal. One that has none (a serial line) counts as 80 x 24. */
export function terminalSize(descriptor: number): Size {
  const stream = new tty.WriteStream(descriptor);
  const [cols, rows] = stream.getWindowSize();
  stream.destroy();
  return cols > 0 && rows > 0 ? { cols, rows } : DEFAULT_SIZE;
}

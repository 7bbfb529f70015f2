// A session whose program writes its input into a file that a test compares.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { eventually } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export class Taker {
  readonly #out: string;

  private constructor(out: string) {
    this.#out = out;
  }

  /**
   * Makes the session s1, and returns when its terminal is raw.
   * @param takes a shell command that takes input into this file; the session ends with it
   */
  static async start(box: Sandbox, takes: (out: string) => string): Promise<Taker> {
    const [ready, out] = [box.path('ready'), box.path('out')];
    await box.create('s1', ['sh', '-c', `stty raw -echo; touch ${ready}; ${takes(out)}`]);
    await eventually(
      () => fs.existsSync(ready),
      () => fs.readdirSync(box.folder),
    );
    return new Taker(out);
  }

  /** Waits until as much has come as was sent, and returns true if it is the same. */
  async has(sent: Buffer): Promise<boolean> {
    await eventually(
      () => fs.statSync(this.#out).size === sent.length,
      () => fs.statSync(this.#out).size,
    );
    return digest(fs.readFileSync(this.#out)) === digest(sent);
  }
}

// Removes the line with which `-c` tells the detach key (`[s1: Ctrl-\ detaches]`) from what a
// terminal shows, so that tests compare only what comes from the session.

/** The whole notice at the start of a line; a terminal may add a second carriage return. */
const NOTICE = /(?<=^|\n)\[[^\]\n]* detaches\]\r{1,2}\n/;

/** What may still become a notice. */
const BEGUN = /(?<=^|\n)\[(?:[^\]\n]*|[^\]\n]* detaches\]\r{0,2})$/;

export class WithoutNotice {
  #held = '';
  #searching = true;
  #atStart = true;

  /**
   * @returns the bytes without the notice, of which there is one, and without what may become it
   */
  take(bytes: Buffer): Buffer {
    if (!this.#searching) return bytes;
    // A space stands for earlier output that did not end with a line feed.
    const text = this.#held + bytes.toString('latin1');
    const shift = this.#atStart ? '' : ' ';
    const all = shift + text;
    const notice = NOTICE.exec(all);
    if (notice) {
      this.#searching = false;
      this.#held = '';
      return Buffer.from(
        all.slice(shift.length, notice.index) + all.slice(notice.index + notice[0].length),
        'latin1',
      );
    }
    const begun = BEGUN.exec(all)?.index ?? all.length;
    this.#held = all.slice(begun);
    const passed = all.slice(shift.length, begun);
    if (passed !== '') this.#atStart = passed.endsWith('\n');
    return Buffer.from(passed, 'latin1');
  }

  /** What is held back at the end. */
  rest(): Buffer {
    const rest = Buffer.from(this.#held, 'latin1');
    this.#held = '';
    return rest;
  }
}

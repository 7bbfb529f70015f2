// The parameters of a CSI sequence, collected a byte at a time (ECMA-48, 5.4.1).

/** More than any terminal reads; further parameters are dropped. */
export const MAX_PARAMETERS = 32;
const MAX_VALUE = 0xffff;

export class CsiParameters {
  #values: number[] = [];
  #isSubParameter = false;

  /** The values so far: 0 for one that was left out, without sub-parameters. */
  get values(): readonly number[] {
    return this.#values;
  }

  clear(): void {
    this.#values = [];
    this.#isSubParameter = false;
  }

  /** Continues another's, which stays as it is. */
  copy(other: CsiParameters): void {
    this.#values = [...other.#values];
    this.#isSubParameter = other.#isSubParameter;
  }

  /** @param byte a digit, a semicolon or a colon */
  add(byte: number): void {
    const values = this.#values;
    if (values.length === 0) values.push(0);
    if (byte === 0x3b) {
      this.#isSubParameter = values.length === MAX_PARAMETERS; // whose digits are left out as well
      if (!this.#isSubParameter) values.push(0);
    } else if (byte === 0x3a) {
      this.#isSubParameter = true;
    } else if (!this.#isSubParameter) {
      const last = values.length - 1;
      values[last] = Math.min((values[last] ?? 0) * 10 + byte - 0x30, MAX_VALUE);
    }
  }
}

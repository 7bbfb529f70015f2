// Maps that come from other processes, whose values are not validated.

export type Fields = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns the value if it is a number, otherwise 0: older versions leave fields out. */
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

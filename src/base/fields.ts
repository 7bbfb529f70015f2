// What comes from elsewhere as a map, with nothing known of its values.

export type Fields = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number, or 0 where it is none: what an older version does not tell. */
export const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

// All measures, in the order in which they are taken.
import type { Measure } from './measure.ts';
import { memory } from './memory.ts';
import { processor } from './processor.ts';
import { speed } from './speed.ts';
import { STARTS } from './starts.ts';

/** @param folder the folder with the floods */
export const measures = (folder: string): readonly Measure[] => [
  ...STARTS,
  ...speed(folder),
  ...processor(folder),
  ...memory(folder),
];

/** The names of all measures. */
export const NAMES: readonly string[] = measures('').map(({ name }) => name);

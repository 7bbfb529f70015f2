// Small screen models and emulators, for tests.
import { Emulator } from '../../../src/screen/emulator/emulator.ts';
import { ScreenModel } from '../../../src/screen/model/screen-model.ts';

export const COLS = 12;
export const ROWS = 5;
export const HISTORY = 30;

export function shown(...streams: (string | Buffer)[]): Emulator {
  const emulator = new Emulator(COLS, ROWS, HISTORY);
  for (const stream of streams) emulator.write(Buffer.from(stream as string));
  return emulator;
}

function rethrow(error: unknown): never {
  throw error;
}

export function modelOf(onFault: (error: unknown) => unknown = rethrow, history = HISTORY): ScreenModel {
  return new ScreenModel({ cols: COLS, rows: ROWS }, history, { onAnswer: () => undefined, onFault });
}

export function restored(stream: string): string {
  const model = modelOf();
  model.feed(Buffer.from(stream));
  return model.restore() ?? '';
}

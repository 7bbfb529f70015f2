// Signals in words.
import os from 'node:os';

/** SIGKILL for 9. */
export function signalName(signal: number): string {
  return (
    Object.entries(os.constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`
  );
}

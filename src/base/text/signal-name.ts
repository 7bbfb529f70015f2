// Describes signals and ends of programs in words.
import os from 'node:os';

/** Returns, for example, `SIGKILL` for 9. */
export function signalName(signal: number): string {
  return (
    Object.entries(os.constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`
  );
}

/** Returns `by SIGKILL` or `with status 2`. */
export function endInWords({ status, signal }: { readonly status: number; readonly signal: number }): string {
  return signal > 0 ? `by ${signalName(signal)}` : `with status ${status}`;
}

// Stacks that show who has called the library: an error that comes with an answer of a host has
// none of the caller's frames.
import { TdetachError } from '../base/error.ts';

type Call = (...args: never[]) => unknown;

/**
 * Passes on what a call comes to. What it fails with has the caller's frames in place of ours,
 * which say nothing to it.
 * @param call the function that was called
 */
export async function fromCaller<T>(call: Call, outcome: Promise<T>): Promise<T> {
  const at: { stack?: string } = {};
  Error.captureStackTrace(at, call);
  try {
    return await outcome;
  } catch (error) {
    const [, ...frames] = at.stack?.split('\n') ?? [];
    if (error instanceof TdetachError)
      error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
    throw error;
  }
}

/** Has all methods of a class fail with the frames of their callers. */
export function showCallers(prototype: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const method: unknown = descriptor.value;
    if (typeof method !== 'function' || name === 'constructor') continue;
    const value = {
      [name](this: unknown, ...args: unknown[]): unknown {
        const outcome: unknown = Reflect.apply(method, this, args);
        return outcome instanceof Promise ? fromCaller(value, outcome) : outcome;
      },
    }[name] as Call;
    Object.defineProperty(prototype, name, { ...descriptor, value });
  }
}

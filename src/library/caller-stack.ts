// Error stacks that show the caller of the library. An error that comes with a host's reply has no
// frames of the caller.
import { TdetachError } from '../base/error.ts';

type Call = (...args: never[]) => unknown;

/**
 * Returns the outcome of a call. The stack of its error gets the caller's frames in place of the
 * library's, which would not help the caller.
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

/** Makes the errors of all methods of a class show the frames of their callers. */
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

// Directs the events of the client's process to its attachment: signals, stops, and uncaught
// exceptions.
import { watchJob } from './job-control.ts';
import type { JobEvents } from './job-control.ts';

export const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;
export type SignalName = (typeof SIGNALS)[number];

export interface WatchedAttachment extends JobEvents {
  onSignal(signal: SignalName): void;
  onResize(): void;
  onFault(error: Error): void;
}

/**
 * Directs the process's events to the attachment; returns a function that undoes that.
 * @param isTypedOn true if it reads keys, which it cannot do in the background
 */
export function watchProcess(attachment: WatchedAttachment, isTypedOn: boolean): () => void {
  const handlers = new Map<string, (error: Error) => void>(
    SIGNALS.map((signal) => [signal, (): void => attachment.onSignal(signal)]),
  );
  handlers.set('SIGWINCH', () => attachment.onResize());
  handlers.set('uncaughtException', (error) => attachment.onFault(error));
  for (const [event, handler] of handlers) process.on(event, handler);
  const unwatchJob = watchJob(attachment, isTypedOn);
  return () => {
    unwatchJob();
    for (const [event, handler] of handlers) process.off(event, handler);
  };
}

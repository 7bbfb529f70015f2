// What starts the process of a host, which waits for its order (launch-messages.ts). It is handed
// down from the executable, whose path the process is started by.
import type { ChildProcess } from 'node:child_process';
import type { EarlyHost } from './early-host.ts';

export interface StartHost {
  /** Starts a host's process, or gives one that has been started and still waits for its order. */
  (): ChildProcess;
  /** Gives the one that the launcher has started, where it has, once. */
  early?(): EarlyHost | undefined;
}

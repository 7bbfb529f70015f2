// The type of the function that starts a host, which then waits for its order (launch-messages.ts).
// The executable passes the function down, because a host is started by the executable's path.
import type { ChildProcess } from 'node:child_process';
import type { EarlyHost } from './early-host.ts';

export interface StartHost {
  /**
   * Starts a host's process, or returns one that is running already and still waits for its order.
   */
  (): ChildProcess;
  /** Returns the host that the launcher has started, if any. Only the first call returns it. */
  early?(): EarlyHost | undefined;
}

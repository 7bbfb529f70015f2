// The host: as a process of its own, which a client starts (bin/tdetach.ts), and in the client's
// process (tdetach -N).
import { runDetached, runInForeground } from '../src/host/life/start.ts';
import type { CompiledCode } from '../src/v8/code-cache.ts';

export { runInForeground };

export function run(_startHost: unknown, code: CompiledCode): void {
  void runDetached(code);
}

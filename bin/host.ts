// The host, either as a process of its own that a client starts (bin/tdetach.ts) or inside the
// client's process (`tdetach -N`).
import { runDetached, runInForeground } from '../src/host/life/start.ts';
import type { CompiledCode } from '../src/v8/code-cache.ts';

export { runInForeground };

export function run(_startHost: unknown, code: CompiledCode): void {
  void runDetached(code);
}

// The client for a command line that begins with a verb (bin/tdetach.ts).
import type { StartHost } from '../src/base/launch/start-host-type.ts';
import { main } from '../src/cli/main.ts';
import { verbs } from '../src/cli/reading/verb-table.ts';
import type { CompiledCode } from '../src/v8/code-cache.ts';

export function run(startHost: StartHost, code: CompiledCode): void {
  void main(verbs, startHost, code);
}

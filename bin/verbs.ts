// The client for a command line that begins with a verb (bin/tdetach.ts).
import { main } from '../src/cli/main.ts';
import { verbs } from '../src/cli/verbs.ts';

export function run(executable: string, keepCode: (() => void) | undefined): void {
  void main(verbs, executable, keepCode);
}

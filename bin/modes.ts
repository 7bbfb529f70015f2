// The client for a command line that begins with an option (bin/tdetach.ts).
import { main } from '../src/cli/main.ts';
import { modes } from '../src/cli/modes.ts';

export function run(executable: string, keepCode: (() => void) | undefined): void {
  void main(modes, executable, keepCode);
}

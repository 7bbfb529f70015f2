// tdetach do in bash.
import { testShell } from '../../support/shell-lines.ts';

testShell('bash');

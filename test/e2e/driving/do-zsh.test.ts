// tdetach do in zsh.
import { testShell } from '../../support/shell-lines.ts';

testShell('zsh');

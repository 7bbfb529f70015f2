// tdetach do in fish.
import { testShell } from '../../support/shell-lines.ts';

testShell('fish');

// The executable: loads the program that the arguments are for (one half of the client, or the
// host) with what V8 made of it the last time, and runs it.
import path from 'node:path';
import { earlyHost } from '../src/base/launch/early-host.ts';
import type { StartHost } from '../src/base/launch/start-host-type.ts';
import { HOST_VERB } from '../src/base/launch/launch-messages.ts';
import { inOurWords } from '../src/cli/reading/habits.ts';
import { load } from '../src/v8/code-cache.ts';
import type { CompiledCode } from '../src/v8/code-cache.ts';
import { startHost } from '../src/v8/spawn-host.ts';

/** What the programs export (bin/modes.ts, bin/verbs.ts, bin/host.ts). */
interface Runs {
  /**
   * @param startHost starts a host
   * @param code what V8 has compiled of it, to be kept
   */
  run(startHost: StartHost, code: CompiledCode): void;
}

/** A mode or a verb, each of which calls other functions. */
const WORD = /^-?[A-Za-z]{1,12}$/;

/** What makes a session, if it is right. */
const MAKING = /^(-c|--create|-n|--new|run)$/;

const given = process.argv.slice(2);
const same = inOurWords(given);
if (same) process.argv.splice(2, given.length, ...same);
const [first = 'list'] = process.argv.slice(2);
const program = first === HOST_VERB ? 'host' : first.startsWith('-') ? 'modes' : 'verbs';
const executable = import.meta.filename;
// First of all, so that it starts while the client does; where the arguments turn out to be wrong
// it just goes.
let launched = earlyHost(executable);
let early = !launched && MAKING.test(first) ? startHost(executable) : undefined;
const start: StartHost = Object.assign(
  () => {
    const host = early?.pid === undefined ? startHost(executable) : early; // which tells why there is none
    early = undefined;
    return host;
  },
  {
    early: () => {
      const host = launched;
      launched = undefined;
      return host;
    },
  },
);
const file = path.join(path.dirname(executable), `${program}.cjs`);
const { exports, code } = load<Runs>(file, WORD.test(first) ? `${program}${first}` : program, process.env);
exports.run(start, code);

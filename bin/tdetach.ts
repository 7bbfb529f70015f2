// The executable. It loads the program that the arguments call for (one half of the client, or the
// host), with V8's compiled code from an earlier run, and runs it.
import path from 'node:path';
import { earlyHost } from '../src/base/launch/early-host.ts';
import type { StartHost } from '../src/base/launch/start-host-type.ts';
import { HOST_VERB } from '../src/base/launch/launch-messages.ts';
import { inOurWords } from '../src/cli/reading/habits.ts';
import { load } from '../src/v8/code-cache.ts';
import type { CompiledCode } from '../src/v8/code-cache.ts';
import { startHost } from '../src/v8/spawn-host.ts';

/** What each program exports (bin/modes.ts, bin/verbs.ts, bin/host.ts). */
interface Runs {
  /**
   * @param startHost starts a host
   * @param code the compiled code, to be saved once most functions have run
   */
  run(startHost: StartHost, code: CompiledCode): void;
}

/** A mode or a verb. Each calls different functions, so each has compiled code of its own. */
const WORD = /^-?[A-Za-z]{1,12}$/;

/** Modes and verbs that create a session, if their arguments are valid. */
const MAKING = /^(-c|--create|-n|--new|run)$/;

const given = process.argv.slice(2);
const same = inOurWords(given);
if (same) process.argv.splice(2, given.length, ...same);
const [first = 'list'] = process.argv.slice(2);
const program = first === HOST_VERB ? 'host' : first.startsWith('-') ? 'modes' : 'verbs';
const executable = import.meta.filename;
// Start the host first, so that it starts while the client does. If the arguments turn out to be
// wrong, it exits.
let launched = earlyHost(executable);
let early = !launched && MAKING.test(first) ? startHost(executable) : undefined;
const start: StartHost = Object.assign(
  () => {
    const host = early?.pid === undefined ? startHost(executable) : early; // a second failed start reports why
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

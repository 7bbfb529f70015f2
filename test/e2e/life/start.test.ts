// How a program is started: everything that the kernel shows of it is as under dtach, whatever its
// caller is like.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { EXECUTABLE, NODES, Sandbox, eventually } from '../../support/sandbox.ts';
import { Terminal } from '../../support/terminal.ts';

/** The real Python: the one on the search path may be a script that starts it. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();

/**
 * Writes what the kernel shows of this process to a file, as JSON. The size of the terminal is the
 * session's; dtach's is 0.
 */
const SHOW = `
import json, os, subprocess, sys
status = dict(l.split(':', 1) for l in open('/proc/self/status').read().splitlines())
names = ['SigBlk', 'SigIgn', 'SigCgt', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp', 'Umask',
  'Groups', 'Uid', 'Gid', 'Cpus_allowed', 'Mems_allowed', 'THP_enabled']
stat = open('/proc/self/stat').read().rsplit(')', 1)[1].split()
stty = lambda how: subprocess.run(['stty', how], stdout=subprocess.PIPE, text=True).stdout
environ = open('/proc/self/environ', 'rb').read().decode('latin1').split('\\0')
seen = {
  'status': {name: status.get(name, '').strip() for name in names},
  'leads its session and the terminal': [stat[2] == stat[3] == str(os.getpid()), stat[5] == stat[3]],
  'nice, priority, policy': [stat[16], stat[15], stat[38]],
  'limits': open('/proc/self/limits').read().splitlines(),
  'oom_score_adj': open('/proc/self/oom_score_adj').read(),
  'personality': open('/proc/self/personality').read(),
  'coredump_filter': open('/proc/self/coredump_filter').read(),
  'cgroup': open('/proc/self/cgroup').read(),
  'stty -a': [line.split('rows')[0] for line in stty('-a').splitlines()],
  'stty -g': stty('-g'),
  'environ': sorted(one for one in environ if not one.startswith('TDETACH_')),
  'cwd': os.getcwd(),
  'arguments': sys.argv[2:],
}
fds = [int(fd) for fd in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + fd)]
seen_fds = {'descriptors': fds}
open(sys.argv[1] + '.new', 'w').write(json.dumps({**seen, **seen_fds}))
os.rename(sys.argv[1] + '.new', sys.argv[1])
`;

/** An odd caller: sets itself up as its arguments say. */
const ODD = `
import os, resource, signal, sys
for one in [signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGTSTP, 40]: signal.signal(one, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGUSR2, signal.SIGALRM, signal.SIGCHLD, 34, 64])
resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
resource.setrlimit(resource.RLIMIT_CORE, (0, 4096))
os.nice(3)
os.umask(0o026)
os.dup2(os.open('/dev/null', os.O_RDONLY), 9, inheritable=True)
os.execvp(sys.argv[1], sys.argv[1:])
`;

type Seen = Readonly<Record<string, unknown>> & {
  readonly environ: string[];
  readonly descriptors: number[];
};

/** Starts programs from callers of any kind. */
class Callers {
  readonly #box: Sandbox;
  readonly #bin: string;
  #count = 0;

  /** @param node the Node that the search path finds first */
  constructor(t: Test, box: Sandbox, node: string) {
    this.#box = box;
    this.#bin = box.path('a bin');
    fs.mkdirSync(this.#bin);
    fs.symlinkSync(node, path.join(this.#bin, 'node'));
    fs.symlinkSync(EXECUTABLE, path.join(this.#bin, 'tdetach'));
    t.teardown(() => {
      for (const pid of this.#ends) process.kill(pid, 'SIGKILL');
    });
  }
  readonly #ends: number[] = [];

  get env(): Record<string, string> {
    const { PATH = '', HOME = '' } = process.env;
    return {
      PATH: `${this.#bin}:${PATH}`,
      HOME,
      TERM: 'xterm',
      PWD: this.#box.folder,
      TDETACH_DIR: this.#box.folder,
    };
  }

  /** A command that writes how it was started to a file. */
  show(): { file: string; command: string[] } {
    const file = this.#box.path(`seen${this.#count++}`);
    return { file, command: [PYTHON, '-c', SHOW, file, '', 'a b', '"'] };
  }

  async seen(file: string): Promise<Seen> {
    await eventually(
      () => fs.existsSync(file),
      () => fs.readdirSync(this.#box.folder),
    );
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Seen;
  }

  /** Runs a command without a terminal, to its end. */
  async run(command: readonly string[], env: Record<string, string>): Promise<number | null> {
    const [file = '', ...args] = command;
    const child = spawn(file, args, { cwd: this.#box.folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const [status] = (await once(child, 'exit')) as [number | null];
    return status;
  }
}

/** Leaves out what differs from a program under dtach. */
const alike = (seen: Seen): unknown => ({ ...seen, descriptors: [] });

for (const node of NODES) {
  t.test(
    `from an odd caller without a terminal a program is started as under dtach, with ${node}`,
    async (t) => {
      const box = new Sandbox(t);
      const callers = new Callers(t, box, node);
      const odd = [PYTHON, '-c', ODD];
      const plain = callers.env;
      const withoutFolder = Object.fromEntries(Object.entries(plain).filter(([name]) => name !== 'PWD'));
      const environments: Record<string, Record<string, string>> = {
        'a plain environment': plain,
        'no PWD': withoutFolder,
        'what shells, Node and the dynamic linker read': {
          ...plain,
          ...{
            PWD: '/nowhere',
            OLDPWD: '/nowhere',
            SHLVL: '7',
            _: '/x',
            PS1: '$ ',
            PPID: '1',
            IFS: 'x',
            ENV: '/x',
          },
          ...{
            LC_ALL: 'none',
            NODE_OPTIONS: '--none',
            NODE_DEBUG: 'net',
            SHELLOPTS: 'posix',
            BASH_ENV: '/x',
          },
        },
        'odd names and values': {
          ...plain,
          ...{
            'a.b': '1',
            'BASH_FUNC_f%%': '() { :; }',
            'a-b': '',
            EMPTY: '',
            LINE: 'a\nb\n',
            GERMAN: 'ä',
            '1': '2',
          },
        },
        'a large environment': {
          ...plain,
          ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((c) => [c, c.repeat(20_000)])),
        },
      };
      let count = 0;
      for (const [what, env] of Object.entries(environments)) {
        const [theirs, ours] = [callers.show(), callers.show()];
        const name = `s${count++}`;
        t.equal(
          await callers.run([...odd, 'dtach', '-n', box.path(`${name}.dtach`), ...theirs.command], env),
          0,
        );
        t.equal(await callers.run([...odd, 'tdetach', '-n', name, ...ours.command], env), 0);
        const [expected, found] = [await callers.seen(theirs.file), await callers.seen(ours.file)];
        t.strictSame(alike(found), alike(expected), `all is as dtach has it: ${what}`);
        t.strictSame(found.descriptors, [0, 1, 2], 'it has no descriptor but its terminal');
      }
      for (const [mode, args] of Object.entries({ run: ['run', 'r1', '--'], '-N': ['-q', '-N', 'n1'] })) {
        const [theirs, ours] = [callers.show(), callers.show()];
        t.equal(
          await callers.run([...odd, 'dtach', '-n', box.path(`${mode}.dtach`), ...theirs.command], plain),
          0,
        );
        t.equal(await callers.run([...odd, 'tdetach', ...args, ...ours.command], plain), 0);
        const [expected, found] = [await callers.seen(theirs.file), await callers.seen(ours.file)];
        t.strictSame(alike(found), alike(expected), `all is as dtach has it: ${mode}`);
      }
    },
  );

  t.test(
    `from a terminal with unusual settings a program is started as under dtach, with ${node}`,
    async (t) => {
      const box = new Sandbox(t);
      const callers = new Callers(t, box, node);
      const settings = "stty erase '^H' intr '^T' -ixon -iutf8 eol 'x' -echoe 9600 ixany";
      const ways = {
        '-n': ['-n', 's1'],
        '-c': ['-c', 's2'],
        '-A': ['-A', 's3'],
        run: ['run', 's4', '--'],
        '-N': ['-N', 's5'],
      };
      const expected = callers.show();
      await inTerminal(settings, ['dtach', '-n', box.path('dtach'), ...expected.command]);
      const theirs = await callers.seen(expected.file);
      for (const [mode, args] of Object.entries(ways)) {
        const shown = callers.show();
        const status = await inTerminal(settings, ['tdetach', ...args, ...shown.command]);
        t.equal(status, 0, mode);
        t.strictSame(alike(await callers.seen(shown.file)), alike(theirs), `all is as dtach has it: ${mode}`);
      }
      const shown = callers.show();
      await inTerminal(settings, ['node', EXECUTABLE, '-c', 's6', ...shown.command]);
      const found = await callers.seen(shown.file);
      t.equal(found['stty -g'], theirs['stty -g'], 'settings are copied without the launcher, too');

      /** Runs a command in a terminal, to its end. */
      async function inTerminal(script: string, command: readonly string[]): Promise<number> {
        const shell = ['/bin/sh', '-c', `${script}; exec "$@"`, 'sh', ...command];
        const terminal = new Terminal(shell, { cwd: box.folder, env: callers.env });
        return terminal.status();
      }
    },
  );
}

// Describes what the figures were taken on: the machine and the versions. No names, no paths.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { TO_INSTALL, peers } from './peers.ts';

const ROOT = new URL('../../', import.meta.url);
const BYTES_PER_GIB = 1024 ** 3;

/** The version of the package in a folder. */
function packageVersion(folder: string): string {
  const text = fs.readFileSync(new URL(`${folder}package.json`, ROOT), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The version in what a command prints: the first number with a point in it. */
export const versionIn = (text: string): string => /\d+\.[\w.]*\w/.exec(text)?.[0] ?? 'unknown';

function installedVersion(name: string): string {
  const [command, ...args] = peers([name])[0]?.version?.() ?? [];
  return command === undefined
    ? 'not installed'
    : versionIn(execFileSync(command, args, { encoding: 'utf8' }));
}

/**
 * @param node path of an executable
 * @throws Error if it is not a Node
 */
function nodeVersion(node: string): string {
  try {
    const text = execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    if (/^v\d+\.\d+/.test(text)) return text.trim();
  } catch {
    // The error that is thrown below says it.
  }
  throw new Error(`--node takes the path of a Node, which ${JSON.stringify(node)} is not`);
}

/** The list of the machine and the versions, as lines of Markdown. */
export function surroundings(nodes: readonly string[]): string[] {
  const cpus = os.cpus();
  const memory = `${(os.totalmem() / BYTES_PER_GIB).toFixed(0)} GiB of memory`;
  const machine = `${cpus.length} x ${cpus[0]?.model.trim() ?? 'a processor'}, ${memory}, ${os.type()} ${os.release()}`;
  const versions = [
    `tdetach ${packageVersion('./')}`,
    `Node ${nodes.map((node) => nodeVersion(node).slice(1)).join(' and ')}`,
    `@xterm/headless ${packageVersion('node_modules/@xterm/headless/')}`,
    ...TO_INSTALL.map((name) => `${name} ${installedVersion(name)}`),
  ];
  return [`- Machine: ${machine}`, `- Versions: ${versions.join(', ')}`];
}

const averages = (load: readonly number[]): string => load.map((one) => one.toFixed(2)).join(', ');

/**
 * Tells how busy the machine was, with other work and with the measures: the load averages.
 * @param before,after load averages of 1, 5 and 15 minutes (os.loadavg)
 */
export const loadLine = (before: readonly number[], after: readonly number[]): string =>
  `Load averages over 1, 5 and 15 minutes: ${averages(before)} before the first measure, ${averages(after)} after the last.`;

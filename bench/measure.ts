// A measure, and how it is taken: all peers in turn, round by round, so that other load on the
// machine affects all alike.
import fs from 'node:fs';
import path from 'node:path';
import { peers } from './peers.ts';
import { Stage } from './stage.ts';
import type { Base, Row } from './table.ts';

/** The figures of one round, by part; a measure of one part has an empty name for it. */
export type Figures = Readonly<Record<string, number>>;

export const USUAL_ROUNDS = 5;

export interface Measure {
  readonly name: string;
  /** The unit of the figures; empty if the names of the parts say it. */
  readonly unit: string;
  /** What the measure takes, in a sentence or two. */
  readonly says: string;
  /** Names of the peers that are measured. */
  readonly peers: readonly string[];
  readonly bases: readonly Base[];
  /** The number of rounds if the command line gives none; USUAL_ROUNDS if left out. */
  readonly rounds?: number;
  /** Makes what the first round needs. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  readonly take: (stage: Stage) => Promise<Figures>;
}

const stages = new Set<Stage>();

/** Ends all that runs for a measure, so that the measure fails. */
export async function abandon(): Promise<void> {
  for (const stage of stages) await stage.abandon();
}

/** Removes a folder in which processes that are about to end may still be writing. */
export const remove = (folder: string): void =>
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

async function prepared(measure: Measure, parent: string, home: string): Promise<Stage[]> {
  const made: Stage[] = [];
  for (const peer of peers(measure.peers)) {
    const stage = new Stage(peer, parent, home);
    stages.add(stage);
    made.push(stage);
    await measure.prepare?.(stage);
  }
  return made;
}

/**
 * Takes a measure.
 * @param folder the run's; its path has to be short, because that of a socket has 107 bytes at most
 */
export async function rowsOf(measure: Measure, rounds: number, folder: string): Promise<Row[]> {
  const rows: { peer: string; part: string; figures: number[] }[] = [];
  const own = path.join(folder, 'm');
  fs.mkdirSync(own, { mode: 0o700 });
  try {
    const ready = await prepared(measure, own, folder);
    for (let round = 0; round < rounds; round++) {
      for (const stage of ready) {
        const peer = stage.peer.name;
        for (const [part, figure] of Object.entries(await measure.take(stage))) {
          const row = rows.find((row) => row.peer === peer && row.part === part);
          if (row) row.figures.push(figure);
          else rows.push({ peer, part, figures: [figure] });
        }
      }
    }
    for (const stage of ready) await stage.end();
  } finally {
    await abandon();
    stages.clear();
    remove(own);
  }
  return rows;
}

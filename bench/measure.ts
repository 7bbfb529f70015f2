// A measure, and how it is taken: of all peers in turn, round by round, so that what else the
// machine does meets all alike.
import fs from 'node:fs';
import path from 'node:path';
import { peers } from './peers.ts';
import { Stage } from './stage.ts';
import type { Base, Row } from './table.ts';

/** The figures of one round, by what they are of; under an empty name where there is but one. */
export type Figures = Readonly<Record<string, number>>;

export const USUAL_ROUNDS = 5;

export interface Measure {
  readonly name: string;
  /** Of the figures; empty where their parts say it. */
  readonly unit: string;
  /** What is taken, in a sentence or two. */
  readonly says: string;
  /** Names of the peers that it is taken of. */
  readonly peers: readonly string[];
  readonly bases: readonly Base[];
  /** How many rounds it has where none are asked for; USUAL_ROUNDS, if it is left out. */
  readonly rounds?: number;
  /** Makes what has to be there before the first round. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  readonly take: (stage: Stage) => Promise<Figures>;
}

const stages = new Set<Stage>();

/** Ends all that runs for a measure, which fails. */
export async function abandon(): Promise<void> {
  for (const stage of stages) await stage.abandon();
}

/** Removes a folder in which those that are about to end may still be writing. */
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
 * @param folder of the run; its path has to be short, as that of a socket may have 107 bytes
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

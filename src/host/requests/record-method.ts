// Recording a session.
import path from 'node:path';
import { deviceAt } from '../../base/terminal/device.ts';
import { Refusal } from './refusal.ts';
import type { Asked } from './host-context.ts';

/** Begins a recording, adds a marker to it, or ends it: whichever key of the params says. */
export async function record({
  session,
  params,
  from,
  reply,
}: Asked<'files' | 'pty' | 'stats'>): Promise<void> {
  const { file, force = false, version = 2, marker, stop } = params;
  if ([file, marker, stop].filter((one) => one !== undefined).length !== 1) throw new Refusal('bad-params');
  if (version !== 2 && version !== 3) throw new Refusal('bad-params');
  if (from.attached?.readonly) throw new Refusal('read-only');
  if (typeof marker === 'string') session.files.mark(marker);
  else if (stop === true) await session.files.stop();
  else if (
    typeof file === 'string' &&
    deviceAt(file) === session.pty.device &&
    session.pty.device !== undefined
  )
    throw new Refusal('own-terminal');
  else if (typeof file === 'string' && path.isAbsolute(file) && typeof force === 'boolean')
    await session.files.record(file, { force, version });
  else throw new Refusal('bad-params');
  reply({ output: session.stats.output });
}

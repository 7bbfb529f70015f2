// Recordings of a session. Its host makes them, so that clients need not stay.
import type { Address } from '../../base/address/address.ts';
import { TdetachError } from '../../base/error.ts';
import { cannotWrite } from '../../base/file-failure.ts';
import { FILE_END_MS } from '../../base/limits/file-limits.ts';
import { Conversation } from './request.ts';

/** Other refusals of a host, worded to follow the session's name. */
const REFUSALS: Readonly<Record<string, string>> = {
  recording: 'it is being recorded already: tdetach record SESSION --stop ends that',
  'not-recording': 'it is not being recorded',
  'own-terminal': 'the file is its own terminal, where what is recorded would be recorded again',
  'session-ended': 'it has just ended',
  incomplete: `the file took nothing for ${FILE_END_MS / 1000} s: the end of the recording is lost`,
  'read-only': 'this client only looks on',
};

const INSTEAD = 'give another name, or -f to replace it';

async function ask(address: Address, params: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await Conversation.with(address, (host) => host.ask('record', params));
  } catch (error) {
    if (!(error instanceof TdetachError) || error.code !== 'refused') throw error;
    const code = String(error.cause);
    const known = REFUSALS[code]?.replace('SESSION', address.session);
    if (known !== undefined) throw new TdetachError('refused', `${address.session}: ${known}`, code);
    const { file } = params;
    throw typeof file === 'string' && /^E[A-Z0-9]+$/.test(code) ? cannotWrite(file, code, INSTEAD) : error;
  }
}

/** How a recording is made. */
export interface RecordingOrder {
  /** True if the file's present contents may be overwritten. */
  readonly force: boolean;
  /** Version of asciicast. */
  readonly version: 2 | 3;
}

/**
 * Records from now on.
 * @param file absolute path
 * @throws TdetachError bad-file, refused, and of the connection
 */
export const startRecording = (address: Address, file: string, how: RecordingOrder): Promise<void> =>
  ask(address, { file, ...how });

/** @throws TdetachError refused, and of the connection */
export const addMarker = (address: Address, marker: string): Promise<void> => ask(address, { marker });

/**
 * Returns when all of the recording is in its file.
 * @throws TdetachError refused, and of the connection
 */
export const stopRecording = (address: Address): Promise<void> => ask(address, { stop: true });

// Measures of the processor time that output takes from the program to the terminal.
import { textFile } from './floods.ts';
import type { Measure } from './measure.ts';
import { ABDUCO, DTACH, TDETACH, TMUX } from './peers.ts';
import { atRest, hostOf, processorMs } from './processes.ts';
import { show, showing } from './speed.ts';

/** @param folder the folder with the floods */
export const processor = (folder: string): readonly Measure[] => [
  {
    name: 'processor time for 64 MiB of text',
    unit: 'ms',
    says:
      'User and system time of the host (dtach’s and abduco’s master, tmux’s server) and of the client, from the key that ' +
      'starts it until both do nothing any more.',
    peers: [DTACH, ABDUCO, TMUX, TDETACH],
    bases: [{ peer: DTACH }, { peer: TMUX }],
    take: (stage) =>
      stage.run(showing(textFile(folder)), async (run) => {
        const [host, client] = [hostOf(run.pid), run.player.pid];
        const spent = (): [number, number] => [processorMs(host), processorMs(client)];
        await atRest([host, client], stage.peer.restMs);
        const before = spent();
        await show(run);
        await atRest([host, client], stage.peer.restMs);
        const after = spent();
        const [ofHost, ofClient] = [after[0] - before[0], after[1] - before[1]];
        return { host: ofHost, client: ofClient, both: ofHost + ofClient };
      }),
  },
];

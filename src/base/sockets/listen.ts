// Listens on Unix sockets through Node's internals, for two reasons. server.listen() loads cluster
// and with it the modules that start processes (0.4 MB of a host's memory). server.close() unlinks
// the bound path, even if another socket is there by now.
import net from 'node:net';
import util from 'node:util';
import { withSocketPath } from '../address/socket-path.ts';

/** Keeps all other users out from the first moment. */
const PRIVATE_UMASK = 0o077;

/** Backlog of connections to accept, the same as Node's own. */
const WAITING_CONNECTIONS = 511;

/** The kind of a Pipe that listens (PipeConstants.SERVER in Node's lib/net.js). */
const PIPE_SERVER = 1;

/** Node's handle of a Unix socket. */
interface Pipe {
  readonly fd: number;
  /** @returns 0, or the negative number of an error */
  bind(path: string): number;
  close(): void;
}

interface Inside {
  _handle?: Pipe | null;
  _listen2?(
    path: string | null,
    port: -1 | null,
    family: -1 | null,
    backlog: number,
    descriptor?: number,
  ): void;
}

/** Calls `bind` with a path that fits, under the private umask. */
function bindPrivately<T>(folder: string, file: string, bind: (path: string) => T): T {
  const umask = process.umask(PRIVATE_UMASK);
  try {
    return withSocketPath(folder, file, bind);
  } finally {
    process.umask(umask);
  }
}

function whenListening(server: net.Server): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** Binds a socket and listens. The server's close() unlinks this path. */
export function listenAt(folder: string, file: string): Promise<net.Server> {
  const server: net.Server & Inside = net.createServer();
  const listening = whenListening(server);
  bindPrivately(folder, file, (path) => {
    if (server._listen2) server._listen2(path, -1, -1, WAITING_CONNECTIONS);
    else server.listen({ path });
  });
  return listening;
}

/** Returns a system error in the form of Node's own. */
function systemError(number: number, what: string): NodeJS.ErrnoException {
  const code = util.getSystemErrorName(number);
  return Object.assign(new Error(`${what}: ${code}`), { code, errno: number });
}

/**
 * Binds a socket and listens, without a turn of the event loop in between. The server's close()
 * leaves the path alone: the descriptor belongs to a second handle that has no path. The first
 * handle is never closed, and lives as long as the process.
 * @param other any server that listens on a Unix socket; its handle is the only way to the class
 *   Pipe
 * @throws EADDRINUSE if a file of this name exists
 */
export function listenWithoutUnlink(other: net.Server, folder: string, file: string): Promise<net.Server> {
  const made = (other as Inside)._handle as Pipe & { readonly constructor: new (kind: number) => Pipe };
  const bound = new made.constructor(PIPE_SERVER);
  const failed = bindPrivately(folder, file, (path) => bound.bind(path));
  if (failed !== 0) {
    bound.close();
    return Promise.reject(systemError(failed, `bind ${file}`));
  }
  const server: net.Server & Inside = net.createServer();
  const listening = whenListening(server);
  if (server._listen2) server._listen2(null, null, null, WAITING_CONNECTIONS, bound.fd);
  else server.listen({ fd: bound.fd });
  return listening;
}

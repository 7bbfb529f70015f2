// Unix sockets that listen, with what Node has inside for them: its own server.listen() loads
// cluster, with all that starts processes (0.4 MB of a host's memory), and server.close() unlinks
// the path that it has bound, even if another socket is there by now.
import net from 'node:net';
import util from 'node:util';
import { withSocketPath } from '../address/socket-path.ts';

/** The permissions that keep all others out, from the first moment. */
const PRIVATE_UMASK = 0o077;

/** Connections that wait to be accepted: Node's own number. */
const WAITING_CONNECTIONS = 511;

/** What Node gives a Pipe that listens (PipeConstants.SERVER in its lib/net.js). */
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

/** Calls what binds a path, with room for it, under the umask that keeps all others out. */
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

/** Binds a socket and listens. Its close() unlinks the path that is bound here. */
export function listenAt(folder: string, file: string): Promise<net.Server> {
  const server: net.Server & Inside = net.createServer();
  const listening = whenListening(server);
  bindPrivately(folder, file, (path) => {
    if (server._listen2) server._listen2(path, -1, -1, WAITING_CONNECTIONS);
    else server.listen({ path });
  });
  return listening;
}

/** An error of the system as Node's own are. */
function systemError(number: number, what: string): NodeJS.ErrnoException {
  const code = util.getSystemErrorName(number);
  return Object.assign(new Error(`${what}: ${code}`), { code, errno: number });
}

/**
 * Binds a socket and listens, in one go. Its close() leaves the path alone: the descriptor is given
 * to a second handle, which knows of no path. The first is never closed, and lives as long as the
 * process.
 * @param other any server that listens on a Unix socket, as there is no other way to the class of
 *   its handle
 * @throws EADDRINUSE where anything has this name
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

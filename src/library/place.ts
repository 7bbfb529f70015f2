// Where the library looks for sessions: where the command line does, or in a folder that the caller
// names.

export interface Place {
  /**
   * The folder of sessions with bare names; by default `$TDETACH_DIR`, else `/tmp/tdetach-$UID`. It
   * must belong to the user and have mode 0700.
   */
  readonly folder?: string | undefined;
}

/** Returns the environment with which a bare name is looked up. */
export const environment = ({ folder }: Place): Readonly<Record<string, string | undefined>> =>
  folder === undefined ? process.env : { TDETACH_DIR: folder };

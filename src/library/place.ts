// Where the sessions are that the library is asked for: as on the command line, or in a folder that
// the caller names.

export interface Place {
  /**
   * The folder of sessions that are given by a bare name: `TDETACH_DIR` of the environment by
   * default, else `/tmp/tdetach-$UID`. It must be the user's own, with mode 0700.
   */
  readonly folder?: string | undefined;
}

/** The environment that a bare name is looked up by. */
export const environment = ({ folder }: Place): Readonly<Record<string, string | undefined>> =>
  folder === undefined ? process.env : { TDETACH_DIR: folder };

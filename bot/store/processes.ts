/** What processes that share a database have to do with each other. */

/** Short texts between processes on one database, told as they happen and kept nowhere; one that is lost is lost. */
export interface Signs {
  /** Tells the other processes; never waits and never fails. At most 1,000 bytes; a longer one is dropped. */
  tell(sign: string): void;
  /** Calls `listener` for what other processes tell. */
  onHeard(listener: (sign: string) => void): void;
}

/** Looking for what other processes left behind. */
export interface Sweep {
  readonly everyMs: number;
  /** Frees what the dead had taken; true when one of the processes was there last time, and is gone. */
  run(): Promise<boolean>;
}

/** Where groups wait on disk. One spool belongs to one client; only `read` may throw. */
export interface Spool {
  /** Keeps a group; undefined when the spool is full or cannot be written. */
  append(group: SpoolGroup): SpoolEntry | undefined;
  /**
   * The text of a group; undefined when it is damaged.
   *
   * @throws when it cannot be read at the moment, for example for want of a file descriptor
   */
  read(entry: SpoolEntry): string | undefined;
  /** Says that a group need not be kept any longer. */
  release(entry: SpoolEntry): void;
  /** Groups that processes left behind which are no more, lot by lot. */
  adopt(): Iterable<AdoptedSpool>;
  /** Ends the client's hold; what was not released is for the next start. */
  close(): void;
}

export interface SpoolGroup {
  first: number;
  last: number;
  text: string;
  /** JSON members `"sdk":…,"resource":…` under which the group is to be sent. */
  header: string;
}

/** Where a group lies. */
export interface SpoolEntry {
  readonly segment: unknown;
  readonly offset: number;
  readonly length: number;
}

export interface AdoptedSpool {
  instance: string;
  groups: { first: number; last: number; header: string; bytes: number; entry: SpoolEntry }[];
}

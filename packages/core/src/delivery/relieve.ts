import type { GroupStorage } from "./group-storage.ts";
import { joinAt, type OutboxGroup } from "./outbox-group.ts";

/** How far memory is to be freed, and how long that may take. */
export interface Relief {
  /** Records that may stay in memory. */
  readonly records: number;
  /** Bytes of texts that may. */
  readonly bytes: number;
  /** Most groups that may be written to disk for it: each takes its time. */
  readonly writes: number;
  /** Most groups that are freed: thousands of small ones take theirs too. */
  readonly groups: number;
  /** Records up to which neighbours on disk become one. */
  readonly joined: number;
}

/** Frees the memory of groups that wait, the newest first: the oldest is sent next. */
export function relieve(groups: OutboxGroup[], storage: GroupStorage, relief: Relief): void {
  let writesLeft = relief.writes;
  let groupsLeft = relief.groups;
  /** Groups of one segment are removed together: it is looked for once. */
  let looked: { segment: unknown; isRemoved: boolean } | undefined;
  for (let i = groups.length - 1; i >= 0; i--) {
    if (storage.inMemory <= relief.records && storage.bytesInMemory <= relief.bytes) return;
    const group = groups[i]!;
    if (group.text === undefined || storage.isPartOnDisk(group)) continue;
    if (groupsLeft-- <= 0) return;
    const segment = group.entry?.segment;
    if (segment !== looked?.segment) looked = { segment, isRemoved: storage.isRemoved(group) };
    if (looked?.isRemoved) storage.forgetPlace(group);
    if (group.entry === undefined && writesLeft-- === 0) return;
    if (!storage.write(group)) return;
    storage.forgetText(group);
    joinAt(groups, i + 1, relief.joined);
    joinAt(groups, i, relief.joined);
  }
}

import type { Spool, SpoolEntry, SpoolGroup } from "../../src/delivery/spool.ts";

/**
 * A spool that a test looks into.
 *
 * @param frames what it holds, in the order written
 * @param hasRoom asked before each write
 */
export function memorySpool(frames: Map<number, SpoolGroup>, hasRoom: () => boolean): Spool {
  const framesOf = ({ offset, frames: count }: SpoolEntry): SpoolGroup[] =>
    Array.from({ length: count }, (_, i) => frames.get(offset + i)!);
  let next = 0;
  return {
    append(group) {
      if (!hasRoom()) return undefined;
      frames.set(next, { ...group });
      return { segment: frames, offset: next++, length: 1, frames: 1 };
    },
    read: (entry) =>
      framesOf(entry)
        .map(({ text }) => text)
        .join(","),
    salvage: framesOf,
    holds: ({ offset }) => frames.has(offset),
    release(entry) {
      for (let i = 0; i < entry.frames; i++) frames.delete(entry.offset + i);
    },
    addDeadLetter: () => undefined,
    keepStats: () => undefined,
    *adopt() {},
    close: () => undefined,
  };
}

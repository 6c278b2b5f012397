import type { Store } from "@peekjs/protocol";

/** When a batch came, and when its client would bring it again. */
export interface Arrival {
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** The shortest time, in milliseconds, after which its client sends again what failed. */
  shortestBackoff: number;
}

/**
 * Keys that are made of what is in a batch, for clients that give it none. A batch under a key that is known is a repeat
 * where the first under it came so long ago that a client may have tried again since; one that comes sooner happens to be
 * alike, as a loop makes them, and is kept.
 */
export class ContentKeys {
  readonly #knownSince: Store["knownSince"];
  /** When those batches arrived that are being kept. */
  readonly #underWay = new Map<string, number>();

  /** @param knownSince as of a store */
  constructor(knownSince: Store["knownSince"]) {
    this.#knownSince = knownSince;
  }

  /** The index of the last of the keys under which a batch that comes now is a repeat; -1 without any. */
  async lastRepeat(keys: readonly string[], arrival: Arrival): Promise<number> {
    const known = await this.#knownSince(keys);
    return known.findLastIndex((since) => since !== undefined && !isTooSoon(since, arrival));
  }

  /**
   * Runs `keep` with the key under which a batch is to be kept: its own, by which the store tells that it is a repeat, or
   * none where it only happens to be alike.
   */
  async whileKept<T>(
    key: string,
    arrival: Arrival,
    keep: (key: string | undefined) => Promise<T>,
  ): Promise<T> {
    const rival = this.#underWay.get(key);
    if (rival !== undefined) return keep(isTooSoon(rival, arrival) ? undefined : key);
    this.#underWay.set(key, arrival.receivedAt);
    try {
      const [since] = await this.#knownSince([key]);
      return await keep(since !== undefined && isTooSoon(since, arrival) ? undefined : key);
    } finally {
      this.#underWay.delete(key);
    }
  }
}

function isTooSoon(since: number, { receivedAt, shortestBackoff }: Arrival): boolean {
  return receivedAt - since < shortestBackoff;
}

/** Reports in a row by which ones that came before are known. */
const SHORTEST_RUN = 8;

/** Reports that are remembered: a client holds at most 10,000. */
const CAPACITY = 131_072;

/** What a report is compared by. */
export interface Report {
  /** 32 bits of its content. */
  fingerprint: number;
  /** When it happened, milliseconds since 1970; NaN where it does not say. */
  time: number;
}

/**
 * The latest reports that were kept, in their order. PeekAPI's clients write a batch whose answer they missed to a file,
 * and bring it again behind, between or in front of others, cut elsewhere; while nobody answers they read that file
 * once a minute, so that its reports come many times. They number nothing: what comes again is known by a row of
 * reports that are alike one by one, and do not all happen at the same time. Since time only goes on, no client makes
 * such a row anew.
 */
export class RecentReports {
  readonly #fingerprints: number[] = [];
  /** Where a fingerprint came last; the first place, where several alike followed each other. */
  readonly #places = new Map<number, number>();
  #count = 0;

  /** The numbers of the reports of a batch that are not known, neither from before nor from earlier in the batch. */
  unknownAmong(reports: readonly Report[]): number[] {
    const batch = new RecentReports();
    const unknown: number[] = [];
    for (let number = 0; number < reports.length;) {
      const length = Math.max(this.#runAt(reports, number), batch.#runAt(reports, number));
      if (length === 0) {
        batch.add(reports[number]!.fingerprint);
        unknown.push(number);
      }
      number += Math.max(length, 1);
    }
    return unknown;
  }

  add(fingerprint: number): void {
    const slot = this.#count % CAPACITY;
    const oldest = this.#fingerprints[slot];
    if (oldest !== undefined && this.#places.get(oldest) === this.#count - CAPACITY) {
      this.#places.delete(oldest);
    }
    const follows = this.#count > 0 && this.#at(this.#count - 1) === fingerprint;
    if (!follows || !this.#places.has(fingerprint)) this.#places.set(fingerprint, this.#count);
    this.#fingerprints[slot] = fingerprint;
    this.#count++;
  }

  /** How many reports from `start` on are known in this order; 0 where they are too few to tell. */
  #runAt(reports: readonly Report[], start: number): number {
    const place = this.#places.get(reports[start]!.fingerprint);
    if (place === undefined) return 0;
    let length = 1;
    while (
      start + length < reports.length &&
      place + length < this.#count &&
      this.#at(place + length) === reports[start + length]!.fingerprint
    ) {
      length++;
    }
    const passes = reports[start]!.time < reports[start + length - 1]!.time;
    return length >= SHORTEST_RUN && passes ? length : 0;
  }

  #at(place: number): number | undefined {
    return this.#fingerprints[place % CAPACITY];
  }
}

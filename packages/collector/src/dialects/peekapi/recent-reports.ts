/** Reports in a row by which ones that came before are known. */
const SHORTEST_RUN = 8;

/** Reports that are remembered: a client holds at most 10,000. */
const CAPACITY = 131_072;

/** Comparisons for each report of a batch, beyond which the rest counts as new: anyone may send what is all alike. */
const MOST_COMPARISONS = 16;

/** What a report is compared by. */
export interface Report {
  /** 32 bits of its content. */
  fingerprint: number;
  /** When it happened, milliseconds since 1970; NaN where it does not say. */
  time: number;
}

/** Reports in a row that came in the same order before. */
interface Run {
  length: number;
  /** Whether they are enough to tell, and not all of the same time. */
  isRepeat: boolean;
}

const NO_RUN: Run = { length: 0, isRepeat: false };

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
    let comparisons = MOST_COMPARISONS * reports.length;
    for (let number = 0; number < reports.length;) {
      const before = comparisons > 0 ? this.#runAt(reports, number) : NO_RUN;
      const within = comparisons > 0 ? batch.#runAt(reports, number) : NO_RUN;
      comparisons -= before.length + within.length;
      const { length, isRepeat } = better(before, within);
      // A long run that tells nothing holds none that does.
      const end = number + (length >= SHORTEST_RUN ? length : 1);
      for (; number < end; number++) {
        if (isRepeat) continue;
        batch.add(reports[number]!.fingerprint);
        unknown.push(number);
      }
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

  /** The reports from `start` on, as far as they came in this order before. */
  #runAt(reports: readonly Report[], start: number): Run {
    const place = this.#places.get(reports[start]!.fingerprint);
    if (place === undefined) return NO_RUN;
    let length = 1;
    let passes = false;
    while (
      start + length < reports.length &&
      place + length < this.#count &&
      this.#at(place + length) === reports[start + length]!.fingerprint
    ) {
      passes ||= reports[start + length]!.time > reports[start + length - 1]!.time;
      length++;
    }
    return { length, isRepeat: length >= SHORTEST_RUN && passes };
  }

  #at(place: number): number | undefined {
    return this.#fingerprints[place % CAPACITY];
  }
}

function better(one: Run, other: Run): Run {
  if (one.isRepeat !== other.isRepeat) return one.isRepeat ? one : other;
  return one.length >= other.length ? one : other;
}

import { PeekError } from "./peek-error.ts";

/** First and last whole number of a range, both included. */
export type Interval = [first: number, last: number];

/**
 * A set of whole numbers kept as sorted, disjoint intervals: a few numbers for what is mostly contiguous. Adding at
 * the end is O(1), looking up O(log n) in the number of intervals.
 *
 * @example
 * ```ts
 * const accepted = new IntervalSet();
 * accepted.add(1, 500);
 * accepted.missing(401, 600); // [[501, 600]]
 * ```
 */
export class IntervalSet {
  /** first, last, first, last …; neighbours neither overlap nor touch. */
  readonly #bounds: number[] = [];
  #size = 0;

  /**
   * Reads what {@link toJSON} gave.
   *
   * @throws {@link PeekError} `PEEK_E_INTERVALS` where it is not a flat array of sorted, disjoint intervals.
   */
  static fromJSON(bounds: readonly number[]): IntervalSet {
    const set = new IntervalSet();
    if (bounds.length % 2 !== 0) throw malformed("an even number of bounds");
    for (let i = 0; i < bounds.length; i += 2) {
      const first = bounds[i]!;
      const last = bounds[i + 1]!;
      const isSorted = i === 0 || first > bounds[i - 1]!;
      if (!isInterval(first, last) || !isSorted) throw malformed("sorted, disjoint intervals");
      set.add(first, last);
    }
    return set;
  }

  /** How many numbers it holds. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds the numbers from `first` to `last`, both included.
   *
   * @throws {@link PeekError} `PEEK_E_INTERVALS` where they are not whole numbers in this order.
   */
  add(first: number, last: number): void {
    if (!isInterval(first, last)) throw malformed("whole numbers, the first not above the last");
    const bounds = this.#bounds;
    const end = bounds.at(-1);
    if (end === undefined || first > end + 1) {
      bounds.push(first, last);
      this.#size += last - first + 1;
      return;
    }
    // Intervals from `from` up to `to` overlap or touch the new one and merge with it.
    const from = this.#firstEndingAt(first - 1);
    let to = from;
    let mergedFirst = first;
    let mergedLast = last;
    while (to < bounds.length && bounds[to]! <= last + 1) {
      mergedFirst = Math.min(mergedFirst, bounds[to]!);
      mergedLast = Math.max(mergedLast, bounds[to + 1]!);
      this.#size -= bounds[to + 1]! - bounds[to]! + 1;
      to += 2;
    }
    if (to - from === 2) {
      bounds[from] = mergedFirst;
      bounds[from + 1] = mergedLast;
    } else {
      bounds.splice(from, to - from, mergedFirst, mergedLast);
    }
    this.#size += mergedLast - mergedFirst + 1;
  }

  has(number: number): boolean {
    const bounds = this.#bounds;
    const i = this.#firstEndingAt(number);
    return i < bounds.length && bounds[i]! <= number;
  }

  /** The parts of `first` … `last` that are not in the set, in order. */
  missing(first: number, last: number): Interval[] {
    const bounds = this.#bounds;
    const ranges: Interval[] = [];
    let next = first;
    for (let i = this.#firstEndingAt(first); i < bounds.length && bounds[i]! <= last; i += 2) {
      if (bounds[i]! > next) ranges.push([next, bounds[i]! - 1]);
      next = bounds[i + 1]! + 1;
    }
    if (next <= last) ranges.push([next, last]);
    return ranges;
  }

  /** What is missing between the smallest and the largest number. */
  gaps(): Interval[] {
    const bounds = this.#bounds;
    const ranges: Interval[] = [];
    for (let i = 2; i < bounds.length; i += 2) ranges.push([bounds[i - 1]! + 1, bounds[i]! - 1]);
    return ranges;
  }

  /** Bounds as a flat array: first, last, first, last … */
  toJSON(): number[] {
    return this.#bounds.slice();
  }

  /** Position in the bounds of the first interval that ends at `number` or later. */
  #firstEndingAt(number: number): number {
    const bounds = this.#bounds;
    const end = bounds.length / 2 - 1;
    // Most look-ups are of numbers at or beyond the last interval.
    if (end >= 0 && number >= bounds[end * 2]!) {
      return number <= bounds[end * 2 + 1]! ? end * 2 : bounds.length;
    }
    let low = 0;
    let high = end + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bounds[middle * 2 + 1]! >= number) high = middle;
      else low = middle + 1;
    }
    return low * 2;
  }
}

function isInterval(first: number, last: number): boolean {
  return Number.isSafeInteger(first) && Number.isSafeInteger(last) && first <= last;
}

function malformed(expected: string): PeekError {
  return new PeekError("PEEK_E_INTERVALS", `Intervals must be ${expected}.`);
}

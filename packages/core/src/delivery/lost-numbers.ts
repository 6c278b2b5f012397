import type { LostRange } from "@peekjs/protocol";

/** Ranges that one envelope tells. */
const MOST_ANNOUNCED = 1_000;

/** Numbers of records that will never come, until a collector was told. */
export class LostNumbers {
  #ranges: LostRange[] = [];

  /** What an envelope tells of them. */
  get announcement(): readonly LostRange[] {
    return this.#ranges.slice(0, MOST_ANNOUNCED);
  }

  /** Forgets what a collector was told. */
  announced(ranges: readonly LostRange[]): void {
    if (ranges.length === 0) return;
    const told = new Set(ranges);
    this.#ranges = this.#ranges.filter((range) => !told.has(range));
  }

  /** Those that follow one another become one range. */
  add(ranges: readonly LostRange[]): void {
    for (const range of ranges) {
      const previous = this.#ranges.at(-1);
      const follows = previous?.reason === range.reason && previous.last + 1 === range.first;
      if (follows) this.#ranges[this.#ranges.length - 1] = { ...previous, last: range.last };
      else this.#ranges.push(range);
    }
  }
}

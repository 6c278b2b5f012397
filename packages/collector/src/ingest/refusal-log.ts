import type { RefusedInfo } from "@peekjs/protocol";

const WINDOW = 60_000;
const CAPACITY = 1_000;

interface Refusal {
  code: string;
  detail: string;
  at: number;
}

/** Why batches were refused in the last minute. */
export class RefusalLog {
  #refusals: Refusal[] = [];

  add(code: string, detail: string, now: number): void {
    this.#refusals.push({ code, detail, at: now });
    if (this.#refusals.length > CAPACITY) this.#refusals.splice(0, CAPACITY / 2);
  }

  /** By reason, the latest first. */
  list(now: number): RefusedInfo[] {
    this.#refusals = this.#refusals.filter(({ at }) => now - at < WINDOW);
    const byReason = new Map<string, RefusedInfo>();
    for (const { code, detail, at } of this.#refusals) {
      const known = byReason.get(`${code} ${detail}`);
      const count = (known?.count ?? 0) + 1;
      byReason.set(`${code} ${detail}`, { code, detail, count, lastAt: at });
    }
    return [...byReason.values()].sort((a, b) => b.lastAt - a.lastAt);
  }
}

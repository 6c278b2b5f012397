import { TEXT_LIMITS } from "@peekjs/protocol";
import { maskBeginning } from "./mask-text.ts";
import type { Masks } from "./masks.ts";

/** User agents remembered; callers of the app choose them. */
const MOST_REMEMBERED = 1_000;

/** Takes secrets out of user agents. The same come with request after request: each is looked through once. */
export class UserAgentMask {
  readonly #masks: Masks;
  readonly #known = new Map<string, string>();
  /** The last one, which is found without reading all of it. */
  #previous = "";
  #previousMasked = "";

  constructor(masks: Masks) {
    this.#masks = masks;
  }

  /** Cut to what is reported of it. */
  of(userAgent: string): string {
    if (userAgent === this.#previous) return this.#previousMasked;
    const masked = this.#known.get(userAgent) ?? this.#lookThrough(userAgent);
    this.#previous = userAgent;
    this.#previousMasked = masked;
    return masked;
  }

  #lookThrough(userAgent: string): string {
    const masked = maskBeginning(userAgent, this.#masks, TEXT_LIMITS.userAgent);
    // One that is cut does not recur, and takes memory.
    if (userAgent.length > TEXT_LIMITS.userAgent) return masked;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(userAgent, masked);
    return masked;
  }
}

import type { SamplingRules } from "../options/capture.ts";
import type { Ending } from "../adapter/ending.ts";

/** `left out`: it failed or was slow, but there were too many of these. */
export type Decision = "take" | "pass over" | "left out";

/** What is known of a request when it has ended. */
type Ended = Pick<Ending<never>, "status" | "outcome" | "durationMs" | "error">;

const SECOND = 1_000;

/** Decides of which requests details are reported: of those that failed or were slow before others. */
export class Sampler {
  readonly perSecond: number;
  readonly #slowerThan: number;
  readonly #share: number;
  #second = 0;
  #taken = 0;

  constructor({ slowerThan = 1_000, share = 1, perSecond = 100 }: SamplingRules) {
    this.#slowerThan = slowerThan;
    this.#share = share;
    this.perSecond = perSecond;
  }

  /** @param now milliseconds of any clock */
  decide(ended: Ended, now: number): Decision {
    const importance = this.#importance(ended);
    if (importance === 0.1 && this.#share < 1 && Math.random() >= this.#share) return "pass over";
    const second = Math.floor(now / SECOND);
    if (second !== this.#second) {
      this.#second = second;
      this.#taken = 0;
    }
    if (this.#taken < Math.ceil(this.perSecond * importance)) {
      this.#taken++;
      return "take";
    }
    return importance === 0.1 ? "pass over" : "left out";
  }

  /** The part of what is taken in a second after which no more requests of this kind are. */
  #importance({ status = 0, outcome, durationMs, error }: Ended): number {
    if (status >= 500 || outcome === "server_abort") return 1;
    // Errors that an app throws on purpose have a status of their own.
    if (error != null && status < 400) return 1;
    const isSlow =
      durationMs >= this.#slowerThan && (outcome === "completed" || outcome === "client_abort");
    return status >= 400 || isSlow ? 0.5 : 0.1;
  }
}

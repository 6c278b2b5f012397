import type { Diagnostic } from "@peekjs/protocol";
import type { KnownConsumer } from "../consumer/consumer-ids.ts";
import type { ObservedRequest } from "../observed-request.ts";

const MOST_ROUTES = 2_000;
/** Consumers in one UTC day. */
const MOST_CONSUMERS = 50_000;
const DAY = 86_400_000;
/** What further routes and consumers are counted as. */
export const OTHER = "(other)";

/** Folds runaway routes and consumers: a page that lists a million of them helps nobody. */
export class Cardinality {
  readonly #diagnose: (diagnostic: Diagnostic) => void;
  readonly #routes = new Set<string>();
  #consumers = new Set<string>();
  #day = 0;

  /** @param diagnose told once for routes and once for consumers */
  constructor(diagnose: (diagnostic: Diagnostic) => void) {
    this.#diagnose = diagnose;
  }

  /**
   * Replaces the route and the consumer of a request when there are too many others already.
   *
   * @param known spares consumers that were counted today another look-up
   */
  fold(request: ObservedRequest, known?: KnownConsumer): void {
    const { route, consumer } = request;
    if (route !== undefined && !remember(this.#routes, route, MOST_ROUTES)) {
      request.route = OTHER;
      this.#diagnose(TOO_MANY_ROUTES);
    }
    if (consumer === undefined) return;
    const day = Math.floor(request.timestamp / DAY);
    if (known?.countedOn === day) return;
    // A day that has not come, of an app that is wrong about the time, would last until it comes.
    if (day > this.#day && day <= Date.now() / DAY) {
      this.#day = day;
      this.#consumers = new Set();
    }
    if (remember(this.#consumers, consumer, MOST_CONSUMERS)) {
      if (known !== undefined) known.countedOn = day;
      return;
    }
    request.consumer = OTHER;
    request.consumerName = undefined;
    request.consumerGroup = undefined;
    this.#diagnose(TOO_MANY_CONSUMERS);
  }
}

const TOO_MANY_ROUTES: Diagnostic = {
  code: "PEEK_W_CARDINALITY",
  detail:
    "More than 2,000 routes: new ones are counted as (other). Likely routes without parameters, such as /users/1, /users/2.",
};
const TOO_MANY_CONSUMERS: Diagnostic = {
  code: "PEEK_W_CARDINALITY",
  detail:
    "More than 50,000 consumers today: new ones are counted as (other). Does identifyConsumer return something that changes with each request?",
};

/** False when a set is full and a text not in it. */
function remember(set: Set<string>, text: string, most: number): boolean {
  if (set.has(text)) return true;
  if (set.size >= most) return false;
  set.add(text);
  return true;
}

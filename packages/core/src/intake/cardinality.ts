import { TEXT_LIMITS, type Diagnostic } from "@peekjs/protocol";
import { RecurringText } from "@peekjs/protocol/internal";
import type { KnownConsumer } from "../consumer/consumer-ids.ts";
import type { ObservedRequest } from "../pipeline/observed-request.ts";

const MOST_ROUTES = 2_000;
/** Consumers in one UTC day. */
const MOST_CONSUMERS = 50_000;
const DAY = 86_400_000;
/** What further routes and consumers are counted as. */
export const OTHER = "(other)";

/** Folds runaway routes and consumers: a page that lists a million of them helps nobody. */
export class Cardinality {
  readonly #diagnose: (diagnostic: Diagnostic) => void;
  /** Undefined for one that is cut when it is written. */
  readonly #routes = new Map<string, RecurringText | undefined>();
  readonly #otherRoute = new RecurringText(OTHER);
  #consumers = new Set<string>();
  #day = 0;

  /** @param diagnose told once for routes and once for consumers */
  constructor(diagnose: (diagnostic: Diagnostic) => void) {
    this.#diagnose = diagnose;
  }

  /**
   * Replaces the route of a request when there are too many others already.
   *
   * @returns the route that it has now, as one that recurs; undefined where that is not known
   */
  foldRoute(request: ObservedRequest): RecurringText | undefined {
    const { route } = request;
    if (!route) return undefined;
    const known = this.#routes.get(route);
    if (known !== undefined || this.#routes.has(route)) return known;
    if (this.#routes.size < MOST_ROUTES) {
      const recurring = route.length > TEXT_LIMITS.route ? undefined : new RecurringText(route);
      this.#routes.set(route, recurring);
      return recurring;
    }
    request.route = OTHER;
    this.#diagnose(TOO_MANY_ROUTES);
    return this.#otherRoute;
  }

  /**
   * Likewise the consumer.
   *
   * @param known spares consumers that were counted today a look-up
   * @returns the same, unless the consumer was replaced
   */
  foldConsumer(request: ObservedRequest, known?: KnownConsumer): KnownConsumer | undefined {
    const { consumer } = request;
    if (consumer === undefined) return undefined;
    const day = Math.floor(request.timestamp / DAY);
    if (known?.countedOn === day) return known;
    // A day that has not come, of an app that is wrong about the time, would last until it comes.
    if (day > this.#day && day <= Date.now() / DAY) {
      this.#day = day;
      this.#consumers = new Set();
    }
    if (remember(this.#consumers, consumer)) {
      if (known !== undefined) known.countedOn = day;
      return known;
    }
    request.consumer = OTHER;
    request.consumerName = undefined;
    request.consumerGroup = undefined;
    this.#diagnose(TOO_MANY_CONSUMERS);
    return undefined;
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

/** False when a set is full and a consumer not in it. */
function remember(set: Set<string>, consumer: string): boolean {
  if (set.has(consumer)) return true;
  if (set.size >= MOST_CONSUMERS) return false;
  set.add(consumer);
  return true;
}

import type { AppendResult, EventSource, ProductEvent, RequestRecord } from "@peekjs/protocol";
import { requestAt } from "@peekjs/protocol";
import type { ReadBatch } from "../ingest/keep-batch.ts";
import type { UserMatcher } from "./user-matcher.ts";

/** What of one batch goes on to destinations. Plain JSON. */
export interface Outgoing {
  source: EventSource;
  events: ProductEvent[];
  requests: RequestRecord[];
  /** Out of the outbox of a process that died: some queues may have it. */
  isRecovered?: boolean | undefined;
}

export function countRecords({ events, requests }: Outgoing): number {
  return events.length + requests.length;
}

/** Takes out what is about a user. Returns how much that was. */
export function withoutUser(outgoing: Outgoing, user: UserMatcher): number {
  const before = countRecords(outgoing);
  outgoing.events = outgoing.events.filter((event) => !user.matches(event));
  outgoing.requests = outgoing.requests.filter((request) => !user.matches(request));
  return before - countRecords(outgoing);
}

/** What of a batch goes on, before and after the store has said what is new in it. */
export class OutgoingBatch {
  readonly #source: EventSource;
  /** By the batch's own objects. */
  readonly #events = new Map<ProductEvent, ProductEvent>();
  readonly #groups: ReadBatch["batch"]["groups"];
  readonly #withRequests: boolean;

  constructor(
    { resource, instance, idempotencyKey, groups }: ReadBatch["batch"],
    withRequests: boolean,
  ) {
    this.#source = { service: resource.service, environment: resource.environment };
    this.#withRequests = withRequests;
    this.#groups = groups;
    const scope = instance ?? idempotencyKey;
    groups.forEach(({ first = 0, events }, position) => {
      const prefix = instance === undefined ? `${scope}:${position}` : scope;
      for (const { index, value } of events) {
        const own = scope === undefined ? crypto.randomUUID() : `${prefix}:${first + index}`;
        this.#events.set(value, withId(value, own));
      }
    });
  }

  get isEmpty(): boolean {
    if (this.#events.size > 0) return false;
    return !this.#withRequests || this.#groups.every(({ requests }) => requests.count === 0);
  }

  /** Everything: some of it may have come before. */
  all(): Outgoing {
    const requests = this.#groups.map((group) => group.requests);
    return this.#outgoing([...this.#events.values()], requests);
  }

  /** What the store did not have. */
  fresh({ fresh, freshEvents }: AppendResult): Outgoing {
    const events = freshEvents.map((event) => this.#events.get(event) ?? event);
    return this.#outgoing(
      events,
      fresh.map(({ requests }) => requests),
    );
  }

  #outgoing(
    events: ProductEvent[],
    columns: AppendResult["fresh"][number]["requests"][],
  ): Outgoing {
    const requests = this.#withRequests
      ? columns.flatMap((one) => Array.from({ length: one.count }, (_, i) => requestAt(one, i)))
      : [];
    return { source: this.#source, events, requests };
  }
}

/** The same id at every attempt, where the app gave none: vendors recognise a repetition by it. */
function withId(event: ProductEvent, own: string): ProductEvent {
  if (event.eventId !== undefined || event.messageId !== undefined) return event;
  return { ...event, messageId: own };
}

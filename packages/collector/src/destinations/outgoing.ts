import type {
  AppendResult,
  EventSource,
  IngestGroup,
  OutgoingRequest,
  ProductEvent,
  RequestColumns,
} from "@peekjs/protocol";
import { requestAt } from "@peekjs/protocol";
import type { ReadBatch } from "../ingest/keep-batch.ts";
import type { UserMatcher } from "./user-matcher.ts";

/** What of one batch goes on to destinations. Plain JSON. */
export interface Outgoing {
  source: EventSource;
  events: ProductEvent[];
  requests: OutgoingRequest[];
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
  readonly #requests: readonly RequestColumns[];
  /** What makes an id of a request's place in its group, by the group's dictionary. */
  readonly #idOf = new Map<readonly string[], (index: number) => string>();

  constructor(batch: ReadBatch["batch"], withRequests: boolean) {
    const { service, environment } = batch.resource;
    this.#source = { service, environment };
    this.#requests = withRequests ? batch.groups.map(({ requests }) => requests) : [];
    const scope = batch.instance ?? batch.idempotencyKey ?? crypto.randomUUID();
    batch.groups.forEach((group, position) => {
      const { first = 0, events, requests }: IngestGroup = group;
      const prefix = batch.instance === undefined ? `${scope}:${position}` : scope;
      const idOf = (index: number): string => `${prefix}:${first + index}`;
      this.#idOf.set(requests.strings, idOf);
      for (const { index, value } of events) this.#events.set(value, withId(value, idOf(index)));
    });
  }

  get isEmpty(): boolean {
    return this.#events.size === 0 && this.#requests.every(({ count }) => count === 0);
  }

  /** Everything: some of it may have come before. */
  all(): Outgoing {
    return this.#outgoing([...this.#events.values()], this.#requests);
  }

  /** What the store did not have. */
  fresh({ fresh, freshEvents }: AppendResult): Outgoing {
    const events = freshEvents.map((event) => this.#events.get(event) ?? event);
    const isWanted = this.#requests.length > 0;
    return this.#outgoing(events, isWanted ? fresh.map(({ requests }) => requests) : []);
  }

  #outgoing(events: ProductEvent[], columns: readonly RequestColumns[]): Outgoing {
    const requests = columns.flatMap((one) => {
      const idOf = this.#idOf.get(one.strings);
      return Array.from({ length: one.count }, (_, i): OutgoingRequest => {
        const id = idOf?.(one.index[i]!) ?? crypto.randomUUID();
        return { ...requestAt(one, i), id };
      });
    });
    return { source: this.#source, events, requests };
  }
}

/** The same id at every attempt, where the app gave none: vendors recognise a repetition by it. */
function withId(event: ProductEvent, own: string): ProductEvent {
  if (event.eventId !== undefined || event.messageId !== undefined) return event;
  return { ...event, messageId: own };
}

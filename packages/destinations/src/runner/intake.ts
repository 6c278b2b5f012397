import type { EventSource, OutgoingRequest, ProductEvent, QueuedEvent } from "@peekjs/protocol";
import type { DestinationDefinition, MapContext, Mapped } from "../definition.ts";
import type { ResolvedOptions } from "../options.ts";
import { pseudonym } from "../personal/separate.ts";
import { sha256 } from "../personal/sha256.ts";
import { DEFAULT_BYTES } from "./pack.ts";
import { integrationSettings, passesFilters } from "./filter.ts";
import type { Tally } from "./tally.ts";

/** Hexadecimal digits. */
const MARK_LENGTH = 16;

/** What becomes of an event on its way into the queue. */
export interface Intake {
  /** Of each event that was given; undefined where it did not pass the filters. */
  ids: (string | undefined)[];
  queued: QueuedEvent[];
  /** What the destination would refuse. */
  invalid: { event: QueuedEvent; reason: string }[];
}

/** Filters events and turns them into what a destination takes. */
export class Mapper {
  readonly #definition: DestinationDefinition<unknown>;
  readonly #options: ResolvedOptions;
  readonly #tally: Tally;
  readonly #isMarked: boolean;
  readonly #encoder = new TextEncoder();

  /** @param isMarked whether events are to be found by whose they are */
  constructor(
    definition: DestinationDefinition<unknown>,
    options: ResolvedOptions,
    tally: Tally,
    isMarked: boolean,
  ) {
    this.#definition = definition;
    this.#options = options;
    this.#tally = tally;
    this.#isMarked = isMarked;
  }

  mapEvents(events: readonly ProductEvent[], source: EventSource): Intake {
    const { name, aliases = [] } = this.#definition;
    const names = [this.#options.name ?? name, name, ...aliases];
    return this.#map(events, (event) => {
      const settings = integrationSettings(event, names);
      if (settings === undefined || !passesFilters(this.#options, event, source)) return undefined;
      if (this.#definition.accepts?.(event) === false) return undefined;
      const id = idOf(event);
      const context = { id, source, now: Date.now(), settings };
      const mapped = this.#definition.map(event, context);
      return this.#queue(context, event.timestamp, mapped, event.userId ?? event.anonymousId);
    });
  }

  mapRequests(requests: readonly OutgoingRequest[], source: EventSource): Intake {
    const { services } = this.#options;
    const isWanted = services === undefined || services.includes(source.service ?? "");
    return this.#map(requests, ({ id = crypto.randomUUID(), ...request }) => {
      if (!isWanted) return undefined;
      const context = { id, source, now: Date.now(), settings: {} };
      const mapped = this.#definition.mapRequest?.(request, context);
      return this.#queue(context, request.timestamp, mapped, request.consumer);
    });
  }

  #map<Input>(
    inputs: readonly Input[],
    map: (input: Input) => { event: QueuedEvent; reason: string | undefined } | undefined,
  ): Intake {
    const intake: Intake = { ids: [], queued: [], invalid: [] };
    for (const input of inputs) {
      try {
        const mapped = map(input);
        intake.ids.push(mapped?.event.id);
        if (mapped === undefined) {
          this.#tally.filtered++;
          continue;
        }
        this.#tally.accepted++;
        if (mapped.reason === undefined) intake.queued.push(mapped.event);
        else intake.invalid.push({ event: mapped.event, reason: mapped.reason });
      } catch {
        // It was for this destination all the same: an id that nothing waits under.
        intake.ids.push(crypto.randomUUID());
        this.#tally.accepted++;
        this.#tally.drop("not_mappable", 1);
      }
    }
    return intake;
  }

  #queue(
    { id, now }: MapContext,
    timestamp: number,
    mapped: Mapped<unknown> | undefined,
    userId: string | undefined,
  ): { event: QueuedEvent; reason: string | undefined } | undefined {
    if (mapped === undefined) return undefined;
    const json = JSON.stringify(mapped.payload);
    const bytes = this.#encoder.encode(json).byteLength;
    this.#tally.omit(mapped.omitted ?? []);
    const maxAge = mapped.maxAge ?? this.#definition.limits.maxAge;
    const expires = maxAge === undefined ? undefined : timestamp + maxAge;
    const user = this.#isMarked && userId !== undefined ? markOf(userId) : undefined;
    const event = { id, json, bytes, expires, user };
    const problem = mapped.invalid ?? this.#problemOf(event, now);
    return { event, reason: problem && `the event ${problem}` };
  }

  #problemOf({ bytes, expires }: QueuedEvent, now: number): string | undefined {
    if (expires !== undefined && expires <= now) return "is older than the destination takes";
    const { bytes: mostBytes = DEFAULT_BYTES } = this.#definition.limits;
    return bytes > mostBytes ? `has ${bytes} bytes, more than a request may have` : undefined;
  }
}

function idOf(event: ProductEvent): string {
  return pseudonym(event.eventId ?? event.messageId ?? crypto.randomUUID(), event);
}

/** As {@link QueuedEvent} has it. */
function markOf(userId: string): string {
  return sha256(userId).slice(0, MARK_LENGTH);
}

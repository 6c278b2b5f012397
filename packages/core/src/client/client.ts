import type { ProductEventType } from "@peekjs/protocol";
import type { AdapterClient } from "../adapter/adapter-client.ts";
import { CLIENT } from "../adapter/shared-keys.ts";
import type { DestinationView } from "../destinations/destination-view.ts";
import { readPeekApiRequest, TRACKED_REQUEST } from "../input/peekapi-request.ts";
import type {
  AliasInput,
  GroupInput,
  IdentifyInput,
  PageInput,
  TrackInput,
} from "../input/product-calls.ts";
import { writeProductEvent } from "../input/product-event.ts";
import { copyRequest } from "../input/request.ts";
import { noRecords, type Recipient } from "../pipeline/recipient.ts";
import type { ClientEngine } from "./client-engine.ts";
import type { FlushResult, Peek, PeekStats, RequestInput } from "./peek.ts";
import { FLUSH_TIMEOUT, SHUTDOWN_TIMEOUT, timeoutOf } from "./timeouts.ts";

/** What an app is given: the calls of {@link Peek}, and nothing that is for adapters. */
export class Client implements Peek {
  readonly #engine: ClientEngine;

  constructor(engine: ClientEngine) {
    this.#engine = engine;
  }

  get [CLIENT](): AdapterClient {
    return this.#engine;
  }

  get pendingCount(): number {
    return this.#engine.recipient?.pendingCount ?? 0;
  }

  get destinations(): ReadonlyMap<string, DestinationView> {
    return this.#engine.recipient?.destinations ?? new Map<string, DestinationView>();
  }

  recordRequest(request: RequestInput): void {
    this.#engine.take("request", (recipient) => recipient.accept(copyRequest(request, Date.now())));
  }

  track(input: TrackInput): void {
    const request = readPeekApiRequest(input);
    if (request === undefined) {
      this.#product("track", input);
      return;
    }
    this.recordRequest(request);
    this.#engine.diagnose(TRACKED_REQUEST);
  }

  identify(input: IdentifyInput): void {
    this.#product("identify", input);
  }

  async identifyNow(
    input: IdentifyInput,
    options: { timeout?: number } = {},
  ): Promise<{ delivered: boolean }> {
    const { platform } = this.#engine;
    try {
      const delivered = this.#give("identify", input, (recipient, json) =>
        recipient.deliverEvent(json, timeoutOf(options, FLUSH_TIMEOUT)),
      );
      return { delivered: delivered !== undefined && (await platform.hold(delivered)) };
    } catch (error) {
      this.#engine.trouble(error);
      return { delivered: false };
    }
  }

  page(input: PageInput): void {
    this.#product("page", input);
  }

  screen(input: PageInput): void {
    this.#product("screen", input);
  }

  group(input: GroupInput): void {
    this.#product("group", input);
  }

  alias(input: AliasInput): void {
    this.#product("alias", input);
  }

  async flush(options: { timeout?: number } = {}): Promise<FlushResult> {
    return this.#engine.flush(timeoutOf(options, FLUSH_TIMEOUT));
  }

  async shutdown(options: { timeout?: number } = {}): Promise<FlushResult> {
    return this.#engine.shutdown(timeoutOf(options, SHUTDOWN_TIMEOUT));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  stats(): PeekStats {
    return this.#engine.recipient?.stats() ?? noRecords();
  }

  #product(type: ProductEventType, input: unknown): void {
    this.#give(type, input, (recipient, json) => recipient.acceptEvent(json));
  }

  /** @param give not called for an event that is refused */
  #give<Given>(
    type: ProductEventType,
    input: unknown,
    give: (recipient: Recipient, json: string) => Given,
  ): Given | undefined {
    return this.#engine.take("event", (recipient, { maxEventBytes }) => {
      const json = writeProductEvent(type, input, Date.now(), maxEventBytes);
      if (json !== undefined) return give(recipient, json);
      recipient.refuse("event_too_large");
      return undefined;
    });
  }
}

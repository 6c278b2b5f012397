import type { Diagnostic, ProductEventType } from "@peekjs/protocol";
import { type AdapterClient, COPY } from "../adapter/adapter-client.ts";
import type { CreateDetails } from "../adapter/details.ts";
import { CLIENT } from "../adapter/shared-keys.ts";
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
import type { ObservedRequest, OpenRequest } from "../pipeline/observed-request.ts";
import type { Environment } from "../options/environment.ts";
import type { PeekOptions } from "../options/options.ts";
import { resolveOptions, type ResolvedOptions } from "../options/resolve.ts";
import { connectDestinations } from "../destinations/connect.ts";
import type { DestinationView } from "../destinations/destination-view.ts";
import type { FlushResult, Peek, PeekStats, RequestInput } from "./peek.ts";
import { Pipeline } from "../pipeline/pipeline.ts";
import type { Cancel, Platform } from "../platform.ts";
import { noRecords, nothingFlushed, type Recipient } from "../pipeline/recipient.ts";
import { createReport, internalError, type Report } from "../diagnostics/report.ts";
import { createAfterResponse, type AfterResponse } from "../serverless/after-response.ts";
import { WAIT_UNTIL_TIME } from "../serverless/limits.ts";
import type { WaitUntil } from "../serverless/wait-until.ts";
import { FLUSH_TIMEOUT, SHUTDOWN_TIMEOUT, timeoutOf } from "./timeouts.ts";
import { version } from "../version.ts";
import { WeakList } from "./weak-list.ts";

const NO_ENDPOINT =
  "[peek] PEEK_W_NO_ENDPOINT Neither the endpoint option nor PEEK_ENDPOINT is set: nothing is reported. Set it to the URL of your collector.";

/** The client behind {@link Peek}; its adapter-facing members are not public. */
export class Client implements Peek, AdapterClient {
  readonly options: PeekOptions;
  readonly #platform: Platform;
  readonly #report: Report;
  readonly #openRequests = new WeakList<() => readonly OpenRequest[]>();
  #sdk = `@peekjs/core ${version}`;
  #recipient: Recipient | undefined;
  #afterResponse: AfterResponse | undefined;
  #resolved: ResolvedOptions | undefined;
  #cancelEnd: Cancel | undefined;
  #state: "asleep" | "awake" | "off" = "asleep";
  #shutdown: Promise<FlushResult> | undefined;

  constructor(options: PeekOptions, platform: Platform) {
    this.options = options;
    this.#platform = platform;
    this.#report = createReport(options.onError, platform.print);
  }

  get [CLIENT](): AdapterClient {
    return this;
  }

  get createDetails(): CreateDetails | undefined {
    return this.#platform.createDetails;
  }

  get pendingCount(): number {
    return this.#recipient?.pendingCount ?? 0;
  }

  get destinations(): ReadonlyMap<string, DestinationView> {
    return this.#recipient?.destinations ?? new Map<string, DestinationView>();
  }

  recordRequest(request: RequestInput): void {
    this.#take((recipient) => {
      recipient.accept(copyRequest(request, Date.now()));
      this.#afterResponse?.added("request");
    });
  }

  track(input: TrackInput): void {
    const request = readPeekApiRequest(input);
    if (request === undefined) {
      this.#product("track", input);
      return;
    }
    this.recordRequest(request);
    this.diagnose(TRACKED_REQUEST);
  }

  identify(input: IdentifyInput): void {
    this.#product("identify", input);
  }

  async identifyNow(
    input: IdentifyInput,
    options: { timeout?: number } = {},
  ): Promise<{ delivered: boolean }> {
    try {
      const delivered = this.#give("identify", input, (recipient, json) =>
        recipient.deliverEvent(json, timeoutOf(options, FLUSH_TIMEOUT)),
      );
      return { delivered: delivered !== undefined && (await this.#platform.hold(delivered)) };
    } catch (error) {
      this.trouble(error);
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

  /** For adapters: takes a record that is known to be well formed. */
  accept(record: ObservedRequest): void {
    this.#recipient?.accept(record);
    this.#afterResponse?.added("request");
  }

  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number {
    return this.#recipient?.wallTime(monotonic) ?? 0;
  }

  mounted(adapter: string, openRequests: () => readonly OpenRequest[], copy: symbol): void {
    if (copy !== COPY) {
      this.diagnose({
        code: "PEEK_W_DUAL_INSTANCE",
        detail: `Two copies of @peekjs/core are loaded: the client comes from another than ${adapter} uses. Both work; \`npm dedupe\` leaves one.`,
      });
    }
    // Apps that are made anew for each request must not stay for it.
    this.#openRequests.add(openRequests);
    if (!this.#sdk.startsWith("@peekjs/core ")) return;
    this.#sdk = adapter;
    this.#recipient?.mounted(adapter);
  }

  /**
   * For runtimes that stop working for a request once it is answered: hands them the delivery of what is buffered,
   * put off for a moment so that requests share it. Never throws.
   */
  deliverWithin(waitUntil: WaitUntil): void {
    this.#afterResponse?.deliverWithin(waitUntil);
  }

  diagnose(diagnostic: Diagnostic): void {
    this.#recipient?.diagnose(diagnostic);
  }

  /** For what must never reach the app. */
  trouble(error: unknown): void {
    this.#report(internalError(error));
  }

  async flush(options: { timeout?: number } = {}): Promise<FlushResult> {
    if (this.#recipient === undefined) return nothingFlushed();
    if (this.#shutdown !== undefined) return this.#shutdown;
    this.#afterResponse?.attended();
    return this.#platform.hold(this.#recipient.flush(timeoutOf(options, FLUSH_TIMEOUT)));
  }

  async shutdown(options: { timeout?: number } = {}): Promise<FlushResult> {
    if (this.#recipient === undefined) {
      this.#state = "off";
      return nothingFlushed();
    }
    this.#cancelEnd?.();
    this.#shutdown ??= this.#platform.hold(
      this.#recipient.shutdown(timeoutOf(options, SHUTDOWN_TIMEOUT)),
    );
    return this.#shutdown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  stats(): PeekStats {
    return this.#recipient?.stats() ?? noRecords();
  }

  /**
   * Reads the environment and starts, once; false for a client that does nothing.
   *
   * @throws {PeekError} for invalid options
   */
  wake(): boolean {
    if (this.#state !== "asleep") return this.#state === "awake";
    this.#state = "off";
    const environment = this.#platform.environment();
    const options = resolveOptions(this.options, environment, this.#platform.defaults(environment));
    if (options.disabled) return false;
    if (options.url === undefined && options.destinations.length === 0) {
      this.#platform.print(NO_ENDPOINT);
      return false;
    }
    this.#start(options, environment);
    return true;
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
    return this.#take((recipient, { maxEventBytes }) => {
      const json = writeProductEvent(type, input, Date.now(), maxEventBytes);
      if (json === undefined) recipient.refuse("event_too_large");
      const given = json === undefined ? undefined : give(recipient, json);
      this.#afterResponse?.added("event");
      return given;
    });
  }

  /**
   * Wakes, and takes what a call hands over; what it cannot take is reported and counted. Never throws.
   *
   * @returns what the taking did, if it came so far
   */
  #take<Taken>(take: (recipient: Recipient, options: ResolvedOptions) => Taken): Taken | undefined {
    try {
      if (!this.wake()) return undefined;
      return take(this.#recipient!, this.#resolved!);
    } catch (error) {
      this.trouble(error);
      this.#recipient?.refuse("invalid");
      return undefined;
    }
  }

  #start(options: ResolvedOptions, environment: Environment): void {
    const settings = {
      options,
      platform: this.#platform,
      sdk: this.#sdk,
      openRequests: () => [...this.#openRequests].flatMap((openRequests) => openRequests()),
      report: this.#report,
    };
    const { url, destinations } = options;
    const collector = url === undefined ? undefined : new Pipeline(settings);
    const recipient =
      destinations.length === 0 ? collector! : connectDestinations(collector, settings);
    this.#recipient = recipient;
    this.#resolved = options;
    this.#state = "awake";
    const advice = this.#platform.serverlessAdvice(environment, options);
    this.#afterResponse = createAfterResponse({
      isServerless: advice !== undefined,
      deliver: () => recipient.sendWithin(WAIT_UNTIL_TIME),
      onUnattended: () => this.diagnose({ code: "PEEK_W_SERVERLESS", detail: advice ?? "" }),
      trouble: (error) => this.trouble(error),
    });
    this.#cancelEnd = this.#platform.onEnd(
      options,
      (timeout) => recipient.flushAtEnd(timeout).catch((error: unknown) => this.trouble(error)),
      () => recipient.keep(),
    );
    if (options.guessedEndpoint || options.debug === true) {
      const names = destinations.map(({ name }) => name);
      const targets = (url === undefined ? names : [url.origin, ...names]).join(", ");
      this.#platform.print(`[peek] → ${targets} as "${options.service}" (${options.environment})`);
    }
  }
}

import type { Diagnostic, Sdk } from "@peekjs/protocol";
import { COPY, type AdapterClient } from "../adapter/adapter-client.ts";
import type { CreateDetails } from "../adapter/details.ts";
import { createReport } from "../diagnostics/report.ts";
import { reportMisspelt } from "../options/misspelt.ts";
import type { PeekOptions } from "../options/options.ts";
import { resolveOptions, type ResolvedOptions } from "../options/resolve.ts";
import type { ObservedRequest, OpenRequest } from "../pipeline/observed-request.ts";
import { nothingFlushed, type Recipient } from "../pipeline/recipient.ts";
import type { Platform } from "../platform.ts";
import type { WaitUntil } from "../serverless/wait-until.ts";
import { version } from "../version.ts";
import type { FlushResult } from "./peek.ts";
import { startClient, type StartedClient } from "./start-client.ts";
import { WeakList } from "./weak-list.ts";

const NO_ENDPOINT =
  "[peek] PEEK_W_NO_ENDPOINT Neither the endpoint option nor PEEK_ENDPOINT is set: nothing is reported. Set it to the URL of your collector.";

/** The life of a client, from its first use to its shutdown, and what adapters are offered of it. */
export class ClientEngine implements AdapterClient {
  readonly options: PeekOptions;
  readonly platform: Platform;
  readonly #report: (trouble: unknown) => void;
  readonly #openRequests = new WeakList<() => readonly OpenRequest[]>();
  /** The first adapter that was mounted. */
  #adapter: Sdk | undefined;
  #started: StartedClient | undefined;
  #isOff = false;
  #shutdown: Promise<FlushResult> | undefined;

  constructor(options: PeekOptions, platform: Platform) {
    this.options = options;
    this.platform = platform;
    this.#report = createReport(options.onError, platform.print);
  }

  get createDetails(): CreateDetails | undefined {
    return this.platform.createDetails;
  }

  /** Where records go; undefined before the start, and for a client that does nothing. */
  get recipient(): Recipient | undefined {
    return this.#started?.recipient;
  }

  wake(): boolean {
    if (this.#started !== undefined) return true;
    if (this.#isOff) return false;
    this.#isOff = true;
    const { platform } = this;
    const environment = platform.environment();
    const options = resolveOptions(this.options, environment, platform.defaults(environment));
    if (options.disabled) return false;
    reportMisspelt(this.options, this.#report);
    if (options.url === undefined && options.destinations.length === 0) {
      platform.print(NO_ENDPOINT);
      return false;
    }
    this.#started = startClient({
      options,
      environment,
      platform,
      sdk: this.#adapter ?? { name: "@peekjs/core", version },
      openRequests: () => [...this.#openRequests].flatMap((openRequests) => openRequests()),
      report: this.#report,
    });
    return true;
  }

  accept(record: ObservedRequest): void {
    const started = this.#started;
    if (started === undefined) return;
    started.recipient.accept(record);
    started.afterResponse.added("request");
  }

  wallTime(monotonic: number): number {
    return this.#started?.recipient.wallTime(monotonic) ?? 0;
  }

  mounted(adapter: Sdk, openRequests: () => readonly OpenRequest[], copy: symbol): void {
    if (copy !== COPY) {
      this.diagnose({
        code: "PEEK_W_DUAL_INSTANCE",
        detail: `Two copies of @peekjs/core are loaded: the client comes from another than ${adapter.name} ${adapter.version} uses. Both work. One version of all @peekjs packages, then \`npm dedupe\`, leaves one; under tsx \`import\` without \`require\`.`,
      });
    }
    // Apps that are made anew for each request must not stay for it.
    this.#openRequests.add(openRequests);
    if (this.#adapter !== undefined) return;
    this.#adapter = adapter;
    this.#started?.recipient.mounted(adapter);
  }

  deliverWithin(waitUntil: WaitUntil): void {
    this.#started?.afterResponse.deliverWithin(waitUntil);
  }

  diagnose(diagnostic: Diagnostic): void {
    this.#started?.recipient.diagnose(diagnostic);
  }

  trouble(error: unknown): void {
    this.#report(error);
  }

  /**
   * Wakes, and takes what a call of the app's hands over; what it cannot take is reported and counted. Never throws.
   *
   * @returns what the taking did, if it came so far
   */
  take<Taken>(
    kind: "request" | "event",
    take: (recipient: Recipient, options: ResolvedOptions) => Taken,
  ): Taken | undefined {
    try {
      if (!this.wake()) return undefined;
      const { recipient, options, afterResponse } = this.#started!;
      const taken = take(recipient, options);
      afterResponse.added(kind);
      return taken;
    } catch (error) {
      this.trouble(error);
      this.recipient?.refuse("invalid");
      return undefined;
    }
  }

  async flush(timeout: number): Promise<FlushResult> {
    if (this.#started === undefined) return nothingFlushed();
    if (this.#shutdown !== undefined) return this.#shutdown;
    this.#started.afterResponse.attended();
    return this.platform.hold(this.#started.recipient.flush(timeout));
  }

  /** Ends the client for good; it never starts if it has not yet. */
  async shutdown(timeout: number): Promise<FlushResult> {
    this.#isOff = true;
    if (this.#started === undefined) return nothingFlushed();
    this.#started.cancelEnd();
    this.#shutdown ??= this.platform.hold(this.#end(this.#started.recipient, timeout));
    return this.#shutdown;
  }

  async #end(recipient: Recipient, timeout: number): Promise<FlushResult> {
    // A server says that it is closed before the connections do that it cut off, and with which their requests end.
    await this.platform.nextTurn();
    await this.platform.nextTurn();
    return recipient.shutdown(timeout);
  }
}

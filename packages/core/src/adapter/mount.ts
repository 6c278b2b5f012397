import type { OpenRequest } from "../pipeline/observed-request.ts";
import type { MountOptions } from "../options/options.ts";
import { now } from "../time/clock.ts";
import type { AdapterClient } from "./adapter-client.ts";
import type { Adapter } from "./adapter.ts";
import type { Details } from "./details.ts";
import type { Ending } from "./ending.ts";
import { ask } from "./callback.ts";
import type { CommonMount } from "./common-mount.ts";
import { importedDetails, isOfEdge, moveSource } from "./edge-client.ts";
import { toRecord } from "./record.ts";
import { RunningRequests } from "./running-requests.ts";
import { UnmatchedShare } from "./unmatched-share.ts";
import { UntrustedProxy } from "./untrusted-proxy.ts";

/** One place in an app of a process of its own where an adapter reports to a client. */
export class Mount<FrameworkRequest> implements CommonMount<FrameworkRequest> {
  readonly client: AdapterClient;
  readonly adapter: Adapter<FrameworkRequest>;
  /** An adapter adds what begins and removes what has ended. */
  readonly running: RunningRequests<FrameworkRequest> = new RunningRequests();
  /** Undefined where the options ask for none. */
  readonly details: Details | undefined;
  readonly #options: MountOptions<FrameworkRequest>;
  readonly #isOfEdge: boolean;
  readonly #unmatched = new UnmatchedShare();
  readonly #untrustedProxy: UntrustedProxy;

  constructor(
    client: AdapterClient,
    options: MountOptions<FrameworkRequest>,
    adapter: Adapter<FrameworkRequest>,
  ) {
    this.client = client;
    this.adapter = adapter;
    this.#options = options;
    this.#untrustedProxy = new UntrustedProxy(options, adapter);
    this.#isOfEdge = isOfEdge(client);
    const createDetails = this.#isOfEdge ? importedDetails(options) : client.createDetails;
    this.details = createDetails?.(options, (code, detail) => this.diagnose(code, detail));
  }

  /**
   * Whether requests are to be observed; starts a client that waited for its first request. Never throws.
   *
   * @param bindings the environment that an edge runtime hands to the request
   */
  isActive(bindings?: unknown): boolean {
    try {
      return this.client.wake(bindings);
    } catch (error) {
      this.client.trouble(error);
      return false;
    }
  }

  /**
   * Its requests that are still running. Not a method: clients keep a weak reference to this very function, which is to
   * live as long as the mount.
   */
  readonly openRequests = (): readonly OpenRequest[] =>
    this.running.lasting(now(), (request) => this.routeOf(request));

  /** The adapter's answer, or undefined where it fails: a record without a route is better than none. */
  routeOf(request: FrameworkRequest, status?: number): string | undefined {
    try {
      return this.adapter.routeOf(request, status);
    } catch (error) {
      this.client.trouble(error);
      return undefined;
    }
  }

  /** Likewise what was thrown. */
  errorOf(request: FrameworkRequest): unknown {
    try {
      return this.adapter.errorOf?.(request);
    } catch (error) {
      this.client.trouble(error);
      return undefined;
    }
  }

  /**
   * A mount for requests that Node or the server answered before the framework: calls none of the app's callbacks, knows
   * no route.
   */
  withoutFramework(): Mount<undefined> {
    const { name, version } = this.adapter;
    const unasked = {
      identifyConsumer: undefined,
      ignore: undefined,
      clientAddress: false,
    } as const;
    const options: MountOptions<undefined> = { ...this.#options, ...unasked };
    return new Mount(this.client, options, { name, version, routeOf: () => undefined });
  }

  /** Reports a request that has ended. Never throws. */
  report(ending: Ending<FrameworkRequest>): void {
    try {
      if (this.#isIgnored(ending.request)) return;
      const record = toRecord(this.client, this.#options, ending);
      this.details?.addTo(record, ending as Ending<never>);
      const unmatched = this.#unmatched.count(record);
      const proxy = this.#untrustedProxy.check(ending);
      if (proxy !== undefined) this.diagnose("PEEK_W_TRUST_PROXY", proxy);
      if (unmatched !== undefined) this.diagnose("PEEK_W_UNMATCHED", unmatched);
      if (this.#isOfEdge) moveSource(record);
      this.client.accept(record);
    } catch (error) {
      this.client.trouble(error);
    }
  }

  #isIgnored(request: FrameworkRequest): boolean {
    const { ignore } = this.#options;
    return ignore !== undefined && !!ask(this.client, "ignore", ignore, request);
  }

  /**
   * Says once that routes come before this mount. Never throws.
   *
   * @param routes what each is: `GET /early`, `a router`
   */
  diagnoseRoutesBefore(routes: readonly string[]): void {
    if (routes.length === 0) return;
    const more = routes.length > 2 ? `, and ${routes.length - 2} more` : "";
    this.diagnose(
      "PEEK_W_AFTER_ROUTES",
      `peek() is registered after ${routes.slice(0, 2).join(", ")}${more}: such requests are invisible. Move app.use(peek()) up.`,
    );
  }

  /** Says once that the app is set up in a way that hides requests, and what to change. Never throws. */
  diagnose(code: string, detail: string): void {
    try {
      this.client.diagnose({ code, detail });
    } catch (error) {
      this.client.trouble(error);
    }
  }

  diagnoseDouble(): void {
    this.diagnose(
      "PEEK_W_DOUBLE",
      `${this.adapter.name} is registered twice with the same client; the second is ignored. Remove one of them.`,
    );
  }
}

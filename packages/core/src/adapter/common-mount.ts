import type { AdapterClient } from "./adapter-client.ts";
import type { Details } from "./details.ts";
import type { Ending } from "./ending.ts";

/** One place in an app where an adapter reports to a client, as it is on every runtime. */
export interface CommonMount<FrameworkRequest> {
  readonly client: AdapterClient;
  /** Undefined where the options ask for none. */
  readonly details: Details | undefined;
  /**
   * Whether requests are to be observed; starts a client that waited for its first request. Never throws.
   *
   * @param bindings the environment that an edge runtime hands to the request
   */
  isActive(bindings?: unknown): boolean;
  /** The adapter's answer, or undefined where it fails: a record without a route is better than none. */
  routeOf(request: FrameworkRequest, status?: number): string | undefined;
  /** Likewise what was thrown. */
  errorOf(request: FrameworkRequest): unknown;
  /** Reports a request that has ended. Never throws. */
  report(ending: Ending<FrameworkRequest>): void;
  /** Says once that the app is set up in a way that hides requests, and what to change. Never throws. */
  diagnose(code: string, detail: string): void;
  /** Says so of an app that registers an adapter twice with the same client. */
  diagnoseDouble(): void;
}

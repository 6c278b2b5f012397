import { createCollector, type Collector, type CollectorOptions } from "../../src/index.ts";
import type { Store } from "@peekjs/protocol";
import { onTestFinished } from "vitest";
import { sharedStore } from "./store.ts";

/** A collector on a real store, with shorthands for what tests send. */
export interface TestCollector {
  collector: Collector;
  store: Store;
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
}

export async function startCollector(
  options: Partial<CollectorOptions> = {},
): Promise<TestCollector> {
  const store = options.store ?? (await sharedStore());
  const collector = createCollector({
    store,
    mode: "development",
    version: "1.2.3",
    ingestUrl: "http://localhost:7335",
    ...options,
  });
  onTestFinished(() => collector.close());
  const send = async (path: string, init: RequestInit): Promise<Response> =>
    collector.fetch(new Request(`http://localhost:7335${path}`, init));
  return {
    collector,
    store,
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: body instanceof Uint8Array || typeof body === "string" ? body : JSON.stringify(body),
      }),
  };
}

/** A valid row, with the given fields changed. */
export function row(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    timestamp: Date.now(),
    method: "GET",
    route: "/users/:id",
    path: "/users/1",
    status: 200,
    durationMs: 1.5,
    ...fields,
  };
}

/** An envelope of rows, as a hand-written client sends it. */
export function envelope(
  requests: unknown,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    version: 1,
    sdk: { name: "@peekjs/express", version: "1.0.0", runtime: "node 20" },
    resource: { service: "orders", environment: "test" },
    requests,
    ...fields,
  };
}

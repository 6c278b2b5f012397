import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMount } from "../../src/adapter.edge.ts";
import { createPeek, type Peek } from "../../src/index.edge.ts";

let endpoint: RecordingEndpoint;
let client: Peek;
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  client = createPeek({ endpoint: endpoint.url, onError: () => undefined });
});
afterEach(() => endpoint.close());

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
});

describe("a client on the edge", () => {
  it("survives every request that an app may hand over, and delivers what it took", async () => {
    const names = fc.constantFrom("method", "path", "status", "durationMs", "metadata", "traceId");
    const request = fc.oneof(anything, fc.dictionary(names, anything));
    fc.assert(fc.property(request, (request) => client.recordRequest(request as never)));
    await client.flush();
    const { accepted, delivered, pending, dropped } = client.stats();
    expect(pending).toBe(0);
    expect(accepted).toBe(delivered + (dropped["invalid"] ?? 0));
    expect(delivered).toBeGreaterThan(0);
  });

  it("survives every answer of the app's own functions", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (answer) => {
        const options = { identifyConsumer: () => answer, clientAddress: () => answer };
        const mount = createMount(client, options as never, {
          name: "plain",
          version: "1",
          routeOf: () => answer as never,
          errorOf: () => answer,
        });
        mount.isActive();
        mount.report({
          request: undefined,
          method: "GET",
          target: "/",
          route: mount.routeOf(undefined),
          status: 200,
          outcome: "completed",
          startedAt: 0,
          durationMs: 1,
          requestBytes: 0,
          responseBytes: 0,
          error: mount.errorOf(undefined),
          consumer: answer as never,
          apiKey: undefined,
          authorization: undefined,
          traceparent: undefined,
          userAgent: undefined,
        });
        expect(await client.flush()).toMatchObject({ delivered: 1, pending: 0 });
      }),
      { numRuns: 50 },
    );
  });

  it("survives every timeout", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (timeout) => {
        expect(await client.flush({ timeout } as never)).toMatchObject({ delivered: 0 });
      }),
    );
  });
});

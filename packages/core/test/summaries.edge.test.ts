import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { createPeek, type Peek } from "../src/index.edge.ts";
import "../src/summaries.edge.ts";

const summariesOf = (endpoint: RecordingEndpoint) =>
  endpoint.envelopes.flatMap(({ batch }) => batch.groups.flatMap((group) => group.summaries ?? []));

it("counts exactly, on the edge, what sampling leaves out, with latencies and consumers", async () => {
  await using endpoint = await startRecordingEndpoint();
  const client = createPeek({ endpoint: endpoint.url, sampleRate: 0 });
  for (let i = 0; i < 3; i++) {
    client.recordRequest({
      method: "GET",
      route: "/r",
      status: 200,
      durationMs: 8,
      consumer: "ada",
    });
  }
  await client.flush();
  const [summary] = summariesOf(endpoint);
  expect(summary!.value).toMatchObject({
    method: "GET",
    route: "/r",
    status: 200,
    count: 3,
    consumers: [["ada", 3]],
  });
  expect(client.stats()).toMatchObject({ accepted: 3, summarised: 3, dropped: {} });
});

describe("what was counted while the buffer was full", () => {
  const overflow = (endpoint: RecordingEndpoint): Peek => {
    const client = createPeek({
      endpoint: endpoint.url,
      batchSize: 1,
      maxBufferSize: 2,
      flushInterval: 50,
    });
    for (let i = 0; i < 5; i++) client.recordRequest({ method: "GET", route: "/r", durationMs: 8 });
    expect(client.stats()).toMatchObject({ pending: 2, summarised: 3 });
    return client;
  };

  it("goes once there is room, without a further call", async () => {
    await using endpoint = await startRecordingEndpoint();
    const client = overflow(endpoint);
    await vi.waitFor(() => expect(summariesOf(endpoint)).toMatchObject([{ value: { count: 3 } }]));
    expect(client.stats()).toMatchObject({ delivered: 2, pending: 0 });
  });

  it("goes with a shutdown", async () => {
    await using endpoint = await startRecordingEndpoint();
    await overflow(endpoint).shutdown();
    expect(summariesOf(endpoint)).toMatchObject([{ value: { count: 3 } }]);
  });
});

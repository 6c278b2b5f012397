import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import { createPeek } from "../src/index.edge.ts";
import "../src/summaries.edge.ts";

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
  const [summary] = endpoint.envelopes.flatMap(({ batch }) =>
    batch.groups.flatMap(({ summaries }) => summaries ?? []),
  );
  expect(summary!.value).toMatchObject({
    method: "GET",
    route: "/r",
    status: 200,
    count: 3,
    consumers: [["ada", 3]],
  });
  expect(client.stats()).toMatchObject({ accepted: 3, summarised: 3, dropped: {} });
});

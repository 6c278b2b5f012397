import { expect, it } from "vitest";
import { snippets } from "../../src/start/snippets.ts";

const text = (ingestUrl: string, id: string, needsKey = false): string => {
  const snippet = snippets(ingestUrl, needsKey).find((each) => each.id === id);
  return `${snippet?.install ?? ""}\n${snippet?.code ?? ""}`;
};

it("needs no address on the port that clients try by themselves", () => {
  expect(text("http://localhost:7335/v1/ingest", "express")).not.toContain("PEEK_ENDPOINT");
});

it("carries the collector's address when it is another", () => {
  const collector = "https://peek.example.com/v1/ingest";
  expect(text(collector, "fastify")).toContain("PEEK_ENDPOINT=https://peek.example.com");
  expect(text(collector, "curl")).toContain(`curl ${collector}`);
});

it("gives curl a body that is an envelope once the shell has filled in the time", () => {
  const body = /-d '([^]*)'$/.exec(text("http://localhost:7335/v1/ingest", "curl"))?.[1] ?? "";
  const envelope = JSON.parse(body.replace("'$(date +%s)'", "1790000000"));
  expect(envelope.requests[0]).toMatchObject({ timestamp: 1_790_000_000_000, status: 200 });
});

it("carries a key only where the collector wants one", () => {
  const collector = "https://peek.example.com/v1/ingest";
  for (const id of ["koa", "curl"]) {
    expect(text(collector, id, true)).toContain("peek_w_…");
    expect(text(collector, id)).not.toContain("peek_w_");
  }
});

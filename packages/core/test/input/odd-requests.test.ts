import type { RequestInput } from "@peekjs/core";
import { beforeEach, describe, expect, it } from "vitest";
import { REQUEST, startClients, type Clients } from "../support/start-clients.ts";

let endpoint: Clients["endpoint"];
let errors: Clients["errors"];
let create: Clients["create"];

beforeEach(async () => {
  ({ endpoint, errors, create } = await startClients());
});

describe("a client that is handed an odd request", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "GET /"],
  ])("leaves out %s, says so, counts it and records what comes next", async (_, hostile) => {
    const client = create();
    expect(() => client.recordRequest(hostile as RequestInput)).not.toThrow();
    client.recordRequest(REQUEST);
    await client.flush();
    expect(errors.map(({ code }) => code)).toEqual(["PEEK_E_RECORD"]);
    expect(endpoint.requests).toHaveLength(1);
    expect(client.stats()).toMatchObject({ accepted: 2, delivered: 1, dropped: { invalid: 1 } });
  });

  it.each<[string, unknown, string]>([
    ["no method", { durationMs: 1 }, "method: missing"],
    ["a negative duration", { method: "GET", durationMs: -1 }, "durationMs: out_of_range"],
    [
      "a getter that throws",
      {
        ...REQUEST,
        get path() {
          throw new Error("no");
        },
      },
      "path: unreadable",
    ],
    [
      "nothing but throwing",
      new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
        },
      ),
      "unreadable",
    ],
  ])("delivers a request with %s, and flags what it replaced", async (_, hostile, flag) => {
    const client = create();
    expect(() => client.recordRequest(hostile as RequestInput)).not.toThrow();
    client.recordRequest(REQUEST);
    await client.flush();
    expect(endpoint.requests).toHaveLength(2);
    expect(endpoint.requests[0]!.metadata!["peek.replaced"]).toContain(flag);
    expect(endpoint.requests[1]).not.toHaveProperty("metadata");
  });

  it("leaves out fields of a wrong type and keeps the rest", async () => {
    const cyclic: Record<string, unknown> = { tier: "gold", big: 10n, not: Number.NaN };
    cyclic["self"] = cyclic;
    const client = create();
    client.recordRequest({
      ...REQUEST,
      status: "200" as never,
      path: [] as never,
      metadata: cyclic as never,
    });
    await client.flush();
    const [stored] = endpoint.requests;
    expect(stored).toMatchObject({
      method: "GET",
      route: "/a/:id",
      metadata: {
        tier: "gold",
        big: "10",
        "peek.replaced":
          "path: no_text, status: no_number, metadata.big: bigint, metadata.not: not_finite, metadata.self: cyclic",
      },
    });
    expect(stored).not.toHaveProperty("status");
    expect(stored).not.toHaveProperty("path");
  });

  it("gives up metadata, then bodies, then headers of a record that is too large", async () => {
    const client = create({ maxEventBytes: 2_000 });
    client.recordRequest({ ...REQUEST, metadata: { a: "x".repeat(1_900) }, requestBody: "small" });
    client.recordRequest({
      ...REQUEST,
      requestBody: "x".repeat(1_900),
      requestHeaders: { accept: "*" },
    });
    await client.flush();
    expect(endpoint.requests[0]).toMatchObject({ requestBody: "small" });
    expect(endpoint.requests[0]).not.toHaveProperty("metadata.a");
    expect(endpoint.requests[1]).toMatchObject({ requestHeaders: { accept: "*" } });
    expect(endpoint.requests[1]).not.toHaveProperty("requestBody");
  });

  it("is not stalled by texts of 20 MB", async () => {
    const client = create();
    const huge = "/x".repeat(10_000_000);
    const before = process.cpuUsage();
    client.recordRequest({ ...REQUEST, path: huge, metadata: { huge }, requestBody: huge });
    await client.flush();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
    expect(endpoint.requests[0]!.path).toHaveLength(2_048);
  });
});

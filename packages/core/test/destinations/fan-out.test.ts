import { otlp } from "@peekjs/destinations";
import { startRecordingEndpoint, startVendor } from "@peekjs/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { PURCHASE, startShop, type Shop } from "./start-shop.ts";

let vendor: Shop["vendor"];
let create: Shop["create"];
let toMeta: Shop["toMeta"];

beforeEach(async () => {
  ({ vendor, create, toMeta } = await startShop());
});

describe("a client with destinations and an endpoint", () => {
  it("gives both every event, and counts them apart", async () => {
    await using endpoint = await startRecordingEndpoint();
    const client = create({ endpoint: endpoint.url, destinations: [toMeta()] });
    client.track(PURCHASE);
    expect(await client.flush()).toEqual({
      delivered: 1,
      spooled: 0,
      pending: 0,
      destinations: { meta: { delivered: 1, pending: 0, dropped: 0 } },
    });
    expect(endpoint.envelopes).toHaveLength(1);
    expect(client.stats()).toMatchObject({ accepted: 1, delivered: 1 });
  });

  it("goes on to destinations while the collector is down", async () => {
    await using dead = await startVendor(() => "reset");
    const client = create({ endpoint: dead.url, destinations: [toMeta()], maxRetries: 0 });
    client.track(PURCHASE);
    await client.flush({ timeout: 500 });
    expect(vendor.requests).toHaveLength(1);
    expect(client.stats()).toMatchObject({ delivered: 0, pending: 1 });
  });
});

describe("requests", () => {
  it("go to destinations that take them, without what must not leave", async () => {
    const client = create({
      consumerHashKey: "k",
      destinations: [otlp({ endpoint: vendor.url, compression: "none" }), toMeta()],
    });
    client.recordRequest({
      method: "GET",
      route: "/files/:name",
      path: "/files/grace@example.com",
      status: 200,
      durationMs: 2,
    });
    const { destinations } = await client.flush();
    expect(destinations).toMatchObject({ otlp: { delivered: 1 }, meta: { delivered: 0 } });
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.requests[0]!.path).toBe("/v1/traces");
    expect(vendor.requests[0]!.body).toContain("/files/:name");
    expect(vendor.requests[0]!.body).not.toContain("grace");
    expect(client.stats().destinations?.["meta"]).toMatchObject({ filtered: 0 });
  });

  it("are sampled for destinations too", async () => {
    const target = otlp({ endpoint: vendor.url, compression: "none" });
    const client = create({ sampleRate: 0, destinations: [target] });
    client.recordRequest({ method: "GET", durationMs: 2 });
    client.track(PURCHASE);
    await client.flush();
    expect(client.stats().destinations).toMatchObject({ otlp: { accepted: 1, delivered: 1 } });
    expect(vendor.requests.map(({ path }) => path)).toEqual(["/v1/logs"]);
  });
});

import { describe, expect, it } from "vitest";
import { ClientRegistry } from "../../src/ingest/client-registry.ts";

const orders = { service: "orders", environment: "test", sdk: "@peekjs/express 1.0.0" };

describe("ClientRegistry", () => {
  it("adds up what a client reports, and knows its first requests", () => {
    const clients = new ClientRegistry();
    expect(clients.seen(orders, 0, [{ code: "W", detail: "late" }], 1)).toBe(false);
    expect(clients.seen({ ...orders, runtime: "node 20" }, 2, [], 2)).toBe(true);
    expect(clients.seen(orders, 3, [], 3)).toBe(false);
    expect(clients.received).toBe(5);
    expect(clients.list()).toEqual([
      {
        ...orders,
        runtime: "node 20",
        connectedAt: 1,
        lastSeen: 3,
        requests: 5,
        diagnostics: [{ code: "W", detail: "late" }],
      },
    ]);
  });

  it("lists the last one seen first", () => {
    const clients = new ClientRegistry();
    clients.seen(orders, 0, [], 1);
    clients.seen({ ...orders, environment: "production" }, 0, [], 2);
    clients.seen(orders, 0, [], 3);
    expect(clients.list().map(({ environment }) => environment)).toEqual(["test", "production"]);
  });

  it("forgets the longest unseen beyond its bound, and no count", () => {
    const clients = new ClientRegistry();
    for (let i = 0; i < 2_000; i++) clients.seen({ ...orders, service: `s${i}` }, 1, [], i);
    expect(clients.list()).toHaveLength(500);
    expect(clients.list()[0]?.service).toBe("s1999");
    expect(clients.received).toBe(2_000);
  });
});

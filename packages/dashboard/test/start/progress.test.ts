import type { ClientInfo, CollectorStatus } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { progressOf } from "../../src/start/progress.ts";

const NOW = 1_790_000_000_000;

function status(change: Partial<CollectorStatus>): CollectorStatus {
  return {
    version: "1.0.0",
    startedAt: NOW,
    mode: "development",
    ingestUrl: "http://localhost:7335/v1/ingest",
    received: 0,
    hasData: false,
    clients: [],
    refused: [],
    bytesOnDisk: 0,
    backlogRecords: 0,
    ...change,
  };
}

function client(connectedAt: number, requests: number): ClientInfo {
  return {
    service: "orders-api",
    environment: "development",
    sdk: "@peekjs/express 1.0.0",
    connectedAt,
    lastSeen: NOW,
    requests,
    diagnostics: [],
  };
}

describe("progressOf", () => {
  it("begins with nothing connected and nothing seen", () => {
    expect(progressOf(status({}), NOW)).toEqual({ connected: false, seen: false, silent: [] });
  });

  it("names a client that has been connected for half a minute without a request", () => {
    const clients = [client(NOW - 30_000, 0)];
    expect(progressOf(status({ clients }), NOW).silent).toEqual(["orders-api"]);
  });

  it("is patient with a client that has just connected, and content with one that sends", () => {
    const clients = [client(NOW - 5_000, 0), client(NOW - 60_000, 3)];
    expect(progressOf(status({ clients }), NOW)).toMatchObject({ connected: true, silent: [] });
  });

  it("counts a request that needed no client, e.g. one sent with curl", () => {
    expect(progressOf(status({ received: 1 }), NOW)).toMatchObject({ connected: true, seen: true });
  });
});

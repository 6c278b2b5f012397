import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPeek } from "../../../../src/index.node.ts";
import type { StoredDeadLetter } from "../../../../src/node/spool/inspect/dead-letter.ts";
import {
  createDeadLetterSender,
  type DeadLetterSender,
} from "../../../../src/node/spool/inspect/sender.ts";
import { accept, startScriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const letter: StoredDeadLetter = {
  id: "i:4",
  at: 1_790_000_000_000,
  reason: "refused",
  sdk: { name: "t", version: "1" },
  resource: { service: "orders", environment: "production" },
  requests: [{ method: "GET", durationMs: 1 }],
  events: [],
  summaries: [],
  refusals: 0,
  refusal: undefined,
};

let answer: (response: ServerResponse) => void;
let endpoint: Awaited<ReturnType<typeof startScriptedEndpoint>>;
let sender: DeadLetterSender;
beforeEach(async () => {
  answer = accept;
  endpoint = await startScriptedEndpoint((_, response) => answer(response));
  sender = createDeadLetterSender({ endpoint: endpoint.url, apiKey: "k" });
});
afterEach(async () => {
  sender.close();
  await endpoint.close();
});

function answerWith(status: number, body: object, type = "application/problem+json"): void {
  answer = (response) =>
    void response.writeHead(status, { "content-type": type }).end(JSON.stringify(body));
}

describe("createDeadLetterSender", () => {
  it("sends a letter as a client that does not number, under a key of its own", async () => {
    const before = Date.now();
    expect(await sender.send(letter)).toBeUndefined();
    const [{ body, key }] = endpoint.arrived as [(typeof endpoint.arrived)[0]];
    expect(key).toBe("dead-letter:i:4");
    expect(body).toEqual({
      version: 1,
      sdk: letter.sdk,
      resource: letter.resource,
      sentAt: expect.any(Number),
      requests: letter.requests,
      events: [],
      summaries: [],
    });
    expect((body as unknown as { sentAt: number }).sentAt).toBeGreaterThanOrEqual(before);
  });

  it("uses another key after each refusal, since the first counts as received", async () => {
    await sender.send({ ...letter, refusals: 2 });
    expect(endpoint.arrived[0]!.key).toBe("dead-letter:i:4:2");
  });

  it.each([
    [202, { accepted: 0, rejected: [{ number: 0, code: "PEEK_E_X", detail: "no" }] }],
    [400, { code: "PEEK_E_X", detail: "no" }],
    [413, { code: "PEEK_E_X", detail: "no" }],
  ])("tells why a record was refused: %i", async (status, body) => {
    answerWith(status, body, "application/json");
    expect(await sender.send(letter)).toEqual({ code: "PEEK_E_X", detail: "no" });
  });

  it("takes a key of another service for a refusal of this letter alone", async () => {
    answerWith(403, { code: "PEEK_E_KEY_SERVICE", detail: "for carts" });
    expect(await sender.send(letter)).toEqual({ code: "PEEK_E_KEY_SERVICE", detail: "for carts" });
  });

  it.each([
    [401, "PEEK_E_KEY_REJECTED"],
    [403, "PEEK_E_KEY_SCOPE"],
    [429, "PEEK_E_UNAVAILABLE"],
    [503, "PEEK_E_UNAVAILABLE"],
    [404, "PEEK_E_WRONG_SERVER"],
  ])("throws where no letter would pass: %i", async (status, code) => {
    answerWith(status, { detail: "no" });
    await expect(sender.send(letter)).rejects.toMatchObject({ code });
  });

  it("throws for a server that is no collector, and for none", async () => {
    answerWith(200, {}, "text/html");
    await expect(sender.send(letter)).rejects.toMatchObject({ code: "PEEK_E_WRONG_SERVER" });
    await endpoint.close();
    await expect(sender.send(letter)).rejects.toMatchObject({ code: "PEEK_E_UNREACHABLE" });
  });

  it("refuses an endpoint that is not encrypted", () => {
    expect(() => createDeadLetterSender({ endpoint: "http://peek.example.com" })).toThrow(
      expect.objectContaining({ code: "PEEK_E_ENDPOINT" }),
    );
  });

  it("tells the spools of its endpoint from others", async () => {
    const storagePath = mkdtempSync(join(tmpdir(), "peek-sender-"));
    const names = { service: "orders", environment: "production" };
    const client = createPeek({ ...names, endpoint: endpoint.url, storagePath, disabled: false });
    client.recordRequest({ method: "GET", durationMs: 1 });
    await client.shutdown();
    const [id] = readdirSync(storagePath);
    expect(sender.isEndpointOf({ ...names, id: id! })).toBe(true);
    const other = createDeadLetterSender({ endpoint: "https://peek.example.com" });
    expect(other.isEndpointOf({ ...names, id: id! })).toBe(false);
    rmSync(storagePath, { recursive: true });
  });
});

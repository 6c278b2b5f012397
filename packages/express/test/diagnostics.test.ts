import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startRecordingEndpoint } from "@peekjs/testing";
import express from "express";
import express4 from "express4";
import request from "supertest";
import { expect, test } from "vitest";

test.each([
  ["express 5", express],
  ["express 4", express4],
])(
  "%s: says once that routes come before peek(), and that it is registered twice",
  async (_, framework) => {
    await using endpoint = await startRecordingEndpoint();
    const codes: string[] = [];
    const client = createPeek({
      endpoint: endpoint.url,
      disabled: false,
      durability: "memory",
      maxStorageBytes: 0,
      onError: ({ code, message }) => codes.push(`${code}: ${message}`),
    });
    const app = framework();
    app.get("/early", (_request, response) => void response.send("unseen"));
    app.use("/router", framework.Router());
    app.route("/all").all((_request, response) => void response.send("unseen"));
    app.use(peek(client), peek(client));
    app.get("/late", (_request, response) => void response.send("seen"));
    for (let i = 0; i < 3; i++) await request(app).get("/late");
    await client.shutdown();
    expect(codes).toEqual([
      expect.stringMatching(/^PEEK_W_AFTER_ROUTES: .*after GET \/early, a router, and 1 more:/),
      expect.stringMatching(/^PEEK_W_DOUBLE: /),
    ]);
    expect(endpoint.requests).toHaveLength(3);
    const diagnostics = endpoint.envelopes.flatMap((envelope) => envelope.diagnostics);
    expect(diagnostics.map(({ code }) => code)).toContain("PEEK_W_AFTER_ROUTES");
  },
);

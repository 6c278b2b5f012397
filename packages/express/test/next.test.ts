import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startRecordingEndpoint } from "@peekjs/testing";
import express5 from "express";
import express4 from "express4";
import express52 from "express52";
import request from "supertest";
import { expect, test } from "vitest";

const FRAMEWORKS = [
  ["express 5.3", express5],
  ["express 5.2", express52],
  ["express 4", express4],
] as const;

test.each(FRAMEWORKS)("%s: handlers get the router's own next", async (_, framework) => {
  await using endpoint = await startRecordingEndpoint();
  const client = createPeek({ endpoint: endpoint.url, durability: "memory" });
  const app = framework();
  app.use(peek(client));
  app.use((request, response, next) => response.json(next === request.next));
  expect((await request(app).get("/")).body).toBe(true);
  await client.shutdown();
});

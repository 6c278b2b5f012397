import { peekFromEnvironment } from "@peekjs/core";
import { peek } from "@peekjs/koa";
import { startRecordingEndpoint } from "@peekjs/testing";
import Koa from "koa";
import request from "supertest";
import { expect, test, vi } from "vitest";
import { stubEnvironment } from "../../../tests/support/environment.ts";

test("registered without being called: requests pass, and what to write is said once", async () => {
  await using endpoint = await startRecordingEndpoint();
  stubEnvironment({ PEEK_ENDPOINT: endpoint.url, PEEK_DISABLED: "false" });
  const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const app = new Koa();
  app.use(peek as unknown as Koa.Middleware).use((ctx) => void (ctx.body = "ok"));
  const server = app.listen();
  for (let i = 0; i < 2; i++) expect((await request(server).get("/")).text).toBe("ok");
  server.close();
  await peekFromEnvironment().shutdown();
  const said = log.mock.calls.flat().filter((line) => String(line).includes("PEEK_W_NOT_CALLED"));
  expect(said).toEqual([expect.stringContaining("Write app.use(peek()).")]);
  log.mockRestore();
});

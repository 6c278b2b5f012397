import { peekFromEnvironment } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startRecordingEndpoint } from "@peekjs/testing";

import { FRAMEWORKS } from "./frameworks.ts";
import request from "supertest";
import type express from "express";
import { expect, test, vi } from "vitest";
import { stubEnvironment } from "../../../tests/support/environment.ts";

test.each(FRAMEWORKS)(
  "%s, registered without being called: requests pass, and what to write is said once",
  async (_, framework) => {
    await using endpoint = await startRecordingEndpoint();
    stubEnvironment({ PEEK_ENDPOINT: endpoint.url, PEEK_DISABLED: "false" });
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const app = framework();
    app.use(peek as unknown as express.RequestHandler);
    app.get("/", (_request, response) => void response.send("ok"));
    const server = app.listen();
    for (let i = 0; i < 2; i++) expect((await request(server).get("/")).text).toBe("ok");
    server.close();
    await peekFromEnvironment().shutdown();
    const said = log.mock.calls.flat().filter((line) => String(line).includes("PEEK_W_NOT_CALLED"));
    expect(said).toEqual([expect.stringContaining("Write app.use(peek()).")]);
    log.mockRestore();
  },
);

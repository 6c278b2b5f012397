import { once } from "node:events";
import { createServer, get } from "node:http";
import { attach } from "@peekjs/node";
import { expect, test } from "vitest";
import { listen, startRecorder } from "./support.ts";

test("requests that end with their server are reported, also where the client is shut down right then", async () => {
  await using recorder = await startRecorder();
  const server = createServer((_request, response) => void response.write("begun"));
  attach(server, recorder.client);
  using at = await listen(server);
  for (let i = 0; i < 3; i++) {
    const [answer] = await once(get({ port: at.port, agent: false }), "response");
    answer.on("error", () => undefined);
  }
  server.close(() => void recorder.client.shutdown());
  server.closeAllConnections();
  await once(server, "close");
  const records = await recorder.records(3);
  expect(records.map(({ outcome }) => outcome)).toEqual(Array(3).fill("server_abort"));
  expect(recorder.client.stats().dropped).toEqual({});
});

import { createServer, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { attach } from "@peekjs/node";
import { expect, test } from "vitest";
import { listen, startRecorder } from "./support.ts";

const COUNT = 30;

test("requests that wait on one connection add no listener to it, each", async () => {
  await using recorder = await startRecorder();
  const counts: Record<string, number>[] = [];
  const waiting: ServerResponse[] = [];
  const server = createServer(({ socket }, response) => {
    counts.push(listenersOf(socket));
    waiting.push(response);
    if (waiting.length === COUNT) for (const each of waiting) each.end("ok");
  });
  attach(server, recorder.client);
  using at = await listen(server);
  const connection = connect(at.port, "127.0.0.1");
  connection.write("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n".repeat(COUNT));
  await recorder.records(COUNT);
  connection.destroy();
  expect(counts.at(-1)).toEqual(counts[1]);
});

function listenersOf(socket: Socket): Record<string, number> {
  const names = ["close", "end", "error", "finish", "data", "drain", "timeout"];
  return Object.fromEntries(names.map((name) => [name, socket.listenerCount(name)]));
}

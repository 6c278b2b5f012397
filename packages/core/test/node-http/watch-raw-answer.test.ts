import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { watchRawAnswer } from "../../src/node-http/watch-raw-answer.ts";

test("an answer on a socket of its own: its status, once, and nothing stays there", () => {
  const socket = new PassThrough();
  const statuses: unknown[] = [];
  watchRawAnswer(socket, (status) => statuses.push(status));
  socket.write("HTTP/1.1 103 Early Hints\r\n\r\n");
  expect(statuses).toEqual([]);
  socket.write("HTTP/1.1 426 Upgrade Required\r\n\r\n");
  socket.end("HTTP/1.1 500 Late\r\n\r\n");
  expect(statuses).toEqual([426]);
  expect(Object.hasOwn(socket, "write") || Object.hasOwn(socket, "end")).toBe(false);
});

test("a socket whose methods somebody wrapped: they stay, and no status is told", () => {
  const socket = new PassThrough();
  const written: unknown[] = [];
  const write = (chunk: unknown): boolean => written.push(chunk) > 0;
  socket.write = write;
  const statuses: unknown[] = [];
  watchRawAnswer(socket, (status) => statuses.push(status));
  socket.write("HTTP/1.1 200 OK\r\n\r\n");
  expect(socket.write).toBe(write);
  expect(written).toEqual(["HTTP/1.1 200 OK\r\n\r\n"]);
  expect(statuses).toEqual([undefined]);
});

import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { type ClientHttp2Stream, constants, type Http2ServerResponse } from "node:http2";
import type { Duplex } from "node:stream";
import { expect, test, vi } from "vitest";
import { openStage } from "./http2-stage.ts";
import { startRecorder } from "./support.ts";

test.each<[what: string, answer: (response: Http2ServerResponse) => void, status: number]>([
  ["writeHead", (response) => response.writeHead(202), 202],
  ["flushHeaders", (response) => (response as unknown as ServerResponse).flushHeaders(), 200],
  ["the stream's respond", ({ stream }) => stream.respond({ ":status": 203 }), 203],
])("the status that left with %s counts, and its time is unknown", async (_, answer, status) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_request, response) => {
    answer(response);
    response.statusCode = 500;
    response.end("said");
  });
  expect(await stage.ask({ ":path": "/" })).toBe("said");
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ status, responseBytes: 4 });
  expect(record).not.toHaveProperty("ttfbMs");
});

test("an answer is whole when it was handed over, however long the client still uploads", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (request, response) => {
    request.resume();
    response.statusCode = 413;
    response.end("too large");
  });
  const upload = stage.session.request({ ":path": "/", ":method": "POST" });
  upload.write("part");
  await once(upload.resume(), "end");
  expect(await recorder.records(1)).toMatchObject([
    { status: 413, requestBytes: 4, responseBytes: 9 },
  ]);
  upload.close(constants.NGHTTP2_CANCEL);
  await once(upload, "close");
  const [record] = await recorder.records(1);
  expect(record).not.toHaveProperty("outcome");
});

test.each<[what: string, answer: (response: Http2ServerResponse) => void]>([
  ["is empty", (response) => response.end()],
  ["may have no body", (response) => response.writeHead(204).end()],
  [
    "is given on the stream itself",
    ({ stream }) => {
      stream.respond();
      stream.end("short");
    },
  ],
])("so is one that %s", async (_, answer) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (request, response) => {
    request.resume();
    answer(response);
  });
  const upload = stage.session.request({ ":path": "/", ":method": "POST" });
  upload.write("part");
  await once(upload.resume(), "end");
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ requestBytes: 4 });
  expect(record).not.toHaveProperty("outcome");
});

test("an answer that the app breaks off behind its end is not whole", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    response.on("error", () => undefined).end("hello");
    setImmediate(() => response.write("more"));
  });
  const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
  await new Promise((resolve) => stream.resume().on("close", resolve));
  const [record] = await recorder.records(1);
  expect(record!.outcome).toMatch(/_abort$/);
});

test.each<[how: string, leave: (stream: ClientHttp2Stream) => void]>([
  ["cancels", (stream) => stream.close(constants.NGHTTP2_CANCEL)],
  ["breaks the connection", (stream) => stream.session!.destroy()],
])("an announced body of which a client that %s sent a part has no length", async (_, leave) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, () => stage.seen());
  const upload = stage.session.request({ ":path": "/", ":method": "POST", "content-length": 15 });
  upload.on("error", () => undefined).write("part");
  await stage.isSeen;
  leave(upload);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ outcome: "client_abort" });
  expect(record).not.toHaveProperty("requestBytes");
});

test("an announced body that nobody read has its length, an empty one 0", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (request, response) => {
    if (request.url === "/empty") request.resume().on("end", () => response.end());
    else setImmediate(() => response.end());
  });
  await stage.ask({ ":path": "/unread", ":method": "POST", "content-length": "5" }, "12345");
  await stage.ask({ ":path": "/empty", ":method": "POST" }, "");
  expect(await recorder.records(2)).toMatchObject([{ requestBytes: 5 }, { requestBytes: 0 }]);
});

test.each(["before the head", "in mid-body"])(
  "a client that resets its connection %s",
  async (when) => {
    await using recorder = await startRecorder();
    await using stage = await openStage(recorder, (_, response) => {
      if (when === "in mid-body") response.write("part");
      stage.seen();
    });
    const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
    await (when === "in mid-body" ? once(stream, "data") : stage.isSeen);
    const { socket } = stage;
    socket.resetAndDestroy();
    expect(await recorder.records(1)).toMatchObject([{ outcome: "client_abort" }]);
  },
);

test("events that are sent on the stream itself, until the client leaves", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, { stream }) => {
    stream.respond({ ":status": 200, "content-type": "text/event-stream" });
    stream.write("data: 1\n\n");
  });
  const events = stage.session.request({ ":path": "/" });
  await once(events, "data");
  events.close(constants.NGHTTP2_CANCEL);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ status: 200, outcome: "stream_closed" });
  expect(record).not.toHaveProperty("responseBytes");
});

test("a file that is asked for from behind its end, of which Node announces less than nothing", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, { stream }) => {
    stream.respondWithFile(import.meta.filename, {}, { offset: 1_000_000 });
  });
  stage.session.request({ ":path": "/" }).on("error", () => undefined);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ status: 200 });
  expect(record).not.toHaveProperty("responseBytes");
});

test("an answer for which the app has no connection any more is not whole", async () => {
  await using recorder = await startRecorder();
  const sockets: Duplex[] = [];
  await using stage = await openStage(recorder, (_, response) => {
    for (const socket of sockets) socket.destroy();
    response.end("hello");
  });
  stage.server.on("connection", (socket: Duplex) => sockets.push(socket));
  const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
  await once(stream, "close");
  const [record] = await recorder.records(1);
  expect(record!.outcome).toMatch(/_abort$/);
});

test("no listener is added to the response", async () => {
  await using recorder = await startRecorder();
  const count = vi.fn<(response: Http2ServerResponse) => number>(
    (response) => response.listenerCount("finish") + response.listenerCount("close"),
  );
  await using stage = await openStage(recorder, (_, response) => {
    count(response);
    response.end();
  });
  await stage.ask({ ":path": "/" });
  expect(count).toHaveReturnedWith(0);
});

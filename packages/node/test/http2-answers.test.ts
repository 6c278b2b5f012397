import { once } from "node:events";
import { open } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { constants, type Http2ServerResponse } from "node:http2";
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
  expect(record).toMatchObject({ outcome: "server_abort" });
});

test.each<[how: string, answer: (response: Http2ServerResponse) => void, bytes: number]>([
  [
    "head and body",
    (response) => {
      response.stream.respond();
      response.stream.write("12345");
      response.end();
    },
    5,
  ],
  [
    "a part of the body",
    (response) => {
      response.write("12");
      response.stream.write("345");
      response.end("6");
    },
    6,
  ],
])(
  "%s that the app writes on the stream, before it ends the response",
  async (_, answer, bytes) => {
    await using recorder = await startRecorder({ captureBody: true });
    await using stage = await openStage(recorder, (_request, response) => answer(response));
    expect(await stage.ask({ ":path": "/" })).toHaveLength(bytes);
    expect(await recorder.records(1)).toMatchObject([{ status: 200, responseBytes: bytes }]);
  },
);

test("a chunk that a stream refuses is not counted", async () => {
  await using recorder = await startRecorder({ captureBody: true });
  await using stage = await openStage(recorder, (_, response) => {
    response.setHeader("content-type", "text/plain");
    expect(() => response.stream.write("x", "bogus" as "utf8")).toThrow("Unknown encoding");
    response.end("ok");
  });
  expect(await stage.ask({ ":path": "/" })).toBe("ok");
  expect(await recorder.records(1)).toMatchObject([{ responseBytes: 2, responseBody: "ok" }]);
});

test("a body of which the app writes the last on the stream is not taken for a whole one", async () => {
  await using recorder = await startRecorder({ captureBody: true });
  await using stage = await openStage(recorder, (_, { stream }) => {
    stream.respond({ "content-type": "text/plain" });
    stream.write("the first, ");
    stream.end("the last");
  });
  expect(await stage.ask({ ":path": "/" })).toBe("the first, the last");
  const [record] = await recorder.records(1);
  expect(record!.responseBytes).toBeUndefined();
  expect(record!.responseBody).toMatch(/…$/);
});

test.each<[what: string, answer: (response: Http2ServerResponse) => void, bytes?: number]>([
  ["all of it", ({ stream }) => stream.end("body")],
  ["the last of it", ({ stream }) => stream.write("bo") && stream.end("dy")],
  [
    "what was announced",
    ({ stream }) => {
      stream.respond({ "content-length": 4, "content-type": "text/plain" });
      stream.end("body");
    },
    4,
  ],
])("of a body of which the app ends the stream with %s, and then the response", async (...row) => {
  const [, answer, bytes] = row;
  await using recorder = await startRecorder({ captureBody: true });
  await using stage = await openStage(recorder, (_request, response) => {
    response.setHeader("content-type", "text/plain");
    answer(response);
    response.end();
  });
  expect(await stage.ask({ ":path": "/" })).toBe("body");
  const [record] = await recorder.records(1);
  expect(record!.responseBytes).toBe(bytes);
  expect(record!.responseBody ?? "…").toMatch(/…$/);
});

test("a file that is sent on the stream, before the app ends the response", async () => {
  await using recorder = await startRecorder();
  await using file = await open(import.meta.filename);
  const { size } = await file.stat();
  await using stage = await openStage(recorder, (_, response) => {
    response.stream.respondWithFD(file, { "content-length": size });
    response.end();
  });
  expect(Buffer.byteLength(await stage.ask({ ":path": "/" }))).toBe(size);
  expect(await recorder.records(1)).toMatchObject([{ status: 200, responseBytes: size }]);
});

test("of an answer with 205 no body is sent", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    response.stream.on("error", () => undefined);
    response.writeHead(205).end("hello");
  });
  expect(await stage.ask({ ":path": "/" })).toBe("");
  expect(await recorder.records(1)).toMatchObject([{ status: 205, responseBytes: 0 }]);
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

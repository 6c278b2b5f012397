import { once } from "node:events";
import { type ClientHttp2Stream, constants, type Http2ServerResponse } from "node:http2";
import { type AddressInfo, createConnection } from "node:net";
import { expect, test } from "vitest";
import { openStage } from "./http2-stage.ts";
import { startRecorder } from "./support.ts";

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
    "is written in parts once something has come",
    (response) =>
      setTimeout(() => {
        response.write("in ");
        response.end("parts");
      }),
  ],
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

test("an answer to a HEAD is whole with its head, though the client breaks its upload off", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    response.stream.on("error", () => undefined);
    response.end("said");
  });
  const upload = stage.session.request({ ":path": "/", ":method": "HEAD" }, { endStream: false });
  upload.on("error", () => undefined).write("part");
  await once(upload.resume(), "end");
  upload.close(constants.NGHTTP2_CANCEL);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ status: 200, responseBytes: 0 });
  expect(record).not.toHaveProperty("outcome");
});

test("a client that leaves before the head of the answer to its HEAD has gone was not answered", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    response.stream.on("error", () => undefined);
    response.write("said");
  });
  const socket = createConnection((stage.server.address() as AddressInfo).port, "127.0.0.1");
  const head = Buffer.from("\x02\x04HEAD\x86\x84\x41\x01a", "latin1");
  socket.write(
    Buffer.concat([
      Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      frame(4, 0, 0),
      frame(1, 5, 1, head),
      frame(3, 0, 1, Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL])),
    ]),
  );
  expect(await recorder.records(1)).toMatchObject([{ outcome: "client_abort" }]);
  socket.destroy();
});

/** https://www.rfc-editor.org/rfc/rfc9113#section-4.1 */
function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  return Buffer.concat([
    Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream]),
    payload,
  ]);
}

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

test("a body that nobody announced or read has no length", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    setImmediate(() => response.end());
  });
  await stage.ask({ ":path": "/", ":method": "POST" }, "12345");
  const [record] = await recorder.records(1);
  expect(record).not.toHaveProperty("requestBytes");
});

test.each<[how: string, leave: (stream: ClientHttp2Stream) => void]>([
  ["cancels it", (stream) => stream.close(constants.NGHTTP2_CANCEL)],
  ["breaks the connection", (stream) => stream.session!.destroy()],
])("an upload that is captured until its client %s is cut", async (_, leave) => {
  await using recorder = await startRecorder({ captureBody: true });
  await using stage = await openStage(recorder, (request) => {
    request.once("data", () => stage.seen()).resume();
  });
  const headers = { ":path": "/", ":method": "POST", "content-type": "text/plain" };
  const upload = stage.session.request(headers).on("error", () => undefined);
  upload.write("as far as this");
  await stage.isSeen;
  leave(upload);
  expect(await recorder.records(1)).toMatchObject([{ requestBody: expect.stringMatching(/…$/) }]);
});

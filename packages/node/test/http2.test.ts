import { once } from "node:events";
import {
  connect,
  constants,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { setRoute, withPeek } from "@peekjs/node";
import { expect, test } from "vitest";
import { openStage } from "./http2-stage.ts";
import { listen, startRecorder } from "./support.ts";

test("requests of HTTP/2: status, bytes both ways, protocol", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (request, response) => {
    setRoute(request, "/echo");
    request.pipe(response);
  });
  expect(await stage.ask({ ":path": "/echo?x=1", ":method": "POST" }, "12345")).toBe("12345");
  await stage.ask({ ":path": "/echo", ":method": "HEAD" });
  const [post, head] = await recorder.records(2);
  expect(post).toMatchObject({
    method: "POST",
    route: "/echo",
    path: "/echo",
    status: 200,
    protocol: "2",
    requestBytes: 5,
    responseBytes: 5,
  });
  expect(post).not.toHaveProperty("outcome");
  expect(head).toMatchObject({ method: "HEAD", status: 200, responseBytes: 0 });
});

test("a client that cancels a stream before the head", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, () => stage.seen());
  const stream = stage.session.request({ ":path": "/slow" });
  await stage.isSeen;
  stream.close(constants.NGHTTP2_CANCEL);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ path: "/slow", outcome: "client_abort" });
  expect(record).not.toHaveProperty("status");
});

test.each<[who: string, end: (response: Http2ServerResponse, cancel: () => void) => void]>([
  ["client", (_, cancel) => cancel()],
  ["server", (response) => void response.destroy()],
])("a HEAD that its %s gives up before an answer", async (who, end) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_request, response) => {
    end(response, () => stream.close(constants.NGHTTP2_CANCEL));
  });
  const stream = stage.session.request({ ":path": "/head", ":method": "HEAD" });
  stream.on("error", () => undefined);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ method: "HEAD", path: "/head", outcome: `${who}_abort` });
  expect(record).not.toHaveProperty("status");
});

test("a client that cancels a stream in mid-body", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => response.write("part"));
  const stream = stage.session.request({ ":path": "/endless" });
  await once(stream, "data");
  stream.close(constants.NGHTTP2_CANCEL);
  expect(await recorder.records(1)).toMatchObject([
    { status: 200, outcome: "client_abort", responseBytes: 4 },
  ]);
});

test("a client that loses its connection", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => response.write("part"));
  const stream = stage.session.request({ ":path": "/endless" });
  stream.on("error", () => undefined);
  await once(stream, "data");
  stage.session.destroy();
  expect(await recorder.records(1)).toMatchObject([{ status: 200, outcome: "client_abort" }]);
});

test.each([undefined, new Error("the source broke")])(
  "an app that drops a stream",
  async (error) => {
    await using recorder = await startRecorder();
    await using stage = await openStage(recorder, (_, response) => {
      response.write("part");
      response.stream.on("error", () => undefined).destroy(error);
    });
    await new Promise((resolve) =>
      stage.session
        .request({ ":path": "/breaks" })
        .on("error", () => undefined)
        .on("close", resolve)
        .resume(),
    );
    expect(await recorder.records(1)).toMatchObject([{ outcome: "server_abort" }]);
  },
);

test("a client that cancels what was written but not sent", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => response.end(Buffer.alloc(5e6)));
  const stream = stage.session.request({ ":path": "/flood" });
  await once(stream, "readable");
  stream.close(constants.NGHTTP2_CANCEL);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ status: 200, outcome: "client_abort" });
  expect(record).not.toHaveProperty("responseBytes");
});

test("an app that answers on the stream, past the response", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, { stream }) => {
    stream.respond({ ":status": 203 });
    stream.end("direct");
  });
  expect(await stage.ask({ ":path": "/direct" })).toBe("direct");
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ status: 203 });
  expect(record).not.toHaveProperty("outcome");
  expect(record).not.toHaveProperty("responseBytes");
});

test("a listener of HTTP/2 can be wrapped too", async () => {
  await using recorder = await startRecorder();
  const server = createServer(
    withPeek(
      (_: Http2ServerRequest, response: Http2ServerResponse) => response.end("ok"),
      recorder.client,
      { route: ({ url }) => url },
    ),
  );
  using at = await listen(server);
  const session = connect(`http://127.0.0.1:${at.port}`);
  await once(session.request({ ":path": "/ok" }).resume(), "close");
  session.destroy();
  expect(await recorder.records(1)).toMatchObject([{ route: "/ok", status: 200, protocol: "2" }]);
});

import { once } from "node:events";
import { constants, type Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { openStage } from "./http2-stage.ts";
import { startRecorder } from "./support.ts";

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR } = constants;

test.each<[when: string, code: number | undefined]>([
  ["before the head", undefined],
  ["before the head", NGHTTP2_INTERNAL_ERROR],
  ["in mid-body", undefined],
  ["in mid-body", NGHTTP2_CANCEL],
  ["in mid-body", NGHTTP2_INTERNAL_ERROR],
])("an app that closes a stream %s, with code %s", async (when, code) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    const { stream } = response.on("error", () => undefined);
    stream.on("error", () => undefined);
    if (when === "before the head") stream.close(code);
    else response.write("part", () => stream.close(code));
  });
  const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
  await new Promise((resolve) => stream.resume().on("close", resolve));
  expect(await recorder.records(1)).toMatchObject([{ outcome: "server_abort" }]);
});

test.each<[how: string, fail: (response: Http2ServerResponse) => void]>([
  ["writes behind the end", (response) => void response.write("more")],
  ["destroys the response", (response) => void response.destroy(new Error("broken"))],
  ["destroys the stream", ({ stream }) => void stream.destroy(new Error("broken"))],
])("an app that %s before that was sent", async (_, fail) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_request, response) => {
    response.on("error", () => undefined).stream.on("error", () => undefined);
    response.end("whole");
    setImmediate(() => fail(response));
  });
  const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
  await new Promise((resolve) => stream.resume().on("close", resolve));
  expect(await recorder.records(1)).toMatchObject([{ status: 200, outcome: "server_abort" }]);
});

test.each([NGHTTP2_NO_ERROR, NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR])(
  "a client that closes a stream with code %s has left, though the app closes it then",
  async (code) => {
    await using recorder = await startRecorder();
    await using stage = await openStage(recorder, (_, response) => {
      const { stream } = response;
      stream.on("error", () => undefined).on("aborted", () => stream.close());
      response.write("part");
    });
    const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
    await once(stream, "data");
    stream.close(code);
    expect(await recorder.records(1)).toMatchObject([{ status: 200, outcome: "client_abort" }]);
  },
);

test("a client that closes a stream has left, though the app tried to close it with a code that there is not", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, (_, response) => {
    expect(() => response.stream.close(-1)).toThrow("out of range");
    response.write("part");
  });
  const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
  await once(stream, "data");
  stream.close(NGHTTP2_CANCEL);
  expect(await recorder.records(1)).toMatchObject([{ status: 200, outcome: "client_abort" }]);
});

test.each<[who: string, outcome: string]>([
  ["the app destroys", "server_abort"],
  ["the client ends", "client_abort"],
])("a connection that %s, with an answer under way", async (who, outcome) => {
  await using recorder = await startRecorder();
  const sockets: Socket[] = [];
  await using stage = await openStage(recorder, (_, response) => response.write("part"));
  stage.server.on("connection", (socket: Socket) => sockets.push(socket));
  const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
  await once(stream, "data");
  if (who === "the app destroys") sockets[0]!.destroy();
  else stage.socket.end();
  expect(await recorder.records(1)).toMatchObject([{ outcome }]);
});

test.each(["before the head", "in mid-body"])(
  "a client that says %s that it goes away, with an error, has left",
  async (when) => {
    await using recorder = await startRecorder();
    await using stage = await openStage(recorder, (_, response) => {
      response.stream.on("error", () => undefined);
      if (when === "in mid-body") response.write("part");
      stage.seen();
    });
    const stream = stage.session.request({ ":path": "/" }).on("error", () => undefined);
    await (when === "in mid-body" ? once(stream, "data") : stage.isSeen);
    stage.session.goaway(NGHTTP2_INTERNAL_ERROR);
    expect(await recorder.records(1)).toMatchObject([{ outcome: "client_abort" }]);
  },
);

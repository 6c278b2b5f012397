import { once } from "node:events";
import { constants, type Http2ServerResponse } from "node:http2";
import { expect, test } from "vitest";
import { openStage } from "./http2-stage.ts";
import { startRecorder } from "./support.ts";

const WEBSOCKET = { ":method": "CONNECT", ":protocol": "websocket", ":path": "/chat" };

test.each<[what: string, status: number, outcome: string | undefined]>([
  ["opened", 200, "upgrade"],
  ["refused", 403, undefined],
])("a WebSocket over HTTP/2 that is %s", async (_, status, outcome) => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, () => undefined);
  stage.server.updateSettings({ enableConnectProtocol: true });
  stage.server.on("connect", (_request, response: Http2ServerResponse) => {
    response.writeHead(status).end();
  });
  await once(stage.session, "remoteSettings");
  await stage.ask(WEBSOCKET);
  const [record] = await recorder.records(1);
  expect(record).toMatchObject({ method: "CONNECT", path: "/chat", status });
  expect(record!.outcome).toBe(outcome);
});

test("a tunnel over HTTP/2 that its client leaves", async () => {
  await using recorder = await startRecorder();
  await using stage = await openStage(recorder, () => undefined);
  stage.server.on("connect", (_request, response: Http2ServerResponse) => {
    response.writeHead(200).write("banner");
  });
  const tunnel = stage.session.request({ ":method": "CONNECT", ":authority": "db.test:5432" });
  await once(tunnel, "data");
  tunnel.close(constants.NGHTTP2_CANCEL);
  expect(await recorder.records(1)).toMatchObject([{ status: 200, outcome: "upgrade" }]);
});

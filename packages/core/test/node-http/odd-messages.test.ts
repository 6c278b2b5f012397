import diagnostics from "node:diagnostics_channel";
import { EventEmitter, once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { observe } from "../../src/node-http/index.ts";
import { type Observing, startObserving } from "../support/observing.ts";

let app: Observing;

beforeEach(async () => {
  app = await startObserving();
});
afterEach(() => app.end());

describe("messages that no server made", () => {
  test("Node's own classes", async () => {
    for (let i = 0; i < 2; i++) {
      const incoming = new IncomingMessage(new Socket());
      incoming.method = "GET";
      incoming.url = "/made?by=hand";
      const outgoing = new ServerResponse(incoming);
      outgoing.assignSocket(new PassThrough().resume() as unknown as Socket);
      observe(app.mount, incoming, incoming, outgoing);
      outgoing.end("hello");
      await once(outgoing, "finish");
    }
    const record = { method: "GET", path: "/made", status: 200, responseBytes: 5 };
    expect(await app.recorded(2)).toMatchObject([record, record]);
  });

  test("on a socket that only has some properties, and asks to wait", async () => {
    const incoming = new IncomingMessage({ remoteAddress: "203.0.113.9" } as Socket);
    Object.assign(incoming, { method: "GET", url: "/made" });
    const outgoing = new ServerResponse(incoming);
    const methods = { on() {}, cork() {}, uncork() {}, write() {} };
    outgoing.assignSocket({ _writableState: {}, writable: true, ...methods } as never);
    observe(app.mount, incoming, incoming, outgoing);
    outgoing.write("hel");
    outgoing.end("lo");
    outgoing.emit("finish");
    expect(await app.recorded(1)).toMatchObject([{ status: 200, responseBytes: 5 }]);
  });

  test("objects that tell of nothing: no record, and no complaint", () => {
    const incoming = { method: "GET", url: "/fake", headers: {} } as IncomingMessage;
    const outgoing = { end: vi.fn<() => void>() } as unknown as ServerResponse;
    observe(app.mount, incoming, incoming, outgoing);
    expect(app.mount.running.lasting(Infinity, () => "running")).toEqual([]);
    outgoing.end();
    expect(outgoing.end).toHaveBeenCalledOnce();
  });

  test.each([undefined, "", "no head"])(
    "one that finishes inside its end, with %j as head",
    async (head) => {
      class Simulated extends EventEmitter {
        statusCode = 201;
        headersSent = true;
        _header = head;
        end(): void {
          this.emit("finish");
        }
      }
      const incoming = { method: "GET", url: "/", headers: {} } as IncomingMessage;
      const outgoing = new Simulated() as unknown as ServerResponse;
      observe(app.mount, incoming, incoming, outgoing);
      outgoing.end("hello");
      expect(await app.recorded(1)).toMatchObject([{ status: 201, responseBytes: 5 }]);
    },
  );

  test("a response that is used for one request after the other", async () => {
    const outgoing = Object.assign(new EventEmitter(), {
      statusCode: 200,
      headersSent: true,
      end(this: EventEmitter) {
        this.emit("finish");
      },
    }) as unknown as ServerResponse;
    for (const url of ["/1", "/2"]) {
      const incoming = { method: "GET", url, headers: {} } as IncomingMessage;
      observe(app.mount, incoming, incoming, outgoing);
      outgoing.end();
    }
    expect((await app.recorded(2)).map(({ path }) => path)).toEqual(["/1", "/2"]);
  });
});

test("what others publish on Node's channels", async () => {
  const { port } = await app.serve((incoming, outgoing) => {
    observe(app.mount, incoming, incoming, outgoing);
    outgoing.end();
  });
  await fetch(`http://127.0.0.1:${port}/`);
  for (const name of ["http.server.request.start", "http.server.response.finish"]) {
    for (const message of [undefined, {}, { request: null, response: null }]) {
      diagnostics.channel(name).publish(message);
    }
  }
  await fetch(`http://127.0.0.1:${port}/`);
  await app.recorded(2);
});

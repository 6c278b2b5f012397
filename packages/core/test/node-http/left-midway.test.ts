import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { observe, watchServer } from "../../src/node-http/index.ts";
import { started } from "../../src/node-http/started.ts";
import { ask, GET } from "../support/ask.ts";
import { startObserving } from "../support/observing.ts";
import { serveObserved } from "../support/serve-observed.ts";

test.each<[what: string, answer: (outgoing: ServerResponse) => void, bytes: number]>([
  ["a response whose end finds no connection", (r) => r.write("12345"), 5],
  ["one that is to be refused", (r) => r.writeHead(414).write("12345"), 5],
])("%s is observed already, and reported once", async (_, answer, bytes) => {
  const { mount, serve, recorded, end } = await startObserving({});
  onTestFinished(end);
  const diagnose = vi.spyOn(mount, "diagnose");
  const onEnd = vi.fn<() => void>();
  const { port } = await serve((incoming, outgoing) => {
    watchServer(mount, (incoming.socket as Socket & { server: Server }).server, "peek saw it.");
    if (incoming.url === "/other") {
      observe(mount, incoming, incoming, outgoing);
      outgoing.end();
      return;
    }
    // Another request starts before this one is observed.
    void ask(
      port,
      GET.replace("/", "/other").replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"),
    ).then(() => {
      observe(mount, incoming, incoming, outgoing);
      outgoing.setHeader("content-length", 10);
      answer(outgoing);
      incoming.socket.once("close", () => {
        setImmediate(() => outgoing.end(onEnd));
      });
    });
  });
  await ask(port, GET, (socket) => socket.destroy());
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce(), 20_000);
  expect(await recorded(2)).toMatchObject([
    { path: "/other", status: 200 },
    { path: "/", outcome: "client_abort", responseBytes: bytes },
  ]);
  expect(diagnose).not.toHaveBeenCalled();
});

test("requests that wait for their turn, and are observed late, are reported when the client leaves", async () => {
  const { mount, serve, recorded, end } = await startObserving({});
  onTestFinished(end);
  const late: [IncomingMessage, ServerResponse][] = [];
  const { port } = await serve((incoming, outgoing) => {
    late.push([incoming, outgoing]);
    if (late.length < 3) return;
    for (const [request, response] of late) observe(mount, request, request, response);
    setImmediate(() => socket.destroy());
  });
  const socket = connect(port, "127.0.0.1");
  socket.write(GET.repeat(3));
  const records = await recorded(3);
  expect(records.map(({ outcome }) => outcome)).toEqual(Array(3).fill("client_abort"));
});

test.each<
  [what: string, answer: (r: ServerResponse) => void, outcome: string | undefined, bytes: number]
>([
  ["a part", (r) => r.write("12345"), "server_abort", 5],
  ["the head alone", (r) => r.flushHeaders(), "server_abort", 0],
  ["everything", (r) => r.write("1234567890"), undefined, 10],
])(
  "of %s before a response is destroyed and ended at once, that counts",
  async (_, answer, outcome, bytes) => {
    const { port, recorded } = await serveObserved((_incoming, outgoing) => {
      outgoing.setHeader("content-length", 10);
      answer(outgoing);
      setTimeout(() => outgoing.destroy() && outgoing.end(), 20);
    });
    expect((await ask(port, GET)).split("\r\n\r\n")[1]).toHaveLength(bytes);
    const [record] = await recorded(1);
    expect(record).toMatchObject({ status: 200, responseBytes: bytes });
    expect(record!.outcome).toBe(outcome);
  },
);

test("what Node calls finished when the client has left in its middle is cut off, behind a proxy too", async () => {
  const { mount, serve, recorded, end } = await startObserving({});
  onTestFinished(end);
  const { port } = await serve((incoming, outgoing) => {
    const isBehindProxy = incoming.url === "/proxy";
    observe(mount, incoming, incoming, isBehindProxy ? new Proxy(outgoing, {}) : outgoing);
    outgoing.end(Buffer.alloc(32 * 1024 * 1024));
  });
  for (const path of ["/", "/proxy"]) {
    await ask(port, GET.replace("/", path), (socket) => socket.destroy());
  }
  const cutOff = { status: 200, outcome: "client_abort" };
  expect(await recorded(2)).toMatchObject([cutOff, cutOff]);
});

test("the last request of a process is let go of when its client has left", async () => {
  const { mount, serve, end } = await startObserving({});
  onTestFinished(end);
  const report = vi.spyOn(mount, "report");
  const { server, port } = await serve((incoming, outgoing) => {
    observe(mount, incoming, incoming, outgoing);
  });
  for (let i = 1; i <= 2; i++) {
    const socket = connect(port, "127.0.0.1");
    socket.write(GET);
    await once(server, "request");
    socket.destroy();
    await vi.waitFor(() => expect(report).toHaveBeenCalledTimes(i));
  }
  expect(started).toBeUndefined();
});

test("the status is that of the head that was flushed, whatever the app sets then", async () => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => {
    outgoing.flushHeaders();
    outgoing.statusCode = 404;
  });
  await ask(port, GET, (socket) => socket.destroy());
  expect(await recorded(1)).toMatchObject([{ status: 200, outcome: "client_abort" }]);
});

test("a head that left with nothing is told, though the next part found nobody", async () => {
  const { port, recorded } = await serveObserved((incoming, outgoing) => {
    outgoing.write(Buffer.alloc(0));
    incoming.socket.once("close", () => outgoing.write("late"));
  });
  await ask(port, GET, (socket) => socket.destroy());
  expect(await recorded(1)).toMatchObject([
    { status: 200, outcome: "client_abort", responseBytes: 0 },
  ]);
});

test.each<[what: string, write: (outgoing: ServerResponse) => void]>([
  ["a text", (outgoing) => outgoing.write("late")],
  ["bytes", (outgoing) => outgoing.write(Buffer.from("late"))],
  ["the end", (outgoing) => outgoing.end()],
])("a head has left, though %s waits that comes when the client has ended", async (_, write) => {
  const { port, recorded } = await serveObserved((incoming, outgoing) => {
    outgoing.writeHead(201).flushHeaders();
    incoming.socket.once("end", () => write(outgoing));
  });
  for (let i = 0; i < 2; i++) {
    const received = await ask(port, GET, (socket) => socket.end());
    expect(received).toMatch(/^HTTP\/1\.1 201 Created\r\n.*\r\n\r\n$/s);
  }
  const record = { status: 201, outcome: "client_abort", responseBytes: 0 };
  expect(await recorded(2)).toMatchObject([record, record]);
});

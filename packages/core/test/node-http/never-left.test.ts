import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { observe } from "../../src/node-http/index.ts";
import { ask, GET } from "../support/ask.ts";
import { startObserving } from "../support/observing.ts";
import { serveObserved } from "../support/serve-observed.ts";

function writeAndDestroy(outgoing: ServerResponse): void {
  outgoing.write("world");
  outgoing.destroy();
}

async function* failing(): AsyncGenerator<string> {
  yield "world";
  throw new Error("lost");
}

test.each<[what: string, start: (r: ServerResponse) => void, end: (r: ServerResponse) => void]>([
  ["after a part", (r) => r.write("hello"), writeAndDestroy],
  ["after the head", (r) => r.flushHeaders(), writeAndDestroy],
  [
    "after a part with a length",
    (r) => r.writeHead(200, { "content-length": 100 }).write("hello"),
    writeAndDestroy,
  ],
  ["by a stream that fails", (r) => r.write("hello"), (r) => pipeline(failing, r, () => undefined)],
  [
    "after a part, in two more,",
    (r) => r.write("hello"),
    (r) => {
      r.write("world");
      writeAndDestroy(r);
    },
  ],
  [
    "behind a cork",
    (r) => r.write("hello"),
    (r) => {
      r.cork();
      r.write("world");
      r.write("world");
      setTimeout(() => r.destroy(), 10);
    },
  ],
])(
  "what is written %s and waits when the response is destroyed does not count",
  async (_, start, end) => {
    const { port, recorded } = await serveObserved((_incoming, outgoing) => {
      start(outgoing);
      setTimeout(end, 10, outgoing);
    });
    const body = (await ask(port, GET)).split("\r\n\r\n").slice(1).join("\r\n\r\n");
    const responseBytes = body.includes("hello") ? 5 : 0;
    expect(body).not.toContain("world");
    expect(await recorded(1)).toMatchObject([
      { status: 200, outcome: "server_abort", responseBytes },
    ]);
  },
);

test("a head that waits for its body has no status, whatever left on the connection before", async () => {
  const { port, recorded } = await serveObserved((incoming, outgoing) => {
    if (incoming.url === "/") return void outgoing.end("first");
    outgoing.writeHead(200);
    setImmediate(() => outgoing.destroy());
  });
  await ask(port, GET + GET.replace("/", "/second"));
  const second = (await recorded(2)).find(({ path }) => path === "/second");
  expect(second).toMatchObject({ outcome: "server_abort", responseBytes: 0 });
  expect(second!.status).toBeUndefined();
});

test.each<[what: string, answer: (r: ServerResponse) => void]>([
  ["in part", (r) => r.write("hello")],
  ["in full", (r) => r.end("hello")],
])(
  "an answer that was written %s, but did not come to its turn, has no status",
  async (_, answer) => {
    const { port, recorded } = await serveObserved((incoming, outgoing) => {
      if (incoming.url === "/second") return answer(outgoing);
      setTimeout(() => {
        outgoing.end("first");
        incoming.socket.destroy();
      }, 10);
    });
    await ask(port, GET + GET.replace("/", "/second"));
    const second = (await recorded(2)).find(({ path }) => path === "/second");
    expect(second).toMatchObject({ outcome: "server_abort", responseBytes: 0 });
    expect(second!.status).toBeUndefined();
  },
);

test.each<[what: string, answer: (r: ServerResponse) => void]>([
  ["in part", (r) => r.write("hello")],
  ["in full", (r) => r.end("hello")],
  [
    "in parts",
    (r) => {
      r.write("hello");
      r.end("again");
    },
  ],
])(
  "what is written %s on a response that was destroyed before its turn is nothing",
  async (_, answer) => {
    const arrived: ServerResponse[] = [];
    const { port, recorded } = await serveObserved((incoming, outgoing) => {
      arrived.push(outgoing.on("error", () => undefined));
      if (incoming.url === "/") return;
      outgoing.destroy();
      answer(outgoing);
      arrived[0]!.end("first");
    });
    await ask(port, GET + GET.replace("/", "/second"), (socket) => socket.end());
    const second = (await recorded(2)).find(({ path }) => path === "/second");
    expect(second).toMatchObject({ outcome: expect.stringMatching(/_abort$/), responseBytes: 0 });
    expect(second!.status).toBeUndefined();
  },
);

test.each<[what: string, bytes: number, answer: (r: ServerResponse) => void]>([
  ["a part of", 5, (r) => r.write("hello")],
  ["the head of", 0, (r) => r.flushHeaders()],
])(
  "a response that was destroyed before its turn, but had taken %s the answer, is whole where Node sends its end",
  async (_, bytes, answer) => {
    const arrived: ServerResponse[] = [];
    const { port, recorded } = await serveObserved((incoming, outgoing) => {
      arrived.push(outgoing.on("error", () => undefined));
      if (incoming.url === "/") return;
      answer(outgoing);
      outgoing.destroy();
      outgoing.end("again");
      arrived[0]!.end("first");
    });
    const answers = await ask(port, GET + GET.replace("/", "/second"), (socket) => socket.end());
    const isSent = answers.endsWith("0\r\n\r\n");
    const second = (await recorded(2)).find(({ path }) => path === "/second")!;
    expect(second.status).toBe(isSent ? 200 : undefined);
    expect(second.outcome === undefined).toBe(isSent);
    expect(second.responseBytes).toBe(isSent ? bytes : 0);
  },
);

test("an answer under way keeps Node from answering what is malformed behind its request", async () => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => outgoing.write("hello"));
  expect(await ask(port, `${GET}garbage\r\n\r\n`)).toBe("");
  const [record] = await recorded(1);
  expect(record).toMatchObject({ outcome: "server_abort", responseBytes: 0 });
  expect(record!.status).toBeUndefined();
});

test.each<[how: string, answer: (r: ServerResponse) => void]>([
  ["at once", (r) => r.end("hello")],
  [
    "in parts",
    (r) => {
      r.write("hello");
      r.end();
    },
  ],
  ["without a body", (r) => r.writeHead(204).end()],
])("an answer that comes %s after Node's own is none that the client had", async (_, answer) => {
  const { port, recorded } = await serveObserved(async (_incoming, outgoing) => {
    outgoing.setHeader("content-length", 5);
    await Promise.resolve();
    answer(outgoing);
  });
  expect(await ask(port, `${GET}garbage\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  const [record] = await recorded(1);
  expect(record).toMatchObject({ status: 400, responseBytes: 0 });
  expect(record!.outcome).toBeUndefined();
});

test.each<[when: string, answer: (r: ServerResponse) => void]>([
  ["gone", (r) => void r.socket!.destroy()],
  ["broken off", (r) => void r.destroy()],
])("a head that is flushed when the connection is %s has no status", async (_, lose) => {
  const { port, recorded } = await serveObserved((_incoming, outgoing) => {
    lose(outgoing);
    outgoing.flushHeaders();
  });
  expect(await ask(port, GET)).toBe("");
  const [record] = await recorded(1);
  expect(record).toMatchObject({ outcome: "server_abort", responseBytes: 0 });
  expect(record!.status).toBeUndefined();
});

test("a request behind an answer that closes the connection is none that was answered, seen late or not", async () => {
  const { mount, serve, recorded, end } = await startObserving({});
  onTestFinished(end);
  const late: [IncomingMessage, ServerResponse][] = [];
  const { port } = await serve((incoming, outgoing) => {
    late.push([incoming, outgoing]);
    if (late.length < 2) return;
    for (const [request, response] of late) observe(mount, request, request, response);
    late[0]![1].setHeader("connection", "close").end();
  });
  expect(await ask(port, GET + GET.replace("/", "/second"))).toMatch(/^HTTP\/1\.1 200 /);
  const second = (await recorded(2)).find(({ path }) => path === "/second");
  expect(second).toMatchObject({ outcome: "server_abort" });
  expect(second!.status).toBeUndefined();
});

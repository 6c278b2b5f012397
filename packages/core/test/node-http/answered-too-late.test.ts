import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { serveObserved, type ObservedServer } from "../support/serve-observed.ts";

type Answer = (outgoing: ServerResponse) => void;
type Break = (socket: Socket) => void;

const LENGTH = "content-length: 100\r\n\r\n";
const CHUNKED = "transfer-encoding: chunked\r\n\r\n4\r\n";

/** An app that answers when it is told that an upload was aborted, as those that parse bodies do. */
function serve(answer: Answer): Promise<ObservedServer> {
  return serveObserved((incoming, outgoing) => {
    incoming.resume().on("error", () => undefined);
    incoming.on("aborted", () => answer(outgoing));
  });
}

/** What a client receives that breaks its upload off, when the app has it. */
async function upload(
  { server, port }: ObservedServer,
  framing: string,
  breakOff: Break,
): Promise<string> {
  const taken = once(server, "request");
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).setEncoding("latin1");
  let received = "";
  socket.on("data", (text: string) => (received += text)).on("error", () => undefined);
  socket.on("end", () => socket.end());
  socket.write(`POST / HTTP/1.1\r\nhost: a\r\n${framing}part`);
  const [incoming] = (await taken) as [IncomingMessage];
  if (!incoming.readableDidRead) await once(incoming, "data");
  const ended = new Promise((resolve) => incoming.once("close", resolve));
  breakOff(socket);
  await Promise.all([once(socket, "close"), ended]);
  return received;
}

async function twoRecords({ recorded }: ObservedServer): Promise<readonly object[]> {
  return (await recorded(2)).map(({ status, outcome, responseBytes }) => ({
    status,
    outcome,
    responseBytes,
  }));
}

describe.each<[string, Answer]>([
  ["ends with a text", (outgoing) => void outgoing.writeHead(400).end("request aborted")],
  ["ends without one", (outgoing) => void outgoing.writeHead(400).end()],
  [
    "is written in parts",
    (outgoing) => {
      outgoing.statusCode = 400;
      outgoing.write("request ");
      outgoing.end("aborted");
    },
  ],
  [
    "comes later",
    (outgoing) => void setImmediate(() => outgoing.writeHead(400).end("request aborted")),
  ],
])("an answer to an aborted upload that %s", (_, answer) => {
  test.each<[string, Break]>([
    ["ended its half", (socket) => socket.end()],
    ["left", (socket) => socket.destroy()],
    ["reset the connection", (socket) => socket.resetAndDestroy()],
  ])("is none that the client had, which %s", async (_, breakOff) => {
    const served = await serve(answer);
    // The first request of a process begins before anything is known of its server.
    for (let i = 0; i < 2; i++) await upload(served, LENGTH, breakOff);
    const record = { status: undefined, outcome: "client_abort", responseBytes: 0 };
    expect(await twoRecords(served)).toEqual([record, record]);
  });

  test("is not the one that Node gave to a malformed body", async () => {
    const served = await serve(answer);
    for (let i = 0; i < 2; i++) {
      const received = await upload(served, CHUNKED, (socket) => socket.write("\r\nnone\r\n"));
      expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/);
    }
    const record = { status: 400, outcome: undefined, responseBytes: 0 };
    expect(await twoRecords(served)).toEqual([record, record]);
  });
});

test("what left before the client did is told", async () => {
  const served = await serve((outgoing) => void outgoing.end("late"));
  served.server.prependListener("request", (_, outgoing) => {
    setImmediate(() => outgoing.writeHead(202).write("early"));
  });
  for (let i = 0; i < 2; i++) {
    await upload(served, LENGTH, (socket) => socket.once("data", () => socket.destroy()));
  }
  const record = { status: 202, outcome: "client_abort", responseBytes: 5 };
  expect(await twoRecords(served)).toEqual([record, record]);
});

describe("an end that meets a reset of which the app does not know", () => {
  /** Resets the connection once the client has the beginning of an answer, and ends that in the same tick. */
  async function reset(begin: Answer, end: Answer): Promise<readonly object[]> {
    let socket!: Socket;
    const served = await serveObserved((_, outgoing) => {
      begin(outgoing);
      const finish = (): void => {
        socket.resetAndDestroy();
        end(outgoing);
      };
      if (outgoing.headersSent) socket.once("data", finish);
      else setImmediate(finish);
    });
    for (let i = 0; i < 2; i++) {
      socket = connect(served.port, "127.0.0.1").on("error", () => undefined);
      socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
      await once(socket, "close");
      await served.recorded(i + 1);
    }
    return twoRecords(served);
  }

  test("is the end of no answer that the client had", async () => {
    const records = await reset(
      () => undefined,
      (outgoing) => outgoing.end("late"),
    );
    const record = { status: undefined, outcome: "client_abort", responseBytes: 0 };
    expect(records).toEqual([record, record]);
  });

  test("takes with it what it was given", async () => {
    const records = await reset(
      (outgoing) => outgoing.writeHead(200, { "content-length": 9 }).write("early"),
      (outgoing) => outgoing.end("late"),
    );
    const record = { status: 200, outcome: "client_abort", responseBytes: 5 };
    expect(records).toEqual([record, record]);
  });

  test("takes nothing of an answer that had left as a whole", async () => {
    const records = await reset(
      (outgoing) => outgoing.writeHead(200, { "content-length": 5 }).write("early"),
      (outgoing) => outgoing.end(),
    );
    const record = { status: 200, outcome: undefined, responseBytes: 5 };
    expect(records).toEqual([record, record]);
  });
});

test("an answer that a malformed body cut off is not whole, whatever the app says then", async () => {
  const served = await serve((outgoing) => void outgoing.end("late"));
  served.server.prependListener("request", (_, outgoing) => {
    setImmediate(() => outgoing.writeHead(202).write("early"));
  });
  for (let i = 0; i < 2; i++) {
    await upload(served, CHUNKED, (socket) => {
      socket.once("data", () => socket.write("\r\nnone\r\n"));
    });
  }
  const record = { status: 202, outcome: "server_abort", responseBytes: 5 };
  expect(await twoRecords(served)).toEqual([record, record]);
});

test("an answer that had left when the next request of its connection was malformed is whole", async () => {
  const served = await serve(() => undefined);
  served.server.on("request", (_, outgoing) => outgoing.end("whole"));
  for (let i = 0; i < 2; i++) {
    const socket = connect(served.port, "127.0.0.1").setEncoding("latin1");
    let received = "";
    socket.on("data", (text: string) => (received += text));
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\nNOT A REQUEST\r\n\r\n");
    await once(socket, "close");
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n.*whole$/s);
  }
  const record = { status: 200, outcome: undefined, responseBytes: 5 };
  expect(await twoRecords(served)).toEqual([record, record]);
});

import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import type { ReceivedRequest } from "../../endpoint/ledger.ts";
import { wire } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject } from "../subject.ts";

type Leave = (connection: Connection) => void;

const LEAVING: [string, Leave][] = [
  ["leaves in good order", (connection) => connection.leave()],
  ["resets the connection", (connection) => connection.reset()],
  ["closes its half", (connection) => connection.halfClose()],
];

/** Whether `ok` has been answered in full: frameworks may send it in chunks. */
function isAnswered(received: string): boolean {
  return received.endsWith(
    /^transfer-encoding: chunked\r$/im.test(received) ? "\r\n0\r\n\r\n" : "ok",
  );
}

/** Status and bytes are those that have left, as far as they arrived before the connection was cut. */
function expectSent({ status, responseBytes }: ReceivedRequest, received: string): void {
  const head = /^HTTP\/1.1 (\d+)[^]*?\r\n\r\n/.exec(received);
  expect(status).toBe(head === null ? undefined : Number(head[1]));
  if (head === null) expect(responseBytes).toBe(0);
}

/** Requests that do not end as their handler meant. */
export function endingCases(subject: AdapterSubject): void {
  const { endsBrokenStreams = true } = subject.shows;
  test.each(LEAVING)("a client that %s before the head", async (_, leave) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/slow"));
    await stage.settle();
    leave(connection);
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ route: "/slow", outcome: "client_abort", responseBytes: 0 });
    for (const field of ["status", "errorType"]) expect(record).not.toHaveProperty(field);
  });

  test("a handler that works on when the client has left is not the client's wait", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    const sentAt = performance.now();
    connection.send(wire("GET", "/raw/works-on"));
    await stage.settle();
    connection.leave();
    await stage.settle();
    const leftAt = performance.now();
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ outcome: "client_abort", responseBytes: 0 });
    expect(record!.durationMs).toBeLessThan(leftAt - sentAt + 900);
  });

  test.each(LEAVING)("a client that %s behind the head", async (_, leave) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/raw/head-alone"));
    await connection.until((text) => text.includes("\r\n\r\n"));
    leave(connection);
    expect(await stage.records(1)).toMatchObject([
      { status: 200, outcome: "client_abort", responseBytes: 0 },
    ]);
  });

  test.each(LEAVING)("a client that %s in mid-body", async (_, leave) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/endless"));
    await connection.until((text) => text.length > 100_000);
    leave(connection);
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ route: "/endless", status: 200, outcome: "client_abort" });
    expect(record).not.toHaveProperty("errorType");
    expect(record!.responseBytes).toBeGreaterThan(50_000);
  });

  test("what was written but never sent does not count", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.pause();
    connection.send(wire("GET", "/raw/flood"));
    for (let i = 0; i < 50; i++) await stage.settle();
    connection.reset();
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ status: 200, outcome: "client_abort" });
    expect(record!.responseBytes).toBeLessThan(15_000_000);
  });

  test.each(["big-write", "big-end", "big-end-late"])(
    "what was sent of a single chunk: %s",
    async (name) => {
      await using stage = await openStage(subject);
      const connection = await Connection.open(stage.port);
      connection.send(wire("GET", "/ok"));
      await connection.until(isAnswered);
      connection.send(wire("GET", `/raw/${name}`));
      await connection.until((text) => text.length > 1_000_000);
      connection.pause();
      for (let i = 0; i < 20; i++) await stage.settle();
      connection.reset();
      const [, record] = await stage.records(2);
      expect(record).toMatchObject({ status: 200, outcome: "client_abort" });
      // More may have been on its way than the client has read.
      expect(record!.responseBytes).toBeGreaterThan(1_000_000 - 1_000);
      expect(record!.responseBytes).toBeLessThan(15_000_000);
    },
  );

  const DROPPED = ["big-drop", "big-write-drop"];
  test.each(DROPPED)("who knows how much was sent of what the app drops: %s", async (name) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.pause();
    connection.send(wire("GET", `/raw/${name}`));
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ status: 200, outcome: "server_abort" });
    expect(record).not.toHaveProperty("responseBytes");
  });

  test.each(LEAVING)("a client that %s after the end", async (_, leave) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/ok"));
    await connection.until(isAnswered);
    leave(connection);
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ route: "/ok", status: 200, responseBytes: 2 });
    expect(record).not.toHaveProperty("outcome");
  });

  test.each(LEAVING)("a client that %s while it uploads", async (_, leave) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(
      wire("POST", "/echo", {
        "Content-Type": "application/octet-stream",
        "Content-Length": "100000",
      }),
    );
    connection.send(Buffer.alloc(40_000));
    await stage.settle();
    leave(connection);
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ method: "POST", outcome: "client_abort" });
    expect(record!.requestBytes ?? 0).toBeLessThanOrEqual(40_000);
  });

  test.each(LEAVING)("a client that %s while events are sent", async (_, leave) => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/sse"));
    await connection.until((text) => text.includes("data:"));
    leave(connection);
    expect(await stage.records(1)).toMatchObject([
      { route: "/sse", status: 200, outcome: "stream_closed" },
    ]);
  });

  test.skipIf(!endsBrokenStreams)("a source that breaks in mid-stream", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/broken-stream"));
    await connection.closed;
    expect(connection.received).not.toMatch(/\r\n0\r\n\r\n$/);
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ route: "/broken-stream", outcome: "server_abort" });
    expectSent(record!, connection.received);
  });

  test.each(["destroy", "destroy-late", "destroy-error", "drop-socket"])(
    "an app that drops the connection: %s",
    async (name) => {
      await using stage = await openStage(subject);
      const connection = await Connection.open(stage.port);
      connection.send(wire("GET", `/raw/${name}`));
      await connection.closed;
      const [record] = await stage.records(1);
      expect(record).toMatchObject({ outcome: "server_abort" });
      expectSent(record!, connection.received);
    },
  );

  test("a connection that becomes something else", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/raw/upgrade"));
    await connection.closed;
    expect(connection.received).toMatch(/^HTTP\/1.1 101 [^]*at your service$/);
    expect(await stage.records(1)).toMatchObject([{ status: 101, outcome: "upgrade" }]);
  });

  test("pipelined requests", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    const paths = ["/ok", "/users/1", "/nope", "/stream", "/ok"];
    connection.send(paths.map((path) => wire("GET", path)).join(""));
    await connection.until(
      (text) => text.split("HTTP/1.1 ").length > paths.length && text.endsWith("ok"),
    );
    connection.leave();
    const records = await stage.records(paths.length);
    expect(records.map(({ path }) => path)).toEqual(paths);
    expect(records.map(({ status }) => status)).toEqual([200, 200, 404, 200, 200]);
    expect([0, 3, 4].map((i) => records[i]!.responseBytes)).toEqual([2, 11, 2]);
    expect(records.every(({ outcome }) => outcome === undefined)).toBe(true);
  });

  test("a client that leaves while answers wait for the one before them", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    const paths = ["/slow", "/ok", "/users/7", "/nope"];
    connection.send(paths.map((path) => wire("GET", path)).join(""));
    await stage.settle();
    connection.reset();
    const records = await stage.records(paths.length);
    expect(records.map(({ path }) => path)).toEqual(paths);
    for (const record of records) {
      expect(record).toMatchObject({ outcome: "client_abort", responseBytes: 0 });
      expect(record).not.toHaveProperty("status");
    }
  });

  test("a request that lasts is open while it lasts", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send(wire("GET", "/sse"));
    await connection.until((text) => text.includes("data:"));
    await stage.open([["GET", "/sse", 1]]);
    connection.leave();
    await stage.open([]);
    await stage.records(1);
  });
}

import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import { call } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import { type AdapterSubject, templateOf } from "../subject.ts";

/** Requests that are answered in full. */
export function answerCases(subject: AdapterSubject): void {
  const { shows } = subject;

  test("success", async () => {
    await using stage = await openStage(subject);
    const before = Date.now();
    const sentAt = performance.now();
    const reply = await call(stage.port, "/users/7?verbose=1", {
      headers: {
        "user-agent": "suite/1",
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      },
    });
    const [record] = await stage.records(1);
    expect(record).toMatchObject({
      method: "GET",
      route: templateOf(subject, "/users/:id"),
      path: "/users/7",
      status: 200,
      protocol: "1.1",
      requestBytes: 0,
      responseBytes: reply.body.length,
      userAgent: "suite/1",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
    });
    expect(record).not.toHaveProperty("outcome");
    expect(record).not.toHaveProperty("query");
    expect(record).not.toHaveProperty("consumer");
    expect(record!.timestamp).toBeGreaterThanOrEqual(before - 50);
    expect(record!.timestamp).toBeLessThanOrEqual(Date.now() + 50);
    expect(record!.durationMs).toBeGreaterThan(0);
    expect(record!.durationMs).toBeLessThan(performance.now() - sentAt);
  });

  test.each([
    ["/throws-sync", "TypeError", "sync failure"],
    ["/rejects", "RangeError", "async failure"],
  ])("an error thrown by %s", async (path, errorType, errorMessage) => {
    await using stage = await openStage(subject);
    const { status } = await call(stage.port, path);
    const [record] = await stage.records(1);
    expect(status).toBe(500);
    expect(record).toMatchObject({ route: path, status: 500 });
    if (shows.errors !== false) expect(record).toMatchObject({ errorType, errorMessage });
    else expect(record).not.toHaveProperty("errorType");
  });

  const LATE = [
    "late-status",
    "later-status",
    "status-behind-head",
    "error-behind-head",
    "reason-behind-head",
    "reason-behind-flush",
  ];
  test.each(LATE)("the status that was sent: %s", async (name) => {
    await using stage = await openStage(subject);
    const { status, body } = await call(stage.port, `/raw/${name}`);
    expect(status).not.toBe(500);
    expect(await stage.records(1)).toMatchObject([{ status, responseBytes: body.length }]);
  });

  test.each([
    ["/no-content", 204],
    ["/not-modified", 304],
  ])("%s has no body", async (path, status) => {
    await using stage = await openStage(subject);
    expect((await call(stage.port, path)).status).toBe(status);
    expect(await stage.records(1)).toMatchObject([{ route: path, status, responseBytes: 0 }]);
  });

  test("a body that is refused as invalid", async () => {
    await using stage = await openStage(subject);
    const body = "{}";
    const headers = { "content-type": "application/json" };
    const reply = await call(stage.port, "/validated", { method: "POST", headers, body });
    expect(reply.status).toBe(400);
    expect(await stage.records(1)).toMatchObject([
      { method: "POST", route: "/validated", status: 400, requestBytes: 2 },
    ]);
  });

  test("a method that no route takes", async () => {
    await using stage = await openStage(subject);
    const { status } = await call(stage.port, "/ok", { method: "DELETE" });
    const [record] = await stage.records(1);
    expect(record).toMatchObject({ method: "DELETE", path: "/ok", status });
    expect(record).not.toHaveProperty("route");
  });

  test("HTTP/1.0", async () => {
    await using stage = await openStage(subject);
    const connection = await Connection.open(stage.port);
    connection.send("GET /ok HTTP/1.0\r\n\r\n");
    await connection.closed;
    expect(await stage.records(1)).toMatchObject([{ protocol: "1.0", responseBytes: 2 }]);
  });

  test("a redirect", async () => {
    await using stage = await openStage(subject);
    const reply = await call(stage.port, "/redirect");
    expect(reply.headers["location"]).toBe("/ok");
    expect(await stage.records(1)).toMatchObject([
      { route: "/redirect", status: 302, responseBytes: reply.body.length },
    ]);
  });

  test("HEAD is answered by the route of GET, without a body", async () => {
    await using stage = await openStage(subject);
    expect((await call(stage.port, "/users/7", { method: "HEAD" })).status).toBe(200);
    expect(await stage.records(1)).toMatchObject([
      { method: "HEAD", route: templateOf(subject, "/users/:id"), status: 200, responseBytes: 0 },
    ]);
  });

  test("OPTIONS, whatever the framework makes of it", async () => {
    await using stage = await openStage(subject);
    const { status, body } = await call(stage.port, "/ok", { method: "OPTIONS" });
    expect(await stage.records(1)).toMatchObject([
      { method: "OPTIONS", status, responseBytes: body.length },
    ]);
  });

  test("a chunked stream", async () => {
    await using stage = await openStage(subject);
    const reply = await call(stage.port, "/stream");
    expect(reply.headers["transfer-encoding"]).toBe("chunked");
    expect(reply.body.toString()).toBe("onetwothree");
    expect(await stage.records(1)).toMatchObject([
      { route: "/stream", status: 200, responseBytes: 11 },
    ]);
  });

  test("an upload of 1 MB", async () => {
    await using stage = await openStage(subject);
    const body = Buffer.alloc(1_000_000, "a");
    const reply = await call(stage.port, "/echo", {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body,
    });
    expect(reply.body.equals(body)).toBe(true);
    expect(await stage.records(1)).toMatchObject([
      { method: "POST", route: "/echo", requestBytes: 1_000_000, responseBytes: 1_000_000 },
    ]);
  });

  test.skipIf(shows.compression === false)("compression: the bytes that leave", async () => {
    await using stage = await openStage(subject);
    const reply = await call(stage.port, "/compressed", { headers: { "accept-encoding": "gzip" } });
    expect(reply.headers["content-encoding"]).toBe("gzip");
    expect(reply.body.length).toBeLessThan(20_000);
    expect(await stage.records(1)).toMatchObject([
      { route: "/compressed", responseBytes: reply.body.length },
    ]);
  });
}

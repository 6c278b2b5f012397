import { expect, test } from "vitest";
import type { ReceivedRequest } from "../../endpoint/ledger.ts";
import { Connection } from "../../http/connection.ts";
import { call, wire } from "../../http/exchange.ts";
import { COMPRESSIBLE } from "../bodies.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject, ClientOptions } from "../subject.ts";

const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
/** What asks for everything. */
export const ALL_DETAILS: Partial<ClientOptions> = {
  captureQuery: true,
  captureHeaders: true,
  captureBody: true,
  captureErrorStack: true,
};

/** Headers, bodies and query: when they are asked for, masked, and whole for the app. */
export function detailCases(subject: AdapterSubject): void {
  test("nothing of them unless it is asked for", async () => {
    await using stage = await openStage(subject);
    await call(stage.port, "/echo?page=1", { method: "POST", headers: JSON_TYPE, body: "{}" });
    const [record] = await stage.records(1);
    for (const field of [
      "query",
      "requestHeaders",
      "responseHeaders",
      "requestBody",
      "responseBody",
    ]) {
      expect(record).not.toHaveProperty(field);
    }
  });

  test("a JSON body reaches the app as it was sent, and the record masked", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const body = JSON.stringify({ name: "bob", login: { password: "hunter2", pin: 1234 } });
    const { body: echoed } = await call(stage.port, "/echo", {
      method: "POST",
      headers: JSON_TYPE,
      body,
    });
    expect(echoed.toString()).toBe(body);
    expect(await stage.records(1)).toMatchObject([
      {
        requestBody: '{"name":"bob","login":{"password":"[redacted]","pin":"[redacted]"}}',
        requestBytes: body.length,
        responseBytes: body.length,
      },
    ]);
  });

  test("a body that comes in parts, of unknown length", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const connection = await Connection.open(stage.port);
    const chunked = { ...JSON_TYPE, "Transfer-Encoding": "chunked", Connection: "close" };
    connection.send(wire("POST", "/echo", chunked));
    for (const part of ['{"to', 'ken":"ab', 'c","id":7}']) {
      connection.send(`${part.length.toString(16)}\r\n${part}\r\n`);
      await stage.settle();
    }
    connection.send("0\r\n\r\n");
    await connection.closed;
    expect(connection.received).toMatch(/\{"to.*ken":"ab.*c","id":7\}/s);
    expect(await stage.records(1)).toMatchObject([
      { requestBody: '{"token":"[redacted]","id":7}' },
    ]);
  });

  test("forms and queries", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const body = "user=bob&user%5Bpassword%5D=hunter2&mail=bob%40example.com";
    await call(stage.port, "/echo?page=2&token=abc", { method: "POST", headers: FORM_TYPE, body });
    expect(await stage.records(1)).toMatchObject([
      {
        path: "/echo",
        query: "page=2&token=[redacted]",
        requestBody: "user=bob&user%5Bpassword%5D=[redacted]&mail=[redacted]",
      },
    ]);
  });

  test("what the app answered, and its headers", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const headers = { authorization: "Bearer hush-hush", cookie: "sid=1", "x-tenant": "acme" };
    await call(stage.port, "/users/7", { headers });
    const [record] = await stage.records(1);
    expect(JSON.parse(record!.responseBody!)).toMatchObject({ id: "7" });
    expect(record).toMatchObject({
      requestHeaders: { authorization: "[redacted]", cookie: "[redacted]" },
      responseHeaders: { "content-type": expect.stringMatching(/^application\/json/) },
    });
    expect(record!.requestHeaders).not.toHaveProperty("x-tenant");
  });

  test("of a long body its beginning", async () => {
    await using stage = await openStage(subject, { captureBody: { maxBytes: 100 } });
    const body = JSON.stringify({ note: "x".repeat(50), secret: "y".repeat(500_000) });
    const { body: echoed } = await call(stage.port, "/echo", {
      method: "POST",
      headers: JSON_TYPE,
      body,
    });
    expect(echoed.length).toBe(body.length);
    const [record] = await stage.records(1);
    expect(record!.requestBody).toMatch(/^\{"note":"x{50}","secret":"\[redacted\]".*…$/);
    expect(record!.metadata).toEqual({
      "peek.missing": expect.stringContaining("requestBody is cut off"),
    });
  });

  test("no binary data and no files", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const multipart = { "content-type": "multipart/form-data; boundary=x" };
    const body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n';
    const image = { "content-type": "image/png" };
    await call(stage.port, "/echo", { method: "POST", headers: multipart, body });
    await call(stage.port, "/echo", { method: "POST", headers: image, body: "PNG" });
    for (const record of await stage.records(2)) expect(record).not.toHaveProperty("requestBody");
  });

  test("no body of an answer that has none", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    await call(stage.port, "/users/7", { method: "HEAD" });
    await call(stage.port, "/no-content");
    for (const record of await stage.records(2)) expect(record).not.toHaveProperty("responseBody");
  });

  test.skipIf(subject.shows.compression === false)("an answer that was compressed", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const { headers } = await call(stage.port, "/compressed", {
      headers: { "accept-encoding": "gzip" },
    });
    expect(headers["content-encoding"]).toBe("gzip");
    const [record] = await stage.records(1);
    expect(record!.responseBody!.length).toBeGreaterThan(4_096);
    expect(COMPRESSIBLE.startsWith(record!.responseBody!.slice(0, 4_096))).toBe(true);
  });

  test("what had arrived of an upload that was given up", async () => {
    await using stage = await openStage(subject, ALL_DETAILS);
    const connection = await Connection.open(stage.port);
    const start = `{"a":"${"x".repeat(2_000)}","password":"hunter2`;
    connection.send(wire("POST", "/echo", { ...JSON_TYPE, "Content-Length": "5000" }) + start);
    await stage.settle();
    connection.reset();
    const [record] = await stage.records(1);
    expect(record!.requestBody).toMatch(/^\{"a":"x{1500}/);
    expect(record!.requestBody).not.toContain("hunter");
  });

  test.skipIf(subject.shows.errors === false)(
    "requests that fail, however many others there are",
    async () => {
      await using stage = await openStage(subject, {
        captureHeaders: true,
        captureSampling: { perSecond: 1, share: 0 },
      });
      for (let i = 0; i < 3; i++) await call(stage.port, "/ok");
      await call(stage.port, "/throws-sync");
      const records = await stage.records(4);
      expect(records.map(hasHeaders)).toEqual([false, false, false, true]);
    },
  );
}

function hasHeaders({ requestHeaders }: ReceivedRequest): boolean {
  return requestHeaders !== undefined;
}

import { once } from "node:events";
import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import { wire } from "../../http/exchange.ts";
import { RAW_ANSWERS } from "../raw-answers.ts";
import { openStage, PATIENCE } from "../stage.ts";
import type { AdapterSubject, ClientOptions } from "../subject.ts";
import { ALL_DETAILS } from "./details.ts";

const CLOSE = { Connection: "close" };

const REQUESTS: [title: string, request: string][] = [
  ...[
    "/ok",
    "/users/7",
    "/tenants/acme/orders/9",
    "/files/a/b",
    "/guarded/north/x",
    "/throws-sync",
    "/rejects",
    "/no-content",
    "/not-modified",
    "/redirect",
    "/stream",
    "/broken-stream",
    "/nope",
    "/compressed",
    "/%",
    ...RAW_ANSWERS.map((name) => `/raw/${name}`),
  ].map((path): [string, string] => [`GET ${path}`, wire("GET", path, CLOSE)]),
  ["HEAD", wire("HEAD", "/users/7", CLOSE)],
  ["OPTIONS", wire("OPTIONS", "/ok", CLOSE)],
  ["POST", `${wire("POST", "/echo", { ...CLOSE, "Content-Length": "5" })}12345`],
  [
    "chunked POST",
    `${wire("POST", "/echo", { ...CLOSE, "Transfer-Encoding": "chunked" })}3\r\nabc\r\n0\r\n\r\n`,
  ],
  [
    "trailers of a request",
    `${wire("GET", "/raw/request-body", { ...CLOSE, "Transfer-Encoding": "chunked", Trailer: "x-sum" })}3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n`,
  ],
  ["events of a request", wire("GET", "/raw/request-body-told", CLOSE)],
  [
    "100 Continue",
    `${wire("POST", "/echo", { ...CLOSE, Expect: "100-continue", "Content-Length": "5" })}12345`,
  ],
  ["an expectation that nobody meets", wire("GET", "/ok", { ...CLOSE, Expect: "a miracle" })],
  [
    "Expect: 100-continue",
    `${wire("POST", "/echo", { ...CLOSE, Expect: "100-continue", "Content-Length": "5" })}12345`,
  ],
  [
    "an upload that is not read",
    `${wire("POST", "/nope", { ...CLOSE, "Content-Length": "5" })}12345`,
  ],
  ["two at once", wire("GET", "/users/7") + wire("GET", "/stream", CLOSE)],
  ["wrong method", wire("DELETE", "/ok", CLOSE)],
  ["HTTP/1.0", "GET /stream HTTP/1.0\r\n\r\n"],
  ["hostile Host", wire("GET", "/ok", { ...CLOSE, Host: "[" })],
  ["absolute target", wire("GET", "http://app.test/ok?x=1", CLOSE)],
  ["gzip", wire("GET", "/compressed", { ...CLOSE, "Accept-Encoding": "gzip" })],
];

/** The same app with and without peek answers alike, byte for byte apart from the date. */
export function invisibleCases(subject: AdapterSubject): void {
  test("every answer is that of the app without peek", () => compare(subject, {}), 60_000);

  test.skipIf(subject.shows.details === false)(
    "also when headers and bodies are captured",
    () => compare(subject, ALL_DETAILS),
    60_000,
  );
}

async function compare(subject: AdapterSubject, options: Partial<ClientOptions>): Promise<void> {
  await using observed = await openStage(subject, options);
  await using bare = await openStage(subject, {}, () => ({ clients: [] }));
  for (const [title, request] of REQUESTS) {
    if (title === "GET /broken-stream" && subject.shows.endsBrokenStreams === false) continue;
    const expected = await answer(bare.port, request);
    expect(await answer(observed.port, request), title).toBe(expected);
  }
}

async function answer(port: number, request: string): Promise<string> {
  const connection = await Connection.open(port);
  connection.send(request);
  const late = once(AbortSignal.timeout(PATIENCE), "abort").then(() => {
    throw new Error(`No end of the answer to ${request}`);
  });
  await Promise.race([connection.closed, late]);
  return connection.received.replace(/^date: .*\r$/gim, "Date: …\r");
}

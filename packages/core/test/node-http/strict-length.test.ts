import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import type { RecordingEndpoint } from "@peekjs/testing";
import { expect, test } from "vitest";
import { serveObserved } from "../support/serve-observed.ts";

type Answer = (outgoing: ServerResponse, attempt: (write: () => void) => void) => void;

/** Answers on a strict response of 5 bytes, and breaks off what has not ended by then; everything refused is thrown. */
async function exchange(answer: Answer): Promise<{
  received: string;
  codes: string[];
  records: RecordingEndpoint["requests"];
}> {
  const codes: string[] = [];
  const { port, recorded } = await serveObserved(
    (incoming, outgoing) => {
      outgoing.strictContentLength = true;
      outgoing.statusCode = 500;
      outgoing.setHeader("content-type", "text/plain");
      outgoing.setHeader("content-length", 5);
      answer(outgoing, (write) => {
        try {
          write();
        } catch (error) {
          codes.push((error as { code: string }).code);
        }
      });
      const { socket } = incoming;
      // What leaves does so at the end of the tick.
      setImmediate(() => setImmediate(() => socket.destroy()));
    },
    { captureBody: true },
  );
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => (received += text));
  socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await once(socket, "close");
  return { received, codes, records: await recorded(1) };
}

test.each<[what: string, answer: Answer, body: string | undefined]>([
  ["an end with more than was announced", (r, t) => t(() => r.end("too long")), undefined],
  ["an end with less", (r, t) => t(() => r.end("abc")), undefined],
  [
    "two ends with another length",
    (r, t) => {
      t(() => r.end("too long"));
      t(() => r.end("right"));
    },
    undefined,
  ],
  ["an end behind writeHead", (r, t) => t(() => r.writeHead(500).end("too long")), undefined],
  [
    "an end behind a head that has left",
    (r, t) => {
      r.flushHeaders();
      t(() => r.end("ab"));
    },
    "",
  ],
  [
    "a second write",
    (r, t) => {
      r.write("abc");
      t(() => r.write("def"));
    },
    "abc",
  ],
])("%s: what Node refuses is not counted as sent", async (_, answer, body) => {
  const { received, codes, records } = await exchange(answer);
  expect(new Set(codes)).toEqual(new Set(["ERR_HTTP_CONTENT_LENGTH_MISMATCH"]));
  expect(received.split("\r\n\r\n")[1]).toBe(body);
  const [{ status, outcome, responseBytes, ttfbMs }] = records as [
    RecordingEndpoint["requests"][0],
  ];
  expect({ status, outcome, responseBytes, ttfbMs: typeof ttfbMs }).toEqual({
    status: body === undefined ? undefined : 500,
    outcome: "server_abort",
    responseBytes: body?.length ?? 0,
    // `flushHeaders` is not seen.
    ttfbMs: body ? "number" : "undefined",
  });
});

test.each<[what: string, answer: Answer, body: string]>([
  [
    "a write",
    (r, t) => {
      r.write("abc");
      t(() => r.write("defghi"));
      r.end("de");
    },
    "abcde",
  ],
  [
    "an end",
    (r, t) => {
      r.write("abc");
      t(() => r.end("defghi"));
      r.end("de");
    },
    "abcde",
  ],
  [
    "an end that Node held back",
    (r, t) => {
      t(() => r.end("abc"));
      r.end("de");
    },
    "abcde",
  ],
])(
  "the app goes on behind %s that was refused: what was sent is counted",
  async (_, answer, body) => {
    const { received, codes, records } = await exchange(answer);
    expect(codes).toEqual(["ERR_HTTP_CONTENT_LENGTH_MISMATCH"]);
    expect(received.split("\r\n\r\n")[1]).toBe(body);
    expect(records).toMatchObject([{ status: 500, responseBytes: 5, responseBody: body }]);
    expect(records[0]).not.toHaveProperty("outcome");
  },
);

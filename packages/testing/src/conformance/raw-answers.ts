import type { IncomingMessage, ServerResponse } from "node:http";
import { ODD_ANSWERS } from "./odd-answers.ts";

type RawAnswer = (response: ServerResponse, request: IncomingMessage) => void;

/** Answers that use Node's response itself, in every way that handlers do. */
const ANSWERS: Record<string, RawAnswer> = {
  "end-twice": (response) => {
    // Node tells of the second one.
    response.on("error", () => undefined);
    response.end("once");
    response.end("twice");
  },
  uint8array: (response) => {
    response.write(new Uint8Array(1000));
    response.end(new Uint8Array(24));
  },
  hex: (response) => {
    response.write("00ff", "hex");
    response.end("0a0b0c", "hex");
  },
  encodings: (response) => {
    const parts: [text: string, encoding: BufferEncoding][] = [
      ["ž", "utf8"],
      ["é", "latin1"],
      ["Ž", "utf16le"],
      ["ž", "ucs2"],
      ["aGk=", "base64"],
      ["aGk", "base64url"],
      ["a", "ascii"],
      ["é", "binary"],
    ];
    for (const [text, encoding] of parts) response.write(text, encoding);
    response.end("00", "hex");
  },
  "multi-byte": (response) => response.end("žluťoučký"),
  "early-head": (response) => {
    response.writeHead(203, { "content-type": "text/plain", "x-early": "yes" });
    response.write("head");
    response.end(" and body");
  },
  callbacks: (response) => {
    const order: string[] = [];
    const returned = response.write("x", () => order.push("written"));
    response.write("y", "utf8", () => {
      order.push("again");
      response.end(JSON.stringify({ returned, order }), () => undefined);
    });
  },
  backpressure: (response) => {
    const returned = response.write(Buffer.alloc(4_000_000, "."));
    response.once("drain", () => response.end(`write returned ${returned}`));
  },
  trailers: (response) => {
    response.writeHead(200, { trailer: "x-sum", "content-type": "text/plain" });
    response.write("body");
    response.addTrailers({ "x-sum": "4" });
    response.end();
  },
  "early-hints": (response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" }, () => response.end("hinted"));
  },
  destroy: (response) => {
    response.write("part");
    response.destroy();
  },
  "destroy-late": (response) => {
    response.write("part", () => response.destroy());
  },
  "destroy-error": (response) => {
    response.on("error", () => undefined);
    response.write("part");
    response.destroy(new Error("the app gave up"));
  },
  "late-status": (response) => {
    response.write("begun");
    response.statusCode = 500;
    response.end();
  },
  "status-behind-head": (response) => {
    response.writeHead(202);
    response.statusCode = 500;
    response.end("begun");
  },
  "error-behind-head": (response) => {
    response.writeHead(503);
    response.statusCode = 200;
    response.end("begun");
  },
  "reason-behind-head": (response) => {
    response.writeHead(503);
    Object.assign(response, { statusCode: 200, statusMessage: "OK" });
    response.end("begun");
  },
  "reason-behind-flush": (response) => {
    response.flushHeaders();
    Object.assign(response, { statusCode: 500, statusMessage: "Internal Server Error" });
    response.end("begun");
  },
  "later-status": (response) => {
    response.end("ended");
    response.statusCode = 500;
  },
  "big-drop": (response) => {
    response.end(Buffer.alloc(20_000_000));
    setTimeout(() => response.destroy(), 20);
  },
  "big-write-drop": (response) => {
    response.write(Buffer.alloc(20_000_000));
    setTimeout(() => response.destroy(), 20);
  },
  "big-write": (response) => void response.write(Buffer.alloc(20_000_000)),
  "big-end-late": (response) => {
    response.flushHeaders();
    setTimeout(() => response.end(Buffer.alloc(20_000_000)), 10);
  },
  "big-end": (response) => response.end(Buffer.alloc(20_000_000)),
  "two-parts": (response) => {
    response.write("first");
    setTimeout(() => response.end("second"), 40);
  },
  "flushed-head": (response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    response.flushHeaders();
    setTimeout(() => response.end("late"), 10);
  },
  "works-on": (response) => {
    response.once("close", () => setTimeout(() => response.end("to nobody"), 1_000).unref());
  },
  flood: (response) => {
    const chunk = Buffer.alloc(500_000, "x");
    const write = (left: number): void => {
      if (left === 0 || response.destroyed) return;
      response.write(chunk);
      setImmediate(write, left - 1);
    };
    write(40);
  },
  upgrade: (response, { socket }) => {
    response.writeHead(101, { connection: "upgrade", upgrade: "echo" });
    response.flushHeaders();
    socket.write("at your service");
    setImmediate(() => socket.end());
  },
  "head-alone": (response) => {
    response.writeHead(200, { "content-type": "text/plain" }).flushHeaders();
  },
  "body-on-204": (response) => {
    response.statusCode = 204;
    response.end("nobody sees this");
  },
  "body-on-304": (response) => {
    response.statusCode = 304;
    response.write("nobody ");
    response.end("sees this");
  },
  "drop-socket": (_, { socket }) => socket.destroy(),
  "body-on-head": (response) => {
    response.setHeader("content-length", "5");
    response.end("12345");
  },
  ...ODD_ANSWERS,
};

const WITHOUT_END = [
  "flood",
  "works-on",
  "big-write",
  "big-write-drop",
  "big-end",
  "big-end-late",
  "big-drop",
  "head-alone",
];

/** Names of what {@link answerRaw} can do and comes to an end. */
export const RAW_ANSWERS: readonly string[] = Object.keys(ANSWERS).filter(
  (name) => !WITHOUT_END.includes(name),
);

/** For `GET /raw/:name` of an app under test. */
export function answerRaw(name: string, request: IncomingMessage, response: ServerResponse): void {
  const answer = ANSWERS[name];
  if (answer === undefined) throw new RangeError(`There is no raw answer ${name}.`);
  answer(response, request);
}

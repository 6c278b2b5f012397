import type { Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";

/** What happens to the answer to a request on its way. */
export interface Accident {
  /** Whether the vendor has taken the events all the same. */
  isTaken: boolean;
  /** Whether the sender hears so. Undefined: it may. */
  isAcknowledged: boolean | undefined;
  /** @param body the answer to a request that is taken */
  answer(socket: Socket, body: string): void;
}

type Headers = Record<string, string>;

/** An HTTP/1.1 answer as it is written. */
export function message(line: string, body: string | Buffer, headers: Headers = {}): Buffer {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  return Buffer.concat([head(line, { ...length, ...headers }), Buffer.from(body)]);
}

function head(line: string, headers: Headers = {}): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${line}\r\n${lines.join("")}\r\n`);
}

type Answer = Accident["answer"];

const acknowledged = (answer: Answer): Accident => ({
  isTaken: true,
  isAcknowledged: true,
  answer,
});
const unheard = (answer: Answer): Accident => ({ isTaken: true, isAcknowledged: false, answer });
const lost = (answer: Answer): Accident => ({ isTaken: false, isAcknowledged: false, answer });
const failing = (line: string, body = "", headers: Headers = {}): Accident =>
  lost((socket) => socket.write(message(line, body, headers)));

/** Milliseconds between the bytes of an answer that takes too long. */
const DRIP = 20;

export const WIRE_ACCIDENTS: Readonly<Record<string, Accident>> = {
  "success of HTTP/1.0": acknowledged((socket, body) =>
    socket.end(`HTTP/1.0 200 OK\r\n\r\n${body}`),
  ),
  "success in gzip": acknowledged((socket, body) =>
    socket.write(message("200 OK", gzipSync(body), { "content-encoding": "gzip" })),
  ),
  "success in brotli": acknowledged((socket, body) =>
    socket.write(message("200 OK", brotliCompressSync(body), { "content-encoding": "br" })),
  ),
  "success in deflate": acknowledged((socket, body) =>
    socket.write(message("200 OK", deflateSync(body), { "content-encoding": "deflate" })),
  ),
  "success after two interim answers": acknowledged((socket, body) => {
    socket.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
    socket.write(message("200 OK", body));
  }),
  "success in chunks of a byte": acknowledged((socket, body) => {
    socket.write(head("200 OK", { "transfer-encoding": "chunked" }));
    for (const byte of body) socket.write(`1\r\n${byte}\r\n`);
    socket.write("0\r\n\r\n");
  }),
  "success, then a silent end": acknowledged((socket, body) => {
    socket.write(message("200 OK", body));
    setTimeout(() => socket.destroy(), 5);
  }),
  "success behind a byte order mark": {
    ...unheard((socket, body) => socket.write(message("200 OK", `\u{feff}${body}`))),
    isAcknowledged: undefined,
  },
  "success that is not the gzip it says it is": {
    ...unheard((socket, body) =>
      socket.write(message("200 OK", body || "{}", { "content-encoding": "gzip" })),
    ),
    isAcknowledged: undefined,
  },
  "success that ends in its middle": unheard((socket, body) => {
    const length = String(Buffer.byteLength(body) + 50);
    socket.end(Buffer.concat([head("200 OK", { "content-length": length }), Buffer.from(body)]));
  }),
  "success that hangs in its middle": unheard((socket) =>
    socket.write(Buffer.concat([head("200 OK", { "content-length": "100" }), Buffer.from("{")])),
  ),
  "success that drips": unheard((socket) => {
    socket.write(head("200 OK", { "content-length": "100000" }));
    const drips = setInterval(() => socket.write(" "), DRIP);
    socket.once("close", () => clearInterval(drips));
  }),
  "success under 500": unheard((socket, body) => socket.write(message("500 Oops", body))),
  "success under 503": unheard((socket, body) => socket.write(message("503 Busy", body))),
  "success with a bad chunk": unheard((socket) => {
    socket.write(head("200 OK", { "transfer-encoding": "chunked" }));
    socket.end("ZZ\r\nxx\r\n");
  }),
  "end in the middle of the headers": lost((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-le")),
  "end without an answer": lost((socket) => socket.destroy()),
  reset: lost((socket) => socket.resetAndDestroy()),
  garbage: lost((socket) => socket.end("\0\0\0 what?\r\n\r\n")),
  "headers without end": lost((socket) =>
    socket.end(head("200 OK", { "x-a": "y".repeat(40_000) })),
  ),
  "switching protocols": failing("101 Switching Protocols", "", {
    upgrade: "x",
    connection: "upgrade",
  }),
  "status 999": failing("999 What", "no"),
  hang: lost(() => undefined),
  "a page under 200": failing("200 OK", "<!doctype html><html>login</html>"),
  "a page under 502": failing("502 Bad Gateway", "<html>nginx</html>"),
  "moved permanently": failing("301 Moved", "", { location: "/elsewhere" }),
  "redirect with the method": failing("307 T", "", { location: "http://127.0.0.1:1/elsewhere" }),
  "redirect for ever": failing("308 P", "", { location: "/elsewhere" }),
  "redirect to nowhere": failing("303 See Other"),
  "a Retry-After below zero": failing("503 X", "", { "retry-after": "-5" }),
  "a Retry-After in the past": failing("429 X", "", {
    "retry-after": "Thu, 01 Jan 1970 00:00:00 GMT",
  }),
  "a Retry-After in words": failing("503 X", "", { "retry-after": "soon" }),
  "a Retry-After that is no date": failing("503 X", "", { "retry-after": "Fri, 99 Foo 2026" }),
  "a Retry-After of a second": failing("503 X", "", { "retry-after": "1" }),
  "status 401": failing("401 X", "no"),
  "status 408": failing("408 X"),
  "status 425": failing("425 X"),
  "status 499": failing("499 X"),
  "status 520": failing("520 X", "cloud"),
};

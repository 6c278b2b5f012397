import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";

type RawAnswer = (response: ServerResponse, request: IncomingMessage) => void;

/** Answers that tell what calls returned and threw, and in which order callbacks and events came. */
export const ODD_ANSWERS: Record<string, RawAnswer> = {
  "write-results": (response) => {
    const write = response.write.bind(response) as (...args: unknown[]) => boolean;
    const results = [["a"], [""], ["b", "latin1"], [new Uint8Array()], [null], [7], [undefined]];
    response.end(JSON.stringify(results.map((args) => tried(response, () => write(...args)))));
  },
  "head-results": (response) => {
    const results = [
      () => response.setHeader("x-set", "1"),
      () => response.appendHeader("x-set", "2"),
      () => response.writeHead(201, "Made", ["x-head", "1"]),
      () => response.writeHead(200),
      () => response.setHeader("x-late", "1"),
      () => response.flushHeaders(),
      () => response.setTimeout(10_000),
    ];
    response.end(JSON.stringify(results.map((call) => tried(response, call))));
  },
  "end-results": (response, request) => {
    const log = logOf(request);
    for (const event of ["prefinish", "finish", "close", "error"]) {
      response.on(event, (error?: { code?: string }) => log.push(`${event} ${error?.code}`));
    }
    log.push(tried(response, () => response.end("x", "utf8", () => log.push("end called back"))));
    log.push(`${response.writableEnded} ${response.headersSent}`);
    log.push(tried(response, () => response.write("late", called(log, "late write"))));
    log.push(tried(response, () => response.end(called(log, "late end"))));
    log.push(tried(response, () => response.writeHead(200)));
  },
  "end-results-told": tellLog,
  "unknown-encoding": (response) => {
    response.write("begun ");
    const write = (): boolean => response.write("text", "bogus" as BufferEncoding);
    response.end(tried(response, write));
  },
  "end-by-callback": (response) => response.write("body", () => response.end(() => undefined)),
  corked: (response) => {
    response.cork();
    const results = [response.write("one"), response.write("two"), response.writableCorked];
    process.nextTick(() => {
      response.uncork();
      response.end(JSON.stringify([results, response.writableCorked]));
    });
  },
  pipe: (response) => void Readable.from(Array(60).fill(Buffer.alloc(50_000, "p"))).pipe(response),
  "write-in-callback": (response) => {
    const write = (left: number): void => {
      if (left === 0) response.end();
      else response.write(`${left} `, () => write(left - 1));
    };
    write(5);
  },
  informational: (response) => {
    response.writeContinue();
    response.writeProcessing();
    response.writeEarlyHints({ link: "</app.js>; rel=preload" });
    response.end("final");
  },
  listeners: (response, request) => {
    const count = (emitter: NodeJS.EventEmitter): [string, number][] =>
      emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]);
    response.end(JSON.stringify([count(response), count(request)]));
  },
  "request-body": (response, request) => {
    const log = logOf(request);
    for (const event of ["end", "close", "error"]) request.on(event, () => log.push(event));
    let body = "";
    request.on("data", (chunk: Buffer) => (body += String(chunk)));
    request.on("end", () => response.end(JSON.stringify([body, request.rawTrailers])));
  },
  "request-body-told": tellLog,
};

const logs = new WeakMap<Server, string[]>();

/** What is known only after the answer: told, by the same server, with the next one. */
function logOf({ socket }: IncomingMessage): string[] {
  const { server } = socket as unknown as { server: Server };
  const log = logs.get(server) ?? [];
  logs.set(server, log);
  return log;
}

function tellLog(response: ServerResponse, request: IncomingMessage): void {
  response.end(JSON.stringify(logOf(request).splice(0)));
}

function tried(response: ServerResponse, call: () => unknown): string {
  try {
    const result = call();
    return result === response ? "the response" : String(result);
  } catch (error) {
    return String((error as { code?: string }).code);
  }
}

function called(log: string[], what: string): (error?: Error | null) => void {
  return (error) => log.push(`${what} called back ${(error as { code?: string } | null)?.code}`);
}

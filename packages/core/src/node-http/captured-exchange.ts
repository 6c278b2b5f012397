import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { CapturedBody, CapturedExchange, HeaderList } from "../adapter/details.ts";
import type { BodyCollector } from "./body-collector.ts";
import { responseBytesOf } from "./body-bytes.ts";
import type { Exchange } from "./exchange.ts";
import { isBodyComplete } from "./http2.ts";
import { hasHead, statusOf } from "./sent-head.ts";

/** What an exchange was made of that has ended, until its collected bodies are released. */
export class CapturedNodeExchange implements CapturedExchange {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  requestHeaders(): HeaderList {
    const { headers, incoming } = this.#exchange;
    // Simulated requests may lack them.
    const { rawHeaders } = incoming as Partial<IncomingMessage>;
    return rawHeaders === undefined ? entries(headers) : pairs(rawHeaders);
  }

  responseHeaders(): HeaderList {
    return sentHeaders(this.#exchange);
  }

  requestBody(): CapturedBody | undefined {
    const { incoming, requestBody } = this.#exchange;
    const isWhole = isBodyComplete(this.#exchange) || incoming.readableEnded;
    return requestBody && bodyOf(requestBody, isWhole, this.requestHeaders());
  }

  responseBody(): CapturedBody | undefined {
    const { finished, responseBody, responseBytes } = this.#exchange;
    const bytes = responseBytesOf(this.#exchange, statusOf(this.#exchange));
    // Answers to HEAD, 204 and 304 have none, whatever the app wrote.
    if (responseBody === undefined || bytes === 0) return undefined;
    // An end that passed the counter by may have had more of it.
    return bodyOf(responseBody, finished && bytes === responseBytes, this.responseHeaders());
  }
}

function bodyOf(
  collector: BodyCollector,
  isWhole: boolean,
  headers: HeaderList,
): CapturedBody | undefined {
  const { bytes } = collector;
  if (bytes.length === 0) return undefined;
  const find = (wanted: string): string | undefined =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  return {
    bytes,
    isWhole: isWhole && collector.isWhole,
    contentType: find("content-type"),
    contentEncoding: find("content-encoding"),
  };
}

function sentHeaders(exchange: Exchange): HeaderList {
  // Node itself may have answered on the socket, not through the response.
  if (statusOf(exchange) === undefined || hasHead(exchange.outgoing) === false) return [];
  const { _header: head, stream } = exchange.outgoing as {
    _header?: string | null;
    stream?: { sentHeaders?: OutgoingHttpHeaders };
  };
  if (typeof head === "string") return headLines(head);
  return entries(stream?.sentHeaders ?? exchange.outgoing.getHeaders());
}

/** What was given to `writeHead` alone, and what Node adds, are found only in the head as it was sent. */
function headLines(head: string): HeaderList {
  return head
    .split("\r\n")
    .slice(1)
    .map((line) => [line, line.indexOf(":")] as const)
    .filter(([, colon]) => colon > 0)
    .map(([line, colon]) => [line.slice(0, colon), line.slice(colon + 1).trim()]);
}

function entries(headers: OutgoingHttpHeaders): HeaderList {
  return Object.entries(headers)
    .filter(([name, value]) => value !== undefined && !name.startsWith(":"))
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)] as const),
    );
}

function pairs(raw: readonly string[]): HeaderList {
  const list: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    // HTTP/2 begins names of its own with a colon.
    if (!raw[i]!.startsWith(":")) list.push([raw[i]!, raw[i + 1]!]);
  }
  return list;
}

import {
  ga4,
  meta,
  otlp,
  reddit,
  tiktok,
  webhook,
  type DestinationOptions,
} from "@peekjs/destinations";
import type { Destination } from "@peekjs/protocol";
import type { VendorAnswer, VendorRequest } from "@peekjs/testing";

/** What a vendor's server does, as its documentation and what others tell of it have it. */
export interface FaultyVendor {
  create(endpoint: string, options: DestinationOptions): Destination;
  idsOf(request: VendorRequest): string[];
  /** What is sent of each event, the same at every attempt. */
  payloadsOf(request: VendorRequest): unknown[];
  /** The answer to a request that is taken. */
  taken(count: number): object;
  /** The answer to a request with an invalid event. */
  refused: VendorAnswer;
  /** Everything else that is documented, none of which says anything of an event. */
  faults: Readonly<Record<string, VendorAnswer>>;
}

const error = (status: number, code: number, more: object = {}): VendorAnswer => ({
  status,
  body: { error: { message: "from Meta", type: "OAuthException", code, fbtrace_id: "x", ...more } },
});
const code = (number: number, status = 200): VendorAnswer => ({
  status,
  body: { code: number, message: "from TikTok", request_id: "r", data: {} },
});
const reason = (status: number, name: string): VendorAnswer => ({
  status,
  body: { error: { code: status, reason: name, explanation: "from Reddit" } },
});

const META_CODES = [
  [500, 1],
  [503, 2],
  [400, 4],
  [400, 17],
  [400, 32],
  [500, 341],
  [400, 368],
  [400, 613],
  [500, 5_000],
  [500, 21_009],
  [429, 80_003],
  [400, 190],
  [400, 102],
  [403, 200],
  [400, 3],
  [400, 10],
] as const;

export const VENDORS: Readonly<Record<string, FaultyVendor>> = {
  meta: {
    create: (endpoint, options) => meta({ pixelId: "1", accessToken: "t", endpoint, ...options }),
    idsOf: ({ json }) => json.data.map((event: any) => event.event_id),
    payloadsOf: ({ json }) => json.data,
    taken: (count) => ({ events_received: count, messages: [], fbtrace_id: "x" }),
    refused: error(400, 100, { error_subcode: 2_804_019, error_user_msg: "Invalid event" }),
    faults: {
      ...Object.fromEntries(
        META_CODES.flatMap(([status, number]) => [
          [`code ${number}`, error(status, number)],
          [`code ${number} under 200`, error(200, number)],
          [`code ${number} under 500`, error(500, number)],
        ]),
      ),
      "code 100/33": error(400, 100, { error_subcode: 33 }),
      "code 100 under 500": error(500, 100),
      "code 105 under 500": error(500, 105),
      "a transient code 100": error(400, 100, { is_transient: true }),
      "a code that nobody knows": error(400, 987_654),
      "no code": { status: 400, body: { error: { message: "?" } } },
    },
  },
  tiktok: {
    create: (endpoint, options) =>
      tiktok({ pixelCode: "1", accessToken: "t", endpoint, ...options }),
    idsOf: ({ json }) => json.data.map((event: any) => event.event_id),
    payloadsOf: ({ json }) => json.data,
    taken: () => ({ code: 0, message: "OK", request_id: "r", data: {} }),
    refused: code(40_002),
    faults: {
      "code 40100": code(40_100),
      "code 40100 under 429": code(40_100, 429),
      "code 40001": code(40_001),
      "code 40105": code(40_105),
      "code 40002 under 500": code(40_002, 500),
      "code 50000": code(50_000),
      "a code that nobody knows": code(77_777),
      "code 0 under 400": code(0, 400),
    },
  },
  reddit: {
    create: (endpoint, options) =>
      reddit({ pixelId: "1", conversionToken: "t", endpoint, ...options }),
    idsOf: ({ json }) => json.data.events.map((event: any) => event.metadata.conversion_id),
    payloadsOf: ({ json }) => json.data.events,
    taken: () => ({ data: { message: "Successfully processed events." } }),
    refused: reason(400, "BAD_REQUEST"),
    faults: {
      "401": reason(401, "UNAUTHORIZED"),
      "401 in words": { status: 401, body: "Authorization Required" },
      "403": reason(403, "FORBIDDEN"),
      "404": reason(404, "NOT_FOUND"),
      "429": { ...(reason(429, "RATE_LIMITED") as object), headers: { "retry-after": "0" } },
      "500": reason(500, "INTERNAL"),
      "502": { status: 502, body: "Bad Gateway" },
      "success under 400": { status: 400, body: { data: {} } },
    },
  },
  ga4: {
    create: (endpoint, options) =>
      ga4({ measurementId: "G-1", apiSecret: "s", endpoint, ...options }),
    idsOf: ({ json }) => json.events.map((event: any) => event.params.fault_id),
    payloadsOf: ({ json }) => json.events,
    taken: () => ({}),
    refused: { status: 413 },
    faults: { "429": { status: 429 }, "403": { status: 403 }, "500": { status: 500 } },
  },
  webhook: {
    create: (url, options) => webhook({ url, secret: `whsec_${"A".repeat(32)}`, ...options }),
    idsOf: ({ headers }) => [headers["webhook-id"]!],
    payloadsOf: ({ json }) => [json],
    taken: () => ({}),
    refused: { status: 400 },
    faults: {
      "410": { status: 410 },
      "429": { status: 429 },
      "502": { status: 502 },
      "504": { status: 504 },
    },
  },
  otlp: {
    create: (endpoint, options) => otlp({ endpoint, ...options }),
    idsOf: ({ json }) =>
      json.resourceLogs[0].scopeLogs[0].logRecords.map(
        (record: any) => record.attributes[0].value.stringValue,
      ),
    payloadsOf: ({ json }) => json.resourceLogs[0].scopeLogs[0].logRecords,
    taken: () => ({ partialSuccess: {} }),
    refused: { status: 400, body: { code: 3, message: "invalid" } },
    faults: {
      "401": { status: 401 },
      "404": { status: 404 },
      "429": { status: 429 },
      "502": { status: 502 },
      "503": { status: 503, headers: { "retry-after": "0" } },
      "504": { status: 504 },
    },
  },
};

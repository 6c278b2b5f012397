import { ga4, meta, otlp, reddit, tiktok, webhook } from "@peekjs/destinations";
import { describeDestination, type VendorAnswer } from "@peekjs/testing/destination";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const metaError = (status: number, code: number): VendorAnswer => ({
  status,
  body: { error: { message: "no", code } },
});
const tikTok = (code: number): VendorAnswer => ({ body: { code, message: "from TikTok" } });

describeDestination({
  name: "meta",
  create: (endpoint, options) =>
    meta({ pixelId: "1", accessToken: "secret-token", endpoint, ...options }),
  idsOf: ({ json }) => json.data.map((event: any) => event.event_id),
  batchSize: 1_000,
  taken: ({ json }) => ({ body: { events_received: json.data.length } }),
  passing: { "code 4": metaError(400, 4), "code 2 under 200": metaError(200, 2), "no word": {} },
  blocking: { "code 190": metaError(400, 190), "a page": { body: "<html>" } },
  refused: metaError(400, 100),
  secrets: ["secret-token"],
});

describeDestination({
  name: "ga4",
  create: (endpoint, options) =>
    ga4({ measurementId: "G-1", apiSecret: "secret-token", endpoint, ...options }),
  // Google is told no id.
  event: (id) => ({ properties: { conformance_id: id } }),
  idsOf: ({ json }) => json.events.map((event: any) => event.params.conformance_id),
  batchSize: 25,
  taken: () => ({ status: 204 }),
  passing: { "429": { status: 429 } },
  blocking: { "404": { status: 404 }, "a page": { body: "<html>" } },
  refused: { status: 400 },
  secrets: ["secret-token"],
});

describeDestination({
  name: "reddit",
  create: (endpoint, options) =>
    reddit({ pixelId: "1", conversionToken: "secret-token", endpoint, ...options }),
  idsOf: ({ json }) => json.data.events.map((event: any) => event.metadata.conversion_id),
  batchSize: 1_000,
  taken: () => ({ body: { data: {} } }),
  passing: { "429": { status: 429 }, "half a word": { body: '{"data":' } },
  blocking: { "401": { status: 401 }, "a page": { body: "<html>" } },
  refused: { status: 400, body: { error: { code: 400 } } },
  secrets: ["secret-token"],
});

describeDestination({
  name: "tiktok",
  create: (endpoint, options) =>
    tiktok({ pixelCode: "1", accessToken: "secret-token", endpoint, ...options }),
  idsOf: ({ json }) => json.data.map((event: any) => event.event_id),
  batchSize: 1_000,
  taken: () => tikTok(0),
  passing: { "code 40100": tikTok(40_100), "code 50000": tikTok(50_000), "204": { status: 204 } },
  blocking: { "code 40105": tikTok(40_105), "a page": { body: "<html>" } },
  refused: tikTok(40_002),
  secrets: ["secret-token"],
});

describeDestination({
  name: "webhook",
  create: (url, options) => webhook({ url, secret: SECRET, ...options }),
  idsOf: ({ headers }) => [headers["webhook-id"]!],
  batchSize: 1,
  taken: () => ({ status: 204 }),
  passing: { "500": { status: 500 } },
  blocking: { "410": { status: 410 } },
  refused: { status: 400 },
  secrets: [SECRET],
});

describeDestination({
  name: "otlp",
  create: (endpoint, options) =>
    otlp({ endpoint, headers: { authorization: "secret-token" }, ...options }),
  idsOf: ({ json }) =>
    json.resourceLogs[0].scopeLogs[0].logRecords.map(
      (record: any) => record.attributes[0].value.stringValue,
    ),
  batchSize: 1_000,
  taken: () => ({ body: {} }),
  passing: { "502": { status: 502 }, "504": { status: 504 } },
  blocking: { "401": { status: 401 }, "a page": { body: "<html>" } },
  refused: { status: 400 },
  secrets: ["secret-token"],
});

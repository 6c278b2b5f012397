import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Adapter,
  createMount,
  type Ending,
  type Mount,
  type MountOptions,
} from "../../src/adapter.edge.ts";
import { detailsOrMasking } from "../../src/details/masking.ts";
import { maskMessage } from "../../src/privacy/mask/mask-message.ts";
import { importDetails } from "../../src/adapter/edge-client.ts";
import { extensions } from "../../src/edge/extensions.ts";
import { createPeek, type Peek } from "../../src/index.edge.ts";
import { ending } from "../support/ending.ts";

const adapter: Adapter<string> = { name: "plain", version: "1", routeOf: (request) => request };
let endpoint: RecordingEndpoint;
let client: Peek;
let said: string[];
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  said = [];
  client = createPeek({
    endpoint: endpoint.url,
    onError: ({ code, message }) => said.push(`${code} ${message}`),
  });
});
afterEach(() => endpoint.close());

function mounted(options: MountOptions<string> = {}): Mount<string> {
  const mount = createMount(client, options, adapter);
  expect(mount.isActive()).toBe(true);
  return mount;
}

async function recordOf(
  fields: Partial<Ending<string>>,
  options: MountOptions<string> = {},
): Promise<Record<string, unknown>> {
  mounted(options).report(ending(fields));
  await client.flush();
  return endpoint.requests[0] as unknown as Record<string, unknown>;
}

describe("a mount on the edge", () => {
  it("tells each thing of a record once", async () => {
    const delivery = vi.spyOn(globalThis, "fetch");
    const record = await recordOf({ apiKey: "key" });
    expect(record["consumerSource"]).toBe("api_key");
    const body = delivery.mock.calls[0]![1]!.body as string;
    expect(body.match(/"consumerSource"/g)).toHaveLength(1);
    delivery.mockRestore();
  });

  it("reports what was seen, and neither query nor credential", async () => {
    const record = await recordOf({
      apiKey: "key",
      authorization: "Bearer other",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      error: new TypeError("broken"),
      userAgent: "curl/8",
    });
    expect(record).toMatchObject({
      method: "GET",
      route: "/r",
      path: "/x",
      status: 200,
      consumer: expect.stringMatching(/^c_[\w-]{22}$/),
      consumerSource: "api_key",
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      errorType: "TypeError",
      userAgent: "curl/8",
    });
    expect(JSON.stringify(endpoint.envelopes)).not.toMatch(/secret|"key"|other/);
    // Without what could take secrets out of it.
    expect(record).not.toHaveProperty("errorMessage");
  });

  it("reports what was thrown where secrets can be taken out of it", async () => {
    extensions.maskMessage = maskMessage;
    try {
      const record = await recordOf({ error: new Error("no login for eve@example.com") });
      expect(record["errorMessage"]).toMatch(/^no login for (?!eve@)/);
    } finally {
      delete extensions.maskMessage;
    }
  });

  it("reports a user agent as it came only where nothing can take secrets out of it", async () => {
    const userAgent = "bot (bob@example.com)";
    expect(await recordOf({ userAgent })).toMatchObject({ userAgent });
    importDetails(detailsOrMasking);
    try {
      mounted().report(ending({ userAgent }));
      mounted({ captureQuery: true }).report(ending({ userAgent }));
      expect(mounted().details?.watch(new Request("http://app.test/"))).toBe(undefined);
      await client.flush();
    } finally {
      importDetails(undefined);
    }
    expect(endpoint.requests.slice(1).map((request) => request.userAgent)).toEqual([
      "bot ([redacted])",
      "bot ([redacted])",
    ]);
  });

  it.each([
    ["handler", "ada", "ada"],
    ["handler, with a name", { id: "ada", name: "Ada", group: "acme" }, "ada"],
    ["handler, as nobody", null, undefined],
    ["option", undefined, "from option"],
  ])("names who calls: %s", async (_, consumer, expected) => {
    const record = await recordOf(
      { consumer, apiKey: "key" },
      { identifyConsumer: () => "from option" },
    );
    expect(record["consumer"]).toBe(expected);
    if (expected !== undefined) expect(record["consumerSource"]).toBe("app");
  });

  it("asks the credential when the option knows nobody", async () => {
    const record = await recordOf(
      { authorization: "Bearer token" },
      { identifyConsumer: () => undefined },
    );
    expect(record).toMatchObject({ consumerSource: "authorization" });
  });

  it("leaves out what the app wants to be ignored, and paths where it wants none", async () => {
    const record = await recordOf({}, { capturePath: false, ignore: () => false });
    expect(record).not.toHaveProperty("path");
    mounted({ ignore: () => true }).report(ending());
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
  });

  it("survives what the app's own functions and the adapter throw, and makes the record", async () => {
    const fail = (): never => {
      throw new RangeError("mine");
    };
    const mount = createMount(
      client,
      { identifyConsumer: fail, ignore: fail },
      { ...adapter, routeOf: fail, errorOf: fail },
    );
    mount.isActive();
    expect([mount.routeOf("/r"), mount.errorOf("/r")]).toEqual([undefined, undefined]);
    mount.report(ending());
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
    expect(said.map((line) => line.split(" ")[0])).toEqual([
      "PEEK_E_INTERNAL",
      "PEEK_E_INTERNAL",
      "PEEK_E_CALLBACK",
      "PEEK_E_CALLBACK",
    ]);
  });

  it("takes no promise for an answer, tells it, and handles its rejection", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const reject = (): never => Promise.reject(new Error("late")) as never;
    const mount = createMount(client, {}, { ...adapter, routeOf: reject });
    mount.isActive();
    expect(mount.routeOf("/r")).toBeUndefined();
    const record = await recordOf({ apiKey: "key" }, { identifyConsumer: reject, ignore: reject });
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(record).toMatchObject({ consumerSource: "api_key" });
    expect(said).toEqual([
      expect.stringMatching(/^PEEK_E_INTERNAL .*\[object Promise\]/),
      ...Array(2).fill(expect.stringMatching(/^PEEK_E_CALLBACK .*\[object Promise\]/)),
    ]);
  });

  it("makes the record of a request whose error cannot be read", async () => {
    const error = {
      get message(): string {
        throw new Error("no");
      },
    };
    expect(await recordOf({ error })).toMatchObject({ route: "/r" });
  });

  it.each([7, { id: 7 }, {}, "", { id: "" }])(
    "asks the credential when the app names nobody: %j",
    async (consumer) => {
      const record = await recordOf({ consumer: consumer as never, apiKey: "key" });
      expect(record).toMatchObject({ consumerSource: "api_key" });
    },
  );

  it("says each trouble of the set-up once, to the collector too", async () => {
    const mount = mounted();
    for (let i = 0; i < 2; i++) {
      mount.diagnoseDouble();
      mount.diagnose("PEEK_W_OTHER", "Something else.");
    }
    mount.report(ending());
    await client.flush();
    const codes = ["PEEK_W_DOUBLE", "PEEK_W_OTHER"];
    expect(said.map((line) => line.split(" ")[0])).toEqual(codes);
    expect(endpoint.envelopes.at(-1)!.diagnostics.map(({ code }) => code)).toEqual(codes);
  });

  it("refuses what is no client", () => {
    expect(() => createMount({} as Peek, {}, adapter)).toThrow(
      expect.objectContaining({ code: "PEEK_E_CLIENT" }),
    );
  });
});

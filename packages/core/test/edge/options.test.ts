import { describe, expect, it } from "vitest";
import { resolveEdgeOptions } from "../../src/edge/options.ts";
import { createProcessPlatform } from "../../src/node/process-platform.ts";
import { resolveOptions } from "../../src/options/resolve.ts";

const KEY = "peek_w_0123456789_0123456789abcdefghijkl_0123456789abcdefghijklmnopqrxxxxxx";
/** Of processes that read no disk, as isolates do not. */
const DEFAULTS = createProcessPlatform().defaults({});

const refusal = (options: object, environment = {}): unknown => {
  try {
    resolveEdgeOptions(options, environment);
    return undefined;
  } catch (error) {
    return (error as { code: unknown }).code;
  }
};

describe("options on the edge", () => {
  it.each([{}, { NODE_ENV: "production" }, { NODE_ENV: "test" }])(
    "have Node's defaults in %j",
    (environment) => {
      const { url, isGuessed, apiKey, consumerHashKey, debug, flushOnExit, ...options } =
        resolveEdgeOptions({}, environment);
      expect([apiKey, consumerHashKey, debug, flushOnExit]).toEqual([
        undefined,
        undefined,
        false,
        true,
      ]);
      const onNode = resolveOptions({}, environment, DEFAULTS);
      expect(onNode).toMatchObject(options);
      expect(url?.href).toBe(onNode.url?.href);
      if (onNode.url !== undefined) expect(isGuessed).toBe(onNode.guessedEndpoint);
    },
  );

  it.each([{ maxBufferSize: 500 }, { maxBufferSize: 1 }, { maxBufferSize: 500, batchSize: 500 }])(
    "size batches as Node does: %j",
    (options) => {
      const { batchSize, maxBufferSize } = resolveEdgeOptions(options, {});
      expect(resolveOptions(options, {}, DEFAULTS)).toMatchObject({ batchSize, maxBufferSize });
    },
  );

  it("are read from the environment, which what is given beats", () => {
    const environment = {
      PEEK_ENDPOINT: "https://peek.example.com",
      PEEK_API_KEY: ` ${KEY} `,
      OTEL_SERVICE_NAME: "otel",
      PEEK_ENVIRONMENT: "staging",
      PEEK_FLUSH_INTERVAL: "100",
      PEEK_BATCH_SIZE: "7",
      PEEK_MAX_EVENT_BYTES: 1000, // A variable of a Worker may be JSON.
      PEEK_CONSUMER_HASH_KEY: "hash",
      PEEK_DEBUG: "TRUE",
      PEEK_TIMEOUT: "",
      OTEL_SDK_DISABLED: "0",
    };
    expect(resolveEdgeOptions({ batchSize: 8 }, environment)).toMatchObject({
      url: { href: "https://peek.example.com/v1/ingest" },
      isGuessed: false,
      apiKey: KEY,
      service: "otel",
      environment: "staging",
      flushInterval: 100,
      batchSize: 8,
      maxEventBytes: 1_000,
      consumerHashKey: "hash",
      debug: true,
      timeout: 15_000,
      disabled: false,
    });
  });

  it.each([
    [{ batchSize: 0 }, "PEEK_E_OPTION"],
    [{ batchSize: 1.5 }, "PEEK_E_OPTION"],
    [{ batchSize: Number.NaN }, "PEEK_E_OPTION"],
    [{ batchSize: 100, maxBufferSize: 99 }, "PEEK_E_OPTION"],
    [{ flushInterval: 49 }, "PEEK_E_OPTION"],
    [{ sampleRate: 1.1 }, "PEEK_E_OPTION"],
    [{ sampleRate: 0.5 }, undefined],
    [{ service: "" }, "PEEK_E_OPTION"],
    [{ service: "x".repeat(129) }, "PEEK_E_OPTION"],
    [{ service: 7 }, "PEEK_E_OPTION"],
    [{ debug: "perhaps" }, "PEEK_E_OPTION"],
    [{ onError: "log" }, "PEEK_E_OPTION"],
    [{ destinations: [] }, "PEEK_E_OPTION"],
    [{ apiKey: "" }, "PEEK_E_KEY_FORMAT"],
    [{ apiKey: " " }, "PEEK_E_KEY_FORMAT"],
    [{ apiKey: "a\nb" }, "PEEK_E_KEY_FORMAT"],
    [{ apiKey: "peek_w_short" }, "PEEK_E_KEY_FORMAT"],
    [{ apiKey: KEY }, undefined],
    [{ apiKey: "a key of another vendor" }, undefined],
    [{ endpoint: "nowhere" }, "PEEK_E_ENDPOINT"],
    [{ endpoint: "https://10.0.0.1" }, "PEEK_E_PRIVATE_ENDPOINT"],
    [{ endpoint: "http://10.0.0.1", allowPrivateEndpoint: true }, undefined],
  ])("refuse %j with %s", (options, code) => {
    expect(refusal(options)).toBe(code);
  });

  it.each([{ destinations: [] }, { batchSize: 0 }])(
    "name the option that is wrong, or that isolates do not have: %j",
    (options) => {
      const [name] = Object.keys(options) as [string];
      expect(() => resolveEdgeOptions(options, {})).toThrow(
        `${name} is invalid or unsupported here.`,
      );
    },
  );

  it("never tell a key", () => {
    const key = "peek_w_not-a-key";
    expect(() => resolveEdgeOptions({ apiKey: key }, {})).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(key) }),
    );
  });
});

import { createPeekKey } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../src/options/resolve.ts";
import type { PeekOptions } from "../../src/options/options.ts";

const defaults = { service: "orders", developmentEndpoint: "http://localhost:7335" };
const resolve = (options: PeekOptions = {}, environment: Record<string, string> = {}) =>
  resolveOptions(options, environment, defaults);

describe("resolveOptions", () => {
  it("applies the documented defaults in development", () => {
    expect(resolve()).toMatchObject({
      url: { href: "http://localhost:7335/v1/ingest" },
      guessedEndpoint: true,
      service: "orders",
      environment: "development",
      flushInterval: 250,
      batchSize: 1_000,
      maxBufferSize: 10_000,
      maxEventBytes: 65_536,
      maxStorageBytes: 67_108_864,
      durability: "interval",
      maxRetries: 5,
      timeout: 15_000,
      gzip: false,
      sampleRate: 1,
      disabled: false,
    });
  });

  it("does nothing in production without an endpoint", () => {
    const options = resolve({}, { NODE_ENV: "production" });
    expect(options.url).toBeUndefined();
    expect(options.flushInterval).toBe(5_000);
    expect(options.environment).toBe("production");
  });

  it("takes an empty NODE_ENV for none", () => {
    expect(resolve({}, { NODE_ENV: "" })).toEqual(resolve({}, {}));
  });

  it("is disabled under NODE_ENV=test unless told otherwise", () => {
    expect(resolve({}, { NODE_ENV: "test" }).disabled).toBe(true);
    expect(resolve({ disabled: false }, { NODE_ENV: "test" }).disabled).toBe(false);
    expect(resolve({}, { OTEL_SDK_DISABLED: "true" }).disabled).toBe(true);
  });

  it("lets code beat PEEK_ variables, and these beat OTEL_ ones", () => {
    const environment = { PEEK_SERVICE: "peek", OTEL_SERVICE_NAME: "otel" };
    expect(resolve({ service: "code" }, environment).service).toBe("code");
    expect(resolve({}, environment).service).toBe("peek");
    expect(resolve({}, { OTEL_SERVICE_NAME: "otel" }).service).toBe("otel");
    expect(resolve({ service: undefined }, environment).service).toBe("peek");
  });

  it("reads numbers and flags from the environment", () => {
    const options = resolve({}, { PEEK_BATCH_SIZE: "2_000", PEEK_DEBUG: "yes", PEEK_TIMEOUT: "" });
    expect(options).toMatchObject({ batchSize: 2_000, debug: true, timeout: 15_000 });
  });

  it.each([
    [{ maxBufferSize: 500 }, 250],
    [{ maxBufferSize: 1 }, 1],
    [{ maxBufferSize: 2_000 }, 1_000],
    [{ maxBufferSize: 100_000 }, 1_000],
    [{ maxBufferSize: 500, batchSize: 500 }, 500],
  ])("lets the size of batches follow that of the buffer: %j", (options, batchSize) => {
    expect(resolve(options)).toMatchObject({ ...options, batchSize });
  });

  it("compresses across the internet, not on this machine and in the app's own network", () => {
    const endpoint = "https://peek.example.com";
    expect(resolve({ endpoint }).gzip).toBe(true);
    expect(resolve({ endpoint, gzip: false }).gzip).toBe(false);
    expect(resolve({ endpoint }, { PEEK_GZIP: "no" }).gzip).toBe(false);
    expect(resolve({ endpoint, allowPrivateEndpoint: true }).gzip).toBe(false);
    expect(resolve({ endpoint: "http://localhost:7335" }).gzip).toBe(false);
    expect(resolve({ endpoint: "http://localhost:7335", gzip: true }).gzip).toBe(true);
  });

  it.each(["gzip", "allowPrivateEndpoint", "flushOnExit", "debug", "disabled", "capturePath"])(
    "takes no text for %s: every text would count as true, also the one that says false",
    (name) => {
      expect(() => resolve({ [name]: "false" })).toThrow(
        expect.objectContaining({
          code: "PEEK_E_OPTION",
          message: `${name} must be true or false, got false.`,
        }),
      );
    },
  );

  it.each(["onError", "ignore", "identifyConsumer"])(
    "takes nothing but a function for %s",
    (name) => {
      expect(() => resolve({ [name]: "/health" })).toThrow(
        expect.objectContaining({
          code: "PEEK_E_OPTION",
          message: `${name} must be a function, got /health.`,
        }),
      );
      expect(() => resolve({ [name]: () => undefined })).not.toThrow();
    },
  );

  it.each([true, false, "full", () => "192.0.2.1"])(
    "takes %s for clientAddress",
    (clientAddress) => {
      expect(() => resolve({ clientAddress } as PeekOptions)).not.toThrow();
    },
  );

  it.each<[string, PeekOptions, Record<string, string>, string]>([
    ["a batch size of zero", { batchSize: 0 }, {}, "PEEK_E_OPTION"],
    ["a fractional interval", { flushInterval: 99.5 }, {}, "PEEK_E_OPTION"],
    ["a buffer below the batch size", { batchSize: 11, maxBufferSize: 10 }, {}, "PEEK_E_OPTION"],
    ["no buffer at all", { maxBufferSize: 0 }, {}, "PEEK_E_OPTION"],
    ["a sample rate above one", { sampleRate: 1.5 }, {}, "PEEK_E_OPTION"],
    ["an unknown durability", { durability: "disk" as never }, {}, "PEEK_E_OPTION"],
    ["an overlong service", { service: "x".repeat(129) }, {}, "PEEK_E_OPTION"],
    ["an unknown signal", { shutdownSignals: ["SIGKILL"] as never }, {}, "PEEK_E_OPTION"],
    ["an unknown way to report addresses", { clientAddress: "half" as never }, {}, "PEEK_E_OPTION"],
    ["an empty hash key", { consumerHashKey: "" }, {}, "PEEK_E_OPTION"],
    [
      "a connection that trusts anybody",
      { tls: { rejectUnauthorized: false } as never },
      {},
      "PEEK_E_OPTION",
    ],
    ["another client's option", { host: "https://peek.example.com" } as never, {}, "PEEK_E_OPTION"],
    ["a number for a folder", { storagePath: 5 as never }, {}, "PEEK_E_OPTION"],
    [
      "an object without prototype",
      { batchSize: Object.create(null) as never },
      {},
      "PEEK_E_OPTION",
    ],
    ["no number in a variable", {}, { PEEK_TIMEOUT: "soon" }, "PEEK_E_OPTION"],
    ["no flag in a variable", {}, { PEEK_DISABLED: "maybe" }, "PEEK_E_OPTION"],
    ["an empty key", { apiKey: " " }, {}, "PEEK_E_KEY_FORMAT"],
    ["a key with a line break", { apiKey: "abc\r\nx: y" }, {}, "PEEK_E_KEY_FORMAT"],
    ["no URL", { endpoint: "peek.example.com" }, {}, "PEEK_E_ENDPOINT"],
  ])("refuses %s and says why", (_, options, environment, code) => {
    expect(() => resolve(options, environment)).toThrow(expect.objectContaining({ code }));
  });

  it("verifies a peek key's checksum and takes foreign keys as they are", async () => {
    const { key } = await createPeekKey("w");
    const mistyped = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
    expect(resolve({ apiKey: key }).apiKey).toBe(key);
    expect(resolve({ apiKey: "ak_live_123" }).apiKey).toBe("ak_live_123");
    expect(() => resolve({ apiKey: mistyped })).toThrow(
      expect.objectContaining({ code: "PEEK_E_KEY_CHECKSUM" }),
    );
  });
});

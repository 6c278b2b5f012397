import { describe, expect, it } from "vitest";
import { resolveEndpoint } from "../../src/options/endpoint.ts";

describe("resolveEndpoint", () => {
  it.each([
    ["https://peek.example.com", "https://peek.example.com/v1/ingest"],
    ["https://peek.example.com/", "https://peek.example.com/v1/ingest"],
    ["https://example.com/a/b?token=1", "https://example.com/a/b?token=1"],
    ["http://localhost:7335", "http://localhost:7335/v1/ingest"],
    ["http://[::1]:7335", "http://[::1]:7335/v1/ingest"],
    ["http://api.localhost", "http://api.localhost/v1/ingest"],
  ])("posts %s to %s", (endpoint, url) => {
    expect(resolveEndpoint(endpoint).href).toBe(url);
  });

  it.each([
    ["http://peek.example.com", "PEEK_E_ENDPOINT"],
    ["ftp://peek.example.com", "PEEK_E_ENDPOINT"],
    ["https://user:secret@peek.example.com", "PEEK_E_ENDPOINT"],
    ["https://10.0.0.4", "PEEK_E_PRIVATE_ENDPOINT"],
    ["https://0x0a.0.0.4", "PEEK_E_PRIVATE_ENDPOINT"],
    ["https://169.254.169.254/latest", "PEEK_E_PRIVATE_ENDPOINT"],
    ["https://[::ffff:192.168.1.1]", "PEEK_E_PRIVATE_ENDPOINT"],
    ["https://[fd00::1]", "PEEK_E_PRIVATE_ENDPOINT"],
    ["https://100.64.1.1", "PEEK_E_PRIVATE_ENDPOINT"],
    ["https://0.0.0.0", "PEEK_E_PRIVATE_ENDPOINT"],
  ])("refuses %s with %s", (endpoint, code) => {
    expect(() => resolveEndpoint(endpoint)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    "https://user:secret@example.com",
    "ftp://user:secret@example.com",
    "https//user:secret@example.com",
    "http://example.com/v1?token=secret",
  ])("never repeats what may be secret in its message: %s", (endpoint) => {
    expect(() => resolveEndpoint(endpoint)).toThrow(
      expect.objectContaining({
        code: "PEEK_E_ENDPOINT",
        message: expect.not.stringContaining("secret") as string,
      }),
    );
  });

  it("allows private addresses, and http there, when told so", () => {
    expect(resolveEndpoint("http://10.0.0.4:7335", true).href).toBe(
      "http://10.0.0.4:7335/v1/ingest",
    );
  });
});

it("of a host without a scheme says what to begin it with, also for this machine", () => {
  expect(() => resolveEndpoint("localhost:7335")).toThrow(
    'The endpoint "localhost:7335" has the scheme localhost:. Begin it with https://, or http:// for a collector on this machine.',
  );
});

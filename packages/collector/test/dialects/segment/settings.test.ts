import { expect, it } from "vitest";
import { createCollector } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";

interface Settings {
  integrations: { "Segment.io": { apiHost: string; protocol: string } };
}

type Fetch = (request: Request) => Response | Promise<Response>;

/** Where Segment's browser client is told to send. */
async function hostOf(fetch: Fetch, headers: Record<string, string> = {}, path = "") {
  const url = `http://localhost:7335${path}/v1/projects/key/settings`;
  const response = await fetch(new Request(url, { headers }));
  expect(response.headers.get("cache-control")).toBe("no-store");
  const { integrations } = (await response.json()) as Settings;
  const { apiHost, protocol } = integrations["Segment.io"];
  return `${protocol}://${apiHost}`;
}

it("a page is told to send where it asked", async () => {
  const { collector } = await startCollector();
  expect(await hostOf(collector.fetch)).toBe("http://localhost:7335/v1");
  const mounted = createCollector({ path: "/collect", handler: () => {} });
  expect(await hostOf(mounted.fetch, {}, "/collect")).toBe("http://localhost:7335/collect/v1");
});

it("a page with TLS is told to use TLS, which a proxy in front ends", async () => {
  const endpoint = createCollector({ handler: () => {} });
  const headers = { origin: "https://shop.example.com", host: "peek.example.com" };
  expect(await hostOf(endpoint.fetch, headers)).toBe("https://peek.example.com/v1");
});

it("a page is told the prefix that a proxy has taken off the path", async () => {
  const { collector } = await startCollector();
  const behind = (prefix: string, path?: string) =>
    hostOf(collector.fetch, { "x-forwarded-prefix": prefix }, path);
  expect(await behind("/peek")).toBe("http://localhost:7335/peek/v1");
  expect(await behind("/tools/peek-2/")).toBe("http://localhost:7335/tools/peek-2/v1");
  const { fetch } = createCollector({ path: "/collect", handler: () => {} });
  const both = { "x-forwarded-prefix": "/peek" };
  expect(await hostOf(fetch, both, "/collect")).toBe("http://localhost:7335/peek/collect/v1");
  const kept = { "x-forwarded-prefix": "/collect" };
  expect(await hostOf(fetch, kept, "/collect")).toBe("http://localhost:7335/collect/v1");
});

it.each([
  "",
  "/",
  "peek",
  "//evil.example.com",
  "/..",
  "/a/../b",
  "/a/./b",
  "@evil.example.com",
  ".evil.example.com",
  ":80",
  "/a?b",
  "/a#b",
  "/a\\b",
  "/%2f",
  "/a, /b",
  `/${"a".repeat(300)}`,
])("a prefix that is no plain path is left out: %j", async (prefix) => {
  const { collector } = await startCollector();
  expect(await hostOf(collector.fetch, { "x-forwarded-prefix": prefix })).toBe(
    "http://localhost:7335/v1",
  );
});

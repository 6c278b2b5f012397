import { startVendor, type Vendor } from "@peekjs/testing";
import { describe, expect, it, vi } from "vitest";
import { Page } from "./support/page.ts";
import { EVENTUALLY, runScript, type Ended } from "./support/script.ts";
import { SnippetFolder } from "./support/snippet-folder.ts";

const [first, second] = new Page("docs/guides/destinations.md").snippets;
const folder = new SnippetFolder();
/** Milliseconds for which a request to a vendor that hangs would keep a process: longer than any test may take. */
const HANGING = 600_000;
const forgets = first!.replace("await using", "const");
let scripts = 0;

/** Runs a script in a process of its own, with a vendor on loopback in the place of the real ones. */
function run(code: string, vendor: Vendor): Promise<Ended> {
  const script = code
    .replace("meta({", `meta({ timeout: ${HANGING}, endpoint: process.env.VENDOR!,`)
    .replace("ga4({", `ga4({ timeout: ${HANGING}, endpoint: process.env.VENDOR!,`);
  return runScript([...process.execArgv, folder.write(`script-${scripts++}.ts`, script)], {
    VENDOR: vendor.url,
    META_ACCESS_TOKEN: "t",
    GA4_API_SECRET: "s",
    AUDIT_URL: `${vendor.url}/audit`,
    AUDIT_SECRET: `whsec_${"A".repeat(32)}`,
  });
}

function startMetaAndOthers(): Promise<Vendor> {
  return startVendor(({ json }) => ({ body: { events_received: json.data?.length } }));
}

function pathsOf(vendor: Vendor): string[] {
  return vendor.requests.map(({ path }) => path.replace(/^\/v\d+\.\d+/, "/v")).toSorted();
}

describe.concurrent("the scripts of the guide", () => {
  it("deliver to two destinations and end", async () => {
    await using vendor = await startMetaAndOthers();
    expect(await run(first!, vendor)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(pathsOf(vendor)).toEqual(["/mp/collect", "/v/1234567890/events"]);
    for (const { body } of vendor.requests) expect(body).not.toContain("ada@");
  });

  it("send each event where it is to go", async () => {
    await using vendor = await startMetaAndOthers();
    const { code, stdout, stderr } = await run(second!, vendor);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("meta: { delivered: 1, pending: 0, dropped: 0 }");
    expect(stdout).toContain("webhook: { delivered: 2, pending: 0, dropped: 0 }");
  });
});

describe.concurrent("a script with destinations", () => {
  it.each([
    ["await using", first!, 4_000],
    ["its natural end", forgets, 1_000],
  ])(
    "ends in time and says what is lost when vendors hang: %s",
    async (_, code, least) => {
      await using vendor = await startVendor(() => "hang");
      const begin = performance.now();
      const ended = await run(code, vendor);
      const duration = performance.now() - begin;
      expect(ended.code).toBe(0);
      expect(ended.stderr).toContain("PEEK_W_DESTINATION_UNSENT");
      expect(duration).toBeGreaterThan(least);
    },
    180_000,
  );
});

// Apart from the others, and more than once: a process that ends by itself delivers for a second at most.
it("a script with destinations delivers at its natural end when it forgets to", async () => {
  await vi.waitFor(async () => {
    await using vendor = await startMetaAndOthers();
    expect(await run(forgets, vendor)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(pathsOf(vendor)).toEqual(["/mp/collect", "/v/1234567890/events"]);
  }, EVENTUALLY);
});

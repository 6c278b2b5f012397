import { expect, it } from "vitest";
import { createKeyRegistry, foreignKeyId, hashKey } from "../../../src/index.ts";
import { startCollector } from "../../support/collector.ts";
import { emptyStore } from "../../support/store.ts";

const ALL = { from: 0, to: Date.now() * 2, limit: 100 };

async function start() {
  const digest = await hashKey("wk");
  const readKey = await hashKey("rk");
  const collector = await startCollector({
    store: await emptyStore(),
    mode: "production",
    keys: createKeyRegistry([
      { id: foreignKeyId(digest), kind: "w", digest },
      { id: foreignKeyId(readKey), kind: "r", digest: readKey },
    ]),
  });
  const show = async (path: string): Promise<void> => {
    const response = await collector.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/gif");
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(new TextDecoder().decode(bytes.subarray(0, 6))).toBe("GIF89a");
  };
  const stored = async () => (await collector.store.productEvents(ALL)).events;
  return { ...collector, show, stored };
}

it("keeps the event that an image's address tells", async () => {
  const { show, stored } = await start();
  await show(
    "/pixel/v1/track?writeKey=wk&event=Email+Opened&anonymousId=%22a1%22" +
      "&properties.campaign=spring&context.page.url=https://shop.example/&messageId=m1",
  );
  expect(await stored()).toMatchObject([
    {
      type: "track",
      event: "Email Opened",
      anonymousId: "a1",
      messageId: "m1",
      properties: { campaign: "spring" },
      context: { page: { url: "https://shop.example/" } },
      integrations: { All: true },
    },
  ]);
});

it("keeps a page, which need not have a name", async () => {
  const { show, stored } = await start();
  await show("/pixel/v1/page?writeKey=wk&userId=u1&name=");
  await show("/pixel/v1/page?writeKey=wk&userId=u1");
  const names = (await stored()).map(({ type, name }) => [type, name]);
  expect(names).toEqual(
    expect.arrayContaining([
      ["page", "Unknown Page"],
      ["page", undefined],
    ]),
  );
});

it("shows the image whatever is wrong, and tells in the status what was", async () => {
  const { show, stored, get } = await start();
  for (const path of [
    "/pixel/v1/track",
    "/pixel/v1/track?writeKey=unknown&event=x&userId=u1",
    "/pixel/v1/track?writeKey=wk&userId=u1",
    "/pixel/v1/track?writeKey=wk&event=x",
    "/pixel/v1/track?writeKey=wk&batch=7&__proto__.event=x&constructor.prototype.event=x",
    `/pixel/v1/track?writeKey=wk&${"a.".repeat(500)}a=1`,
  ]) {
    await show(path);
  }
  expect(await stored()).toEqual([]);
  expect(({} as Record<string, unknown>)["event"]).toBeUndefined();
  const status = await (await get("/peek/v1/status", { authorization: "Bearer rk" })).text();
  for (const reason of [
    "PEEK_E_KEY_MISSING",
    "PEEK_E_KEY_FORMAT",
    "event of the track is missing",
  ]) {
    expect(status).toContain(reason);
  }
});

it("POST /v1/merge is answered and not kept: clients must not fail over it", async () => {
  const { post, stored } = await start();
  const body = {
    type: "merge",
    originalTimestamp: new Date().toISOString(),
    mergeProperties: [
      { type: "email", value: "a@example.com" },
      { type: "mobile", value: "+1" },
    ],
  };
  const response = await post("/v1/merge", body, { authorization: `Basic ${btoa("wk:")}` });
  expect([response.status, await response.text()]).toEqual([200, "OK"]);
  expect(await stored()).toEqual([]);
});

import { createCollector, type ReceivedBatch } from "@peekjs/collector";
import { standardEvent } from "@peekjs/destinations";
import { describe, expect, it } from "vitest";
import { Page } from "./support/page.ts";

const { rows } = new Page("docs/reference/options.md");
const reference = new Map(rows.map((row) => [row[0]!, row[2]!]));

/** What stands in the pages of PeekAPI, Serla and RudderStack as peek's option and default. */
const translations = ["peekapi", "serla", "rudderstack"].flatMap((page) =>
  new Page(`docs/migrate/${page}.md`).rows
    .filter(([, , option]) => /^`\w+`$/.test(option ?? "") && reference.has(option!))
    .map(([theirs, , option, standard]) => ({
      page,
      theirs,
      option: option!,
      standard: standard!,
    })),
);

describe("the options that the migration pages name", () => {
  it("are many", () => expect(translations.length).toBeGreaterThan(25));

  it.each(translations)("$page: $theirs becomes $option, by default $standard", (row) => {
    const [first] = row.standard.split(/[,;] /);
    if (/^[\d,]+$/.test(first!)) expect(reference.get(row.option)).toContain(first);
    const flag = /^`(true|false)`$/.exec(row.standard)?.[1];
    if (flag !== undefined) expect(reference.get(row.option)).toMatch(`\`${flag}\``);
  });
});

it("every eventType that EventFlows' users are told of is known, however it is written", () => {
  const eventflows = new Page("docs/migrate/eventflows.md");
  const list = /`eventType` is one of (.*?); how/s.exec(eventflows.text)![1]!;
  const types = [...list.matchAll(/`(\w+)`/g)].map(([, type]) => type!);
  expect(types.length).toBeGreaterThan(20);
  for (const type of types) {
    for (const written of [type, type.toUpperCase(), type.replaceAll("_", " ")]) {
      const event = { type: "track", event: "x", timestamp: 0, eventType: written } as const;
      expect(standardEvent(event)).toBe(type);
    }
  }
});

it("a payload of Unisights' has its parts where the page says", async () => {
  const batches: ReceivedBatch[] = [];
  const endpoint = createCollector({ handler: (batch) => void batches.push(batch) });
  const sent = (type: string, data: object) => ({ type, data: { ...data, timestamp: 1_000 } });
  const data = {
    asset_id: "site-1",
    session_id: "s-1",
    page_url: "https://shop.example/cart",
    entry_page: "/in",
    exit_page: "/out",
    scroll_depth: 112,
    time_on_page: 4.5,
    utm_params: { utm_source: "s", utmMedium: "m", utm_campaign: "c", utm_term: "t", utm_id: "i" },
    device_info: {
      device_type: "Desktop",
      platform: "Linux",
      os: "Linux",
      browser: "Firefox",
      screen_width: 1_280,
      screen_height: 720,
      user_agent: "Mozilla",
      referrer: "direct",
    },
    events: [
      sent("page_view", { location: "https://shop.example/cart", title: "Cart" }),
      sent("click", { x: 1, y: 2 }),
      sent("custom", { name: "purchase", data: '{"amount":5}' }),
    ],
  };
  const body = JSON.stringify({ data, encrypted: false });
  const init = { method: "POST", body };
  expect((await endpoint.fetch(new Request("https://app.example/", init))).status).toBe(200);
  const context = {
    site: "site-1",
    page: { url: "https://shop.example/cart", referrer: "direct" },
    session: { id: "s-1", entryPage: "/in", exitPage: "/out", scrollDepth: 100, timeOnPage: 4.5 },
    campaign: { source: "s", medium: "m", name: "c", term: "t", id: "i" },
    device: { type: "Desktop", platform: "Linux" },
    os: { name: "Linux" },
    browser: { name: "Firefox" },
    screen: { width: 1_280, height: 720 },
    userAgent: "Mozilla",
  };
  const common = { anonymousId: "s-1", timestamp: 1_000, context };
  const page = { title: "Cart", url: "https://shop.example/cart" };
  expect(batches[0]?.events).toMatchObject([
    { ...common, type: "page", name: "Cart", properties: page },
    { ...common, type: "track", event: "click", properties: { x: 1, y: 2 } },
    { ...common, type: "track", event: "purchase", properties: { amount: 5 } },
  ]);
});

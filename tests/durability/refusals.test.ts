import type { Fault, StatusFault } from "@peekjs/testing";
import { describe, expect, it } from "vitest";
import { expectAll, ITEMS, PATIENT, withClient, type FaultWindow } from "./support/fault-window.ts";
import { items, recordItems, tally } from "./support/items.ts";
import { until } from "./support/until.ts";

/** A request, and a product event. */
const POISON = [116, 201];
const holdsPoison = (envelope: string): boolean =>
  POISON.some((item) => envelope.includes(`"/items/${item}"`));
const isOver =
  (records: number) =>
  (envelope: string): boolean =>
    (envelope.match(/"\/items\/\d/g) ?? []).length > records;
const problem = (code: string): Pick<StatusFault, "headers" | "body"> => ({
  headers: { "content-type": "application/problem+json" },
  body: JSON.stringify({ code, detail: "No.", retryable: false }),
});

/** Records all items under a fault and waits until the client has nothing left. */
async function deliverUnder(fault: Fault, { endpoint, client }: FaultWindow): Promise<void> {
  endpoint.fail(fault);
  recordItems(client, 1, ITEMS);
  await until("the end of all", () => {
    const { spooled, pending } = client.stats();
    return spooled === 0 && pending === 0;
  });
}

describe.concurrent("an endpoint that refuses", () => {
  it.each<[string, Fault, string]>([
    [
      "two records with 400",
      { status: 400, ...problem("PEEK_E_BAD"), when: holdsPoison },
      "refused",
    ],
    ["two records with 413", { status: 413, when: holdsPoison }, "too_large"],
  ])("%s gets all the others, once, and the two are parked", async (_, fault, reason) => {
    await withClient(PATIENT, async (window) => {
      await deliverUnder(fault, window);
      expect(tally(window.endpoint, items(1, ITEMS))).toEqual({ lost: POISON, duplicated: [] });
      expect(window.client.stats()).toMatchObject({
        accepted: ITEMS,
        delivered: ITEMS - POISON.length,
        dropped: { [reason]: POISON.length },
      });
    });
  });

  it.each<[string, Fault]>([
    ["more than 20 records with 413", { status: 413, when: isOver(20) }],
    ["more than a single record with 413", { status: 413, when: isOver(1) }],
    ["columns with 415", { status: 415, when: (envelope) => envelope.includes('"strings"') }],
    [
      "columns with 400",
      {
        status: 400,
        ...problem("PEEK_E_COLUMNS"),
        when: (envelope) => envelope.includes('"strings"'),
      },
    ],
  ])("%s gets everything in the form it takes", async (_, fault) => {
    await withClient(PATIENT, async (window) => {
      await deliverUnder(fault, window);
      await expectAll(window);
    });
  });

  it("everything with 400 is at fault itself: nothing is given up", async () => {
    await withClient(PATIENT, async ({ endpoint, client, codes }) => {
      endpoint.fail({ status: 400, ...problem("PEEK_E_BAD") });
      recordItems(client, 1, ITEMS);
      await until("the refusal", () => codes.includes("PEEK_E_REFUSED"));
      await client.flush({ timeout: 500 });
      expect(client.stats()).toMatchObject({ accepted: ITEMS, delivered: 0, dropped: {} });
    });
  });

  it("more than batchSize records is never sent them", async () => {
    await withClient({ ...PATIENT, batchSize: 50 }, async (window) => {
      await deliverUnder({ status: 500, when: isOver(50) }, window);
      expect(window.codes).not.toContain("PEEK_E_UNAVAILABLE");
    });
  });
});

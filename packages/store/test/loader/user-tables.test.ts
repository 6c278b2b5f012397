import { describe, expect, it } from "vitest";
import type { DataFile } from "../../src/database/data-file.ts";
import type { LoadedEvent } from "../../src/loader/product-events.ts";
import { traitsTable } from "../../src/loader/user-tables.ts";
import { NOON } from "../support/batch.ts";
import { trackEvent } from "../support/product-events.ts";

function identify(plan: string, timestamp: number): LoadedEvent {
  const event = trackEvent({ type: "identify", event: undefined, traits: { plan }, timestamp });
  return { event, header: {}, sequence: 1, row: 0 } as unknown as LoadedEvent;
}

describe("the traits that are written", () => {
  const pro = identify("pro".repeat(100_000), NOON);
  const free = identify("free", NOON + 1);
  const later = identify("pro".repeat(100_000), NOON + 2);

  it("leave out what was said last, and no later", () => {
    const file = { traits: new Map() } as unknown as DataFile;
    expect(traitsTable([pro, pro, later], file).rows).toBe(1);
    expect(traitsTable([pro, later], file).rows).toBe(0);
    expect(traitsTable([free, later], file).rows).toBe(2);
  });

  it("are remembered without their texts", () => {
    const file = { traits: new Map() } as unknown as DataFile;
    traitsTable([pro], file);
    expect(JSON.stringify([...file.traits]).length).toBeLessThan(200);
  });
});

import { describe, expect, it } from "vitest";
import type { ProductEvent } from "@peekjs/protocol";
import { NOON } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";

const MINUTE = 60_000;
const ALL = { from: 0, to: NOON * 2 };

function sessionEvent(
  { id = "s1", ...fields }: Partial<ProductEvent> & { id?: string },
  context: Record<string, Record<string, unknown>> = {},
): ProductEvent {
  return trackEvent({
    userId: undefined,
    anonymousId: id,
    ...fields,
    context: { ...context, session: { id, ...context["session"] } },
  });
}

const pageView = { type: "page", event: undefined, name: "Home" } as const;

describe("sessions", () => {
  it("merge what their events' contexts say", async () => {
    const store = await openForTest(await temporaryDirectory());
    const desktop = { type: "Desktop", platform: "Linux" };
    await store.append(
      eventsBatch([
        sessionEvent(
          { ...pageView },
          {
            session: { entryPage: "/a", timeOnPage: 3.25, scrollDepth: 40 },
            page: { url: "/a", referrer: "direct" },
            campaign: { source: "g", name: "sale" },
            device: desktop,
            os: { name: "Linux" },
            screen: { width: 1_280, height: 720 },
          },
        ),
      ]),
    );
    await store.append(
      eventsBatch([
        sessionEvent(
          { event: "click", timestamp: NOON + MINUTE, userId: "u1" },
          { session: { entryPage: "/a", timeOnPage: 60, scrollDepth: 250 } },
        ),
        sessionEvent(
          { event: "error", timestamp: NOON + 2 * MINUTE },
          { session: { entryPage: "/b", exitPage: "/c", timeOnPage: 5 }, page: { url: "/b" } },
        ),
      ]),
    );
    const page = await store.sessions({ ...ALL, order: "startedAt", limit: 10 });
    expect(page).toEqual({
      sessions: [
        {
          id: "s1",
          service: "orders",
          environment: "production",
          userId: "u1",
          startedAt: NOON,
          endedAt: NOON + 2 * MINUTE,
          durationMs: 2 * MINUTE,
          timeOnPageMs: 65_000,
          scrollDepth: 100,
          pageViews: 1,
          clicks: 1,
          errors: 1,
          events: 3,
          entryPage: "/a",
          exitPage: "/c",
          referrer: "direct",
          source: "g",
          campaign: "sale",
          device: "Desktop",
          platform: "Linux",
          os: "Linux",
          screenWidth: 1_280,
          screenHeight: 720,
          vitals: {},
        },
      ],
    });
  });
});

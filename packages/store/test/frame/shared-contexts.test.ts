import type { ProductEvent } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { decodeFrameHeader } from "../../src/frame/decode-frame.ts";
import { encodeFrame } from "../../src/frame/encode-frame.ts";
import { ENTRY_HEADER_BYTES } from "../../src/log/log-entry.ts";
import { batchOf, columnsOf } from "../support/batch.ts";
import { trackEvent } from "../support/product-events.ts";

function written(events: ProductEvent[]): Buffer {
  const fresh = { accepted: [], requests: columnsOf([]), events, summaries: [] };
  return encodeFrame(batchOf([]), [fresh]).subarray(ENTRY_HEADER_BYTES);
}

it("events come back from a frame as they were, and share what they shared", () => {
  const context = { page: { url: "/a" } };
  const events = [
    trackEvent({ context }),
    trackEvent({ context: { page: { url: "/b" } } }),
    trackEvent(),
    trackEvent({ context, event: "Later" }),
    trackEvent({ context: {} }),
  ];
  const [group] = decodeFrameHeader(written(events)).groups;
  expect(group).not.toHaveProperty("contexts");
  expect(group!.events).toEqual(events);
  expect(group!.events[3]!.context).toBe(group!.events[0]!.context);
});

it("a context that many events share is written once", () => {
  const context = { page: { url: "/".padEnd(1_000, "x") } };
  const events = Array.from({ length: 10 }, () => trackEvent({ context }));
  expect(written(events).length).toBeLessThan(3_000);
});

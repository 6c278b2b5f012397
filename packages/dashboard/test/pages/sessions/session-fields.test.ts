import type { Session } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { sessionFields } from "../../../src/pages/sessions/session-fields.ts";

const SESSION: Session = {
  id: "s1",
  service: "site",
  environment: "production",
  startedAt: 0,
  endedAt: 65_000,
  durationMs: 65_000,
  timeOnPageMs: 0,
  scrollDepth: 40.4,
  pageViews: 1,
  clicks: 0,
  errors: 0,
  events: 2,
  vitals: { LCP: 1_234.5, CLS: 0.0512 },
};

it("tells what is known of a session, zeros included, and nothing of what was not sent", () => {
  const fields = Object.fromEntries(sessionFields(SESSION));
  expect(fields).toMatchObject({
    "Session id": "s1",
    Duration: "1 min 5 s",
    "Time on page": "0 ms",
    Scrolled: "40%",
    Clicks: 0,
    "Web vitals": "LCP 1.23 s, CLS 0.051",
  });
  for (const absent of ["User id", "UTM source", "Screen", "Language"]) {
    expect(fields[absent]).toBeUndefined();
  }
});

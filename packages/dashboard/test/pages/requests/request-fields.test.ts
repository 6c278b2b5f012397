import type { StoredRequest } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { requestFields } from "../../../src/pages/requests/request-fields.ts";

const request: StoredRequest = {
  id: "1",
  timestamp: 1_790_000_000_000,
  method: "GET",
  durationMs: 4.2,
  service: "orders",
  environment: "production",
};

it("leaves out what is unknown, and names what is missing by design", () => {
  const fields = requestFields(request);
  expect(fields.map(({ label }) => label)).toEqual([
    "Time",
    "Outcome",
    "Route",
    "Duration",
    "Consumer",
    "Service",
    "Environment",
  ]);
  expect(fields.find(({ label }) => label === "Route")).toMatchObject({ value: "(unmatched)" });
});

it("filters by the values that a filter knows", () => {
  const fields = requestFields({ ...request, consumer: "acme corp" });
  expect(fields.find(({ label }) => label === "Consumer")?.term).toBe('consumer:"acme corp"');
  expect(fields.find(({ label }) => label === "Duration")?.term).toBeUndefined();
});

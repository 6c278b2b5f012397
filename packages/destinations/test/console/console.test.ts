import { consoleDestination } from "@peekjs/destinations";
import { expect, it } from "vitest";
import { trackEvent } from "../events.ts";

const REQUEST = { timestamp: 0, method: "GET", route: "/users/:id", status: 200, durationMs: 3 };

it("prints one line of JSON for each event, without personal data", async () => {
  const lines: string[] = [];
  const connection = consoleDestination({ write: (line) => lines.push(line) }).connect();
  const userData = { email: "john@example.com", phone: "+1 650 555 1212" };
  await connection.enqueue([trackEvent({ userData }), trackEvent()], { service: "shop" });
  await connection.flush();
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { type: "track", event: "Report Exported", service: "shop" },
    { type: "track" },
  ]);
  expect(lines.join()).not.toMatch(/john|650/);
});

it("prints requests when asked", async () => {
  const lines: string[] = [];
  const write = (line: string): unknown => lines.push(line);
  const silent = consoleDestination({ write }).connect();
  await silent.enqueueRequests([REQUEST], {});
  const verbose = consoleDestination({ write, requests: true }).connect();
  await verbose.enqueueRequests([REQUEST], {});
  await Promise.all([silent.flush(), verbose.flush()]);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { type: "request", method: "GET", timestamp: "1970-01-01T00:00:00.000Z" },
  ]);
});

import { ga4, type Ga4Options } from "@peekjs/destinations";
import { startVendor, type VendorRequest } from "@peekjs/testing";
import { expect, it } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";
import { QUICK } from "../runner/example.ts";
import { problemsOf } from "./google.ts";

const options = (endpoint: string, more: Partial<Ga4Options> = {}): Ga4Options => ({
  measurementId: "G-1",
  apiSecret: "very-secret",
  endpoint,
  ...QUICK,
  ...more,
});

it("puts events of one sender into requests of at most 25, and of others into their own", async () => {
  await using vendor = await startVendor(() => ({ status: 204 }));
  const connection = ga4(options(vendor.url)).connect();
  const events = [...trackEvents(30), ...trackEvents(3, { userId: "user-8" })];
  await connection.enqueue(events, {});
  expect(await connection.flush()).toEqual({ delivered: 33, pending: 0 });
  const sizes = vendor.requests.map(({ json }) => `${json.client_id}: ${json.events.length}`);
  expect(sizes.toSorted()).toEqual(["user-7: 25", "user-7: 5", "user-8: 3"]);
  for (const { path, query, json } of vendor.requests) {
    expect(path).toBe("/mp/collect");
    expect(Object.fromEntries(query)).toEqual({ measurement_id: "G-1", api_secret: "very-secret" });
    expect(problemsOf(json)).toEqual([]);
  }
});

it("names an app's stream by its Firebase id", async () => {
  await using vendor = await startVendor(() => ({ status: 204 }));
  const more = { measurementId: undefined, firebaseAppId: "1:2:android:3" };
  const connection = ga4(options(vendor.url, more)).connect();
  const integrations = { GA4: { appInstanceId: "i-1" } };
  await connection.enqueue([trackEvent({ integrations })], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
  const [{ query, json }] = vendor.requests as [VendorRequest];
  expect(query.get("firebase_app_id")).toBe("1:2:android:3");
  expect(query.has("measurement_id")).toBe(false);
  expect(json).toMatchObject({ app_instance_id: "i-1" });
  expect(json).not.toHaveProperty("client_id");
});

it("asks the validation server in test mode, and gives up what it names alone", async () => {
  await using vendor = await startVendor(({ json }) => ({
    body: {
      validationMessages: (json.events as { name: string }[])
        .filter(({ name }) => name === "bad")
        .map(() => ({
          fieldPath: "events",
          description: "Bad name",
          validationCode: "NAME_INVALID",
        })),
    },
  }));
  const connection = ga4(options(vendor.url, { validate: true })).connect();
  await connection.enqueue([...trackEvents(5), trackEvent({ event: "bad" })], {});
  expect(await connection.flush()).toEqual({ delivered: 5, pending: 0 });
  expect(vendor.requests[0]).toMatchObject({
    path: "/debug/mp/collect",
    json: { validation_behavior: "ENFORCE_RECOMMENDATIONS" },
  });
  const [letter] = await connection.deadLetters();
  expect(letter).toMatchObject({ reason: "answered 200", answer: "events NAME_INVALID Bad name" });
});

it.each([503, 429, 500])("tries again after %i", async (status) => {
  let attempt = 0;
  await using vendor = await startVendor(() => ({ status: attempt++ === 0 ? status : 204 }));
  const connection = ga4(options(vendor.url)).connect();
  await connection.enqueue([trackEvent()], {});
  expect(await connection.flush()).toEqual({ delivered: 1, pending: 0 });
});

it("gives up what is older than three days, and says nothing of its secret", async () => {
  const told: string[] = [];
  const vendor = await startVendor();
  await vendor.close();
  const connection = ga4(options(vendor.url)).connect({
    report: ({ message }) => told.push(message),
  });
  await connection.enqueue(
    [trackEvent({ timestamp: Date.now() - 4 * 86_400_000 }), trackEvent()],
    {},
  );
  expect(await connection.flush()).toEqual({ delivered: 0, pending: 1 });
  expect(connection.stats()).toMatchObject({ dead: 1, pending: 1 });
  expect(told.join()).toContain("failed: fetch failed: connect ECONNREFUSED");
  expect(JSON.stringify([told, connection.stats()])).not.toContain("very-secret");
  await connection.close({ timeout: 1 });
});

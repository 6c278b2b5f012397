import { createPeek } from "@peekjs/core";
import { createMount } from "@peekjs/core/adapter";
import { expect, test } from "vitest";
import type { EventLike } from "../src/event.ts";
import { observeApp, type ObservedApp } from "../src/observe-app.ts";

test("what a handler throws reaches the app as it is, also where it cannot be read", async () => {
  const client = createPeek({ disabled: true });
  const mount = createMount<EventLike>(
    client,
    {},
    { name: "h3", version: "1", routeOf: () => undefined },
  );
  const unreadable = new Proxy(new Error("the app's own"), {
    get() {
      throw new TypeError("unreadable");
    },
  });
  const fail = (): never => {
    throw unreadable;
  };
  const event = { req: new Request("http://app.test/"), context: {} } as EventLike;
  const thrown: unknown[] = [];
  const sync: ObservedApp = { handler: fail };
  const async: ObservedApp = { handler: async () => fail() };
  for (const app of [sync, async]) {
    observeApp(mount, app);
    try {
      await app.handler(event);
    } catch (error) {
      thrown.push(error);
    }
  }
  expect(thrown.map((error) => error === unreadable)).toEqual([true, true]);
  await client.shutdown();
});

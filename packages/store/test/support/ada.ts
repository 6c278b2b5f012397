import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { ProductEvent, Store } from "@peekjs/protocol";
import { expect } from "vitest";
import { ADA } from "./ada-texts.ts";
import { NOON, batchOf, requestRecord } from "./batch.ts";
import { eventsBatch, trackEvent } from "./product-events.ts";

export const DAY = 24 * 3_600_000;
export const ALL = { from: 0, to: NOON * 2, limit: 500 };
const identify = trackEvent({ type: "identify", event: undefined });

/** Of the user and of another one: it stays with the other. */
export const TABLET = "tablet-of-both";

function visit(session: string, fields: Partial<ProductEvent> = {}): ProductEvent[] {
  const of = { userId: undefined, anonymousId: session, ...fields };
  const context = { session: { id: session, entryPage: "/" }, page: { url: "/" } };
  return [
    trackEvent({ ...of, context, type: "page", event: undefined }),
    trackEvent({ ...of, context, event: "web_vital", properties: { name: "LCP", value: 900 } }),
  ];
}

/** Records of the user, and of another one who was on the same device, on a day. */
export async function keepDay(store: Store, receivedAt: number): Promise<void> {
  const at = { receivedAt };
  const { id, former, first, device, name } = ADA;
  const alias = trackEvent({ type: "alias", event: undefined, userId: former, previousId: first });
  await store.append(
    eventsBatch(
      [
        { ...identify, userId: id, anonymousId: device, traits: { name } },
        trackEvent({ type: "group", event: undefined, userId: id, groupId: "engines" }),
        trackEvent({ userId: undefined, anonymousId: device, type: "group", groupId: "looms" }),
        alias,
        { ...alias, userId: id, previousId: former },
        trackEvent({ userId: first }),
        ...visit(device),
        ...visit(TABLET),
        ...visit(TABLET, { userId: id }),
        ...visit(TABLET, { userId: "bob" }),
        { ...identify, userId: "bob", traits: { name: "Bob" } },
      ],
      at,
    ),
  );
  await store.append(
    batchOf(
      [
        requestRecord({ consumer: id, consumerName: name, errorMessage: `no ${former}` }),
        requestRecord({ consumer: former }),
        requestRecord({ consumer: "bob", consumerName: "Bob" }),
      ],
      at,
    ),
  );
}

/** Files below the directory that hold one of the texts, by default the user's. */
export async function mentions(
  directory: string,
  texts: readonly string[] = Object.values(ADA),
): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of paths) {
    const bytes = await readFile(join(parentPath, name));
    if (texts.some((text) => bytes.includes(text))) {
      found.push(relative(directory, join(parentPath, name)));
    }
  }
  return found.toSorted();
}

export async function expectOnlyBob(store: Store, pageViews: number): Promise<void> {
  for (const id of [ADA.id, ADA.former, ADA.first]) expect(await store.user(id)).toBeUndefined();
  expect((await store.userTimeline({ ...ALL, id: ADA.id })).entries).toEqual([]);
  const { events } = await store.productEvents(ALL);
  expect(new Set(events.map(({ userId }) => userId))).toEqual(new Set(["bob"]));
  expect(await store.user("bob")).toMatchObject({ traits: { name: "Bob" } });
  const { sessions } = await store.sessions({ ...ALL, order: "startedAt" });
  expect(sessions).toMatchObject([{ userId: "bob", pageViews, vitals: { LCP: 900 } }]);
}

import type { Store, UserProfile } from "@peekjs/protocol";
import { LAST_EVENT_TIME } from "@peekjs/protocol";
import type { Context } from "hono";
import { noteAudit } from "../auth/audit.ts";
import { mayAdminister } from "../auth/authorize.ts";
import type { CollectorContext, CollectorEnv } from "../context.ts";
import type { KeptRecord } from "../destinations/storage.ts";
import { Parameters } from "./parameters.ts";
import { readId, unknownUser } from "./users.ts";

const PAGE = 500;

/**
 * `GET /peek/v1/users/export`: everything kept of a user, a line of JSON each, page by page as it is read. What is on its way
 * to destinations is told who administers, as dead letters are.
 */
export async function exportUser(
  context: Context<CollectorEnv>,
  collector: CollectorContext,
): Promise<Response> {
  const { store, forwarder } = collector;
  const id = readId(new Parameters(context.req.url, ["id"]));
  const profile = await store.user(id);
  const { userIds = [], anonymousIds = [] } = profile ?? {};
  const ids = [...new Set([id, ...userIds, ...anonymousIds])];
  const found = mayAdminister(context) ? forwarder?.find(ids) : undefined;
  let outgoing = found;
  if (profile === undefined) {
    // What the store has no more may still be on its way, or have been refused.
    const first = await found?.next();
    if (found === undefined || first === undefined || first.done === true) throw unknownUser();
    outgoing = beginningWith(first.value, found);
  }
  await noteAudit(context, collector, { action: "user.exported", user: id });
  const pages = exportPages(store, id, profile ?? unknownProfile(id), outgoing);
  const encoder = new TextEncoder();
  const end = async (): Promise<void> => {
    await pages.return(undefined);
    // A queue stays open as long as it is looked into.
    await found?.return(undefined);
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pages.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        await end();
        throw error;
      }
    },
    cancel: end,
  });
  return new Response(body, {
    headers: {
      "content-type": "application/x-ndjson",
      "content-disposition": 'attachment; filename="user.ndjson"',
      "cache-control": "no-store",
    },
  });
}

async function* exportPages(
  store: Store,
  id: string,
  profile: UserProfile,
  outgoing: AsyncIterable<KeptRecord> | Iterable<KeptRecord> = [],
): AsyncGenerator<string, undefined> {
  yield line({ kind: "profile", profile });
  const range = { from: 0, to: LAST_EVENT_TIME + 1 };
  let cursor: string | undefined;
  do {
    const page = await store.sessions({
      user: id,
      ...range,
      order: "startedAt",
      limit: PAGE,
      cursor,
    });
    const lines = page.sessions.map((session) => line({ kind: "session", session }));
    if (lines.length > 0) yield lines.join("");
    cursor = page.cursor;
  } while (cursor !== undefined);
  do {
    const page = await store.userTimeline({ id, ...range, limit: PAGE, cursor });
    if (page.entries.length > 0) yield page.entries.map(line).join("");
    cursor = page.cursor;
  } while (cursor !== undefined);
  for await (const record of outgoing) yield line({ kind: "outgoing", record });
  return undefined;
}

async function* beginningWith<Item>(first: Item, rest: AsyncGenerator<Item>): AsyncGenerator<Item> {
  yield first;
  yield* rest;
}

function unknownProfile(id: string): UserProfile {
  return { userIds: [id], anonymousIds: [], traits: {}, groups: [] };
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

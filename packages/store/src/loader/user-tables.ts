import { hash } from "node:crypto";
import { TIMESTAMP_MS, UTINYINT } from "@duckdb/node-api";
import type { DataFile } from "../database/data-file.ts";
import type { IdentityKind, TraitKind } from "../database/schema.ts";
import { IDENTITY_KINDS, TRAIT_KINDS } from "../database/schema.ts";
import { groupOf, groupsOf } from "./groups-of.ts";
import type { LoadedEvent } from "./product-events.ts";
import { integers, texts } from "./side-tables.ts";
import type { TableRows } from "./transaction.ts";

/** Entries after which the writer forgets what it has written: memory stays bounded whatever clients send. */
const MAX_REMEMBERED = 100_000;

interface Identity {
  kind: IdentityKind;
  id: string;
  other: string;
  seen: number;
}

/** What was said of a user or a group at a time, as JSON. */
interface Traits {
  kind: TraitKind;
  id: string;
  timestamp: number;
  traits: string;
}

/** What was last said of one, without what it was: that may be large. */
export interface KnownTraits {
  timestamp: number;
  digest: string;
}

/** Which ids the events join, each pair once. */
export function identitiesTable(events: LoadedEvent[], { identities: known }: DataFile): TableRows {
  if (known.size > MAX_REMEMBERED) known.clear();
  const rows: Identity[] = [];
  for (const event of events) {
    for (const identity of identitiesOf(event)) {
      const key = JSON.stringify([identity.kind, identity.id, identity.other]);
      if (identity.id === identity.other || known.has(key)) continue;
      known.add(key);
      rows.push(identity);
    }
  }
  return {
    table: "identities",
    rows: rows.length,
    columns: [
      kinds(rows, IDENTITY_KINDS),
      texts(rows.map(({ id }) => id)),
      texts(rows.map(({ other }) => other)),
      integers(
        TIMESTAMP_MS,
        rows.map(({ seen }) => seen),
      ),
    ],
  };
}

function* identitiesOf({ header, event }: LoadedEvent): Generator<Identity> {
  const { type, userId, anonymousId, previousId } = event;
  const seen = header.receivedAt;
  const id = userId ?? anonymousId;
  if (userId !== undefined && anonymousId !== undefined) {
    yield { kind: "device", id: userId, other: anonymousId, seen };
  }
  if (id === undefined) return;
  if (type === "alias" && previousId !== undefined) {
    yield { kind: "alias", id, other: previousId, seen };
  }
  for (const groupId of groupsOf(event)) yield { kind: "group", id, other: groupId, seen };
}

/** What identify and group say, unless the same was said last already, and no earlier. */
export function traitsTable(events: LoadedEvent[], { traits: known }: DataFile): TableRows {
  if (known.size > MAX_REMEMBERED) known.clear();
  const fresh = new Map<KnownTraits, Traits>();
  for (const { event } of events) {
    const { type, timestamp, userId, anonymousId } = event;
    if (event.traits === undefined || (type !== "identify" && type !== "group")) continue;
    const kind = type === "group" ? "group" : "user";
    const id = type === "group" ? groupOf(event) : (userId ?? anonymousId);
    const traits = JSON.stringify(event.traits);
    if (id === undefined || traits === "{}") continue;
    const digest = hash("sha256", traits, "base64");
    const last = known.get(`${kind} ${id}`);
    const isSame = last?.digest === digest;
    if (isSame && timestamp <= last.timestamp) continue;
    const row = isSame && fresh.get(last);
    // Said again later: what else comes may have been said in between.
    if (row) last.timestamp = row.timestamp = timestamp;
    else {
      const said = { timestamp, digest };
      fresh.set(said, { kind, id, timestamp, traits });
      known.set(`${kind} ${id}`, said);
    }
  }
  const rows = [...fresh.values()];
  return {
    table: "traits",
    rows: rows.length,
    columns: [
      kinds(rows, TRAIT_KINDS),
      texts(rows.map(({ id }) => id)),
      integers(
        TIMESTAMP_MS,
        rows.map(({ timestamp }) => timestamp),
      ),
      texts(rows.map(({ traits }) => traits)),
    ],
  };
}

function kinds<K extends string>(rows: { kind: K }[], names: readonly K[]) {
  return { type: UTINYINT, values: Uint8Array.from(rows, ({ kind }) => names.indexOf(kind)) };
}

import type { ProductEvent } from "@peekjs/protocol";
import type { SessionCount, SessionNumber, SessionText } from "../database/schema.ts";
import type { LoadedEvent } from "./product-events.ts";

/** What the events of one context say of their session. */
export interface SessionPart {
  origin: LoadedEvent["header"];
  id: string;
  userId: string | undefined;
  firstSeen: number;
  lastSeen: number;
  counts: Record<SessionCount, number>;
  context: JsonObject;
}

type JsonObject = Record<string, unknown>;

/** Where a context says it, with the names of Segment's specification where it has one. */
const TEXT_PATHS: Record<SessionText, [part: string, field?: string]> = {
  entry_page: ["session", "entryPage"],
  exit_page: ["session", "exitPage"],
  page: ["page", "url"],
  source: ["campaign", "source"],
  medium: ["campaign", "medium"],
  campaign: ["campaign", "name"],
  term: ["campaign", "term"],
  content: ["campaign", "content"],
  referrer: ["page", "referrer"],
  device: ["device", "type"],
  platform: ["device", "platform"],
  os: ["os", "name"],
  browser: ["browser", "name"],
  language: ["locale"],
  user_agent: ["userAgent"],
};

const NUMBER_PATHS: Record<SessionNumber, [part: string, field: string, most: number]> = {
  // A year, in seconds.
  time_on_page: ["session", "timeOnPage", 31_536_000],
  scroll_depth: ["session", "scrollDepth", 100],
  screen_width: ["screen", "width", 100_000],
  screen_height: ["screen", "height", 100_000],
};

const LONGEST_TEXT = 2_048;

/** `error` is logged by a page itself, the others by Unisights' client, which sends them under names of its own. */
const ERRORS: ReadonlySet<string> = new Set(["error", "js_error", "unhandled_rejection"]);

/** The session that an event belongs to: one whose id is that of the device, as clients of sessions send it. */
export function sessionIdOf({ anonymousId, context }: ProductEvent): string | undefined {
  const id = at(context, "session", "id");
  return typeof id === "string" && id !== "" && id === anonymousId ? id : undefined;
}

/** One part for the events of an entry that have the same user and context. */
export function sessionParts(events: readonly LoadedEvent[]): SessionPart[] {
  const parts = new Map<string, SessionPart>();
  for (const { header, sequence, event } of events) {
    const id = sessionIdOf(event);
    if (id === undefined) continue;
    const { userId, timestamp, context = {} } = event;
    const key = JSON.stringify([sequence, id, userId, context]);
    let part = parts.get(key);
    if (!part) {
      const counts = { page_views: 0, clicks: 0, errors: 0, events: 0 };
      const seen = { firstSeen: timestamp, lastSeen: timestamp };
      parts.set(key, (part = { origin: header, id, userId, ...seen, counts, context }));
    }
    part.firstSeen = Math.min(part.firstSeen, timestamp);
    part.lastSeen = Math.max(part.lastSeen, timestamp);
    part.counts.events++;
    const kind = kindOf(event);
    if (kind) part.counts[kind]++;
  }
  return [...parts.values()];
}

function kindOf({ type, event }: ProductEvent): SessionCount | undefined {
  if (type === "page") return "page_views";
  if (type !== "track" || event === undefined) return undefined;
  if (event === "click") return "clicks";
  return ERRORS.has(event) ? "errors" : undefined;
}

/** A text of a context; anything else, and empty text, is absent. */
export function contextText(context: JsonObject, column: SessionText): string | undefined {
  const value = at(context, ...TEXT_PATHS[column]);
  return typeof value === "string" && value !== "" ? value.slice(0, LONGEST_TEXT) : undefined;
}

/** A number of a context, moved into its range; anything else is absent. */
export function contextNumber(context: JsonObject, column: SessionNumber): number | undefined {
  const [part, field, most] = NUMBER_PATHS[column];
  return clamp(at(context, part, field), most);
}

/** A number from 0 to `most`; undefined for anything that is none. */
export function clamp(value: unknown, most: number): number | undefined {
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  return Math.min(Math.max(value, 0), most);
}

function at(value: unknown, ...names: (string | undefined)[]): unknown {
  let found = value;
  for (const name of names) {
    if (name === undefined) continue;
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = (found as JsonObject)[name];
  }
  return found;
}

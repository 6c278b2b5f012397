import { truncate, type ProductEvent } from "@peekjs/protocol";
import {
  SESSION_NUMBERS,
  SESSION_TEXTS,
  type SessionCount,
  type SessionNumber,
  type SessionText,
} from "../database/schema.ts";
import type { LoadedEvent } from "./product-events.ts";

/** What neighbouring events of one user and of the same context say of their session. */
export interface SessionPart {
  origin: LoadedEvent["header"];
  id: string;
  userId: string | undefined;
  firstSeen: number;
  lastSeen: number;
  counts: Record<SessionCount, number>;
  context: SessionContext;
}

/** What a context says of its session: a value for each of `SESSION_TEXTS` and of `SESSION_NUMBERS`. */
interface SessionContext {
  texts: (string | undefined)[];
  numbers: (number | undefined)[];
}

type JsonObject = Record<string, unknown>;

/** Where a context says it, with the names of Segment's specification where it has one. */
const TEXT_PATHS: Record<SessionText, [part: string, name?: string]> = {
  entryPage: ["session", "entryPage"],
  exitPage: ["session", "exitPage"],
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
  userAgent: ["userAgent"],
};

const NUMBER_PATHS: Record<SessionNumber, [part: string, name: string, most: number]> = {
  // A year, in seconds.
  timeOnPage: ["session", "timeOnPage", 31_536_000],
  scrollDepth: ["session", "scrollDepth", 100],
  screenWidth: ["screen", "width", 100_000],
  screenHeight: ["screen", "height", 100_000],
};

const LONGEST_TEXT = 2_048;

/** `error` is logged by a page itself, the others by Unisights' client, which sends them under names of its own. */
const ERRORS: ReadonlySet<string> = new Set(["error", "js_error", "unhandled_rejection"]);

/** The session that an event belongs to: one whose id is that of the device, as clients of sessions send it. */
export function sessionIdOf({ anonymousId, context }: ProductEvent): string | undefined {
  if (anonymousId === undefined || anonymousId === "") return undefined;
  return at(context, "session", "id") === anonymousId ? anonymousId : undefined;
}

/**
 * Parts of sessions, in the order of the events. A client sends a session's events one after the other, so that a payload
 * makes one part; where they come mixed there are more parts, and the session is the same.
 */
export function sessionParts(events: readonly LoadedEvent[]): SessionPart[] {
  const parts: SessionPart[] = [];
  let lastContext: unknown;
  for (const { header, event } of events) {
    const id = sessionIdOf(event);
    if (id === undefined) continue;
    const { userId, timestamp } = event;
    let part = parts.at(-1);
    const context =
      part && event.context === lastContext ? part.context : readContext(event.context);
    lastContext = event.context;
    const isSame =
      part?.origin === header &&
      part.id === id &&
      part.userId === userId &&
      isSameContext(part.context, context);
    if (!part || !isSame) {
      const counts = { pageViews: 0, clicks: 0, errors: 0, events: 0 };
      const seen = { firstSeen: timestamp, lastSeen: timestamp };
      parts.push((part = { origin: header, id, userId, ...seen, counts, context }));
    }
    part.firstSeen = Math.min(part.firstSeen, timestamp);
    part.lastSeen = Math.max(part.lastSeen, timestamp);
    part.counts.events++;
    const kind = kindOf(event);
    if (kind) part.counts[kind]++;
  }
  return parts;
}

function kindOf({ type, event }: ProductEvent): SessionCount | undefined {
  if (type === "page") return "pageViews";
  if (type !== "track" || event === undefined) return undefined;
  if (event === "click") return "clicks";
  return ERRORS.has(event) ? "errors" : undefined;
}

function readContext(context: unknown): SessionContext {
  return {
    texts: SESSION_TEXTS.map((field) => contextText(context, field)),
    numbers: SESSION_NUMBERS.map((field) => {
      const [part, name, most] = NUMBER_PATHS[field];
      return clamp(at(context, part, name), most);
    }),
  };
}

function isSameContext(a: SessionContext, b: SessionContext): boolean {
  if (a === b) return true;
  return (
    a.texts.every((text, index) => text === b.texts[index]) &&
    a.numbers.every((number, index) => number === b.numbers[index])
  );
}

/** A text of a context; anything else, and empty text, is absent. */
export function contextText(context: unknown, field: SessionText): string | undefined {
  const value = at(context, ...TEXT_PATHS[field]);
  return typeof value === "string" && value !== "" ? truncate(value, LONGEST_TEXT) : undefined;
}

/** A number from 0 to `most`; undefined for anything that is none. */
export function clamp(value: unknown, most: number): number | undefined {
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  return Math.min(Math.max(value, 0), most);
}

function at(context: unknown, part: string, name?: string): unknown {
  const found = own(context, part);
  return name === undefined ? found : own(found, name);
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}

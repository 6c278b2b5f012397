import type { ProductEvent, ProductEventType } from "@peekjs/protocol";

/** What the events of one row have in common: their type, and their name where they have one. */
export interface EventKind {
  type: ProductEventType;
  name?: string | undefined;
}

const TYPES: Record<ProductEventType, true> = {
  track: true,
  identify: true,
  page: true,
  screen: true,
  group: true,
  alias: true,
};

/** A kind as it stands in the URL. */
export function formatKind({ type, name }: EventKind): string {
  return name === undefined ? type : `${type}/${name}`;
}

/** The kind that a URL names; undefined where it names none that there is. */
export function parseKind(text: string | undefined): EventKind | undefined {
  if (text === undefined) return undefined;
  const end = text.indexOf("/");
  const type = end === -1 ? text : text.slice(0, end);
  if (!isType(type)) return undefined;
  return end === -1 ? { type } : { type, name: text.slice(end + 1) };
}

function isType(text: string): text is ProductEventType {
  return Object.hasOwn(TYPES, text);
}

export function kindOf({ type, event, name }: ProductEvent): EventKind {
  return { type, name: event ?? name };
}

/** The name, and the type where that is not told by it. */
export function labelOf({ type, name }: EventKind): string {
  if (name === undefined) return type;
  return type === "track" ? name : `${name} (${type})`;
}

/** Who did it: the user, else the device or session. */
export function actorOf({ userId, anonymousId }: ProductEvent): string | undefined {
  return userId ?? anonymousId;
}

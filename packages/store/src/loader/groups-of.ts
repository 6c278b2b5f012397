import { ATTRIBUTE_LIMITS, type ProductEvent } from "@peekjs/protocol";

/** Groups that one event may name. */
const MOST_GROUPS = 16;

/**
 * The groups of which an event makes its user a member: a `group` call names its own; any other names them in
 * `context.groupId`, as in Segment's specification, or in `properties.$groups` (`{ team: "t_42" }`), as the clients of
 * PostHog and Serla do.
 */
export function groupsOf(event: ProductEvent): string[] {
  const { type, context, properties } = event;
  if (type === "group") return idsAmong([groupOf(event)]);
  const named = properties?.["$groups"];
  const isRecord = typeof named === "object" && named !== null && !Array.isArray(named);
  const typed = Object.entries(isRecord ? named : {}).map(([kind, key]) => typedId(kind, key));
  return idsAmong([context?.["groupId"], ...typed]);
}

/** The group of a `group` call. Where a client tells its kind, as PostHog's and Serla's do, ids are unique within that. */
export function groupOf({ groupId, properties }: ProductEvent): string | undefined {
  const kind = properties?.["$group_type"] ?? properties?.["$groupType"];
  return typeof kind === "string" ? typedId(kind, groupId) : groupId;
}

function typedId(kind: string, key: unknown): string | undefined {
  const isKey = (typeof key === "string" && key !== "") || typeof key === "number";
  return isKey ? `${kind}:${key}` : undefined;
}

function idsAmong(values: readonly unknown[]): string[] {
  return values
    .slice(0, MOST_GROUPS)
    .filter((id) => typeof id === "string")
    .filter((id) => id !== "" && id.length <= ATTRIBUTE_LIMITS.id);
}

import { ATTRIBUTE_LIMITS, type ProductEvent } from "@peekjs/protocol";

/** Groups that one event may name. */
const MOST_GROUPS = 16;

/**
 * The groups of which an event makes its user a member: a `group` call names its own; any other names them in
 * `context.groupId`, as in Segment's specification, or in `properties.$groups` (`{ team: "t_42" }`), as the clients of
 * PostHog and Serla do.
 */
export function groupsOf({ type, groupId, context, properties }: ProductEvent): string[] {
  if (type === "group") return idsAmong([groupId]);
  const named = properties?.["$groups"];
  const isObject = typeof named === "object" && named !== null;
  return idsAmong([context?.["groupId"], ...(isObject ? Object.values(named) : [])]);
}

function idsAmong(values: readonly unknown[]): string[] {
  return values
    .slice(0, MOST_GROUPS)
    .map((value) => (typeof value === "number" ? String(value) : value))
    .filter((id) => typeof id === "string")
    .filter((id) => id !== "" && id.length <= ATTRIBUTE_LIMITS.id);
}

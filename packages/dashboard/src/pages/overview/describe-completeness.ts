import type { Completeness, InstanceCompleteness } from "@peekjs/protocol";
import { formatCount } from "../../format/number.ts";

/** A share that is never rounded up: `100%` is all, and `99.99%` is less. */
export function formatCompleteness(ratio: number): string {
  if (ratio === 1) return "100%";
  // What a double cannot hold exactly must not cost a hundredth.
  return `${Math.min(9_999, Math.floor(ratio * 10_000 + 1e-6)) / 100}%`;
}

/** Who it was: the host where one is known, with its service. */
export function nameOf({ host, instance, service }: InstanceCompleteness): string {
  return `${host ?? instance.slice(0, 8)} (${service})`;
}

/** `12 dropped: buffer_full on pod-3 (orders)`, and whatever else is not there, the largest first. */
export function shortfalls({ total, instances }: Completeness): string[] {
  const found: { count: number; text: string }[] = [];
  const add = (count: number, what: string, has: (each: InstanceCompleteness) => boolean): void => {
    if (count > 0)
      found.push({ count, text: `${formatCount(count)} ${what}${placeOf(instances, has)}` });
  };
  for (const [reason, count] of Object.entries(total.dropped)) {
    add(count, `dropped: ${reason}`, ({ dropped }) => (dropped[reason] ?? 0) > 0);
  }
  add(total.rejected, "not valid", ({ rejected }) => rejected > 0);
  add(total.missing, "missing", ({ missing }) => missing > 0);
  // Numbers that are lost were mostly dropped, with a reason.
  if (Object.keys(total.dropped).length === 0) add(total.lost, "lost", ({ lost }) => lost > 0);
  return found.sort((a, b) => b.count - a.count).map(({ text }) => text);
}

function placeOf(
  instances: readonly InstanceCompleteness[],
  has: (each: InstanceCompleteness) => boolean,
): string {
  const [only, ...others] = instances.filter(has);
  if (!only) return "";
  return others.length === 0 ? ` on ${nameOf(only)}` : ` on ${others.length + 1} instances`;
}

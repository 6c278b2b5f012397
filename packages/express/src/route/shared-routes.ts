import type { Application } from "express";
import { stackOf, type Layer } from "./layer.ts";
import { MOST_LEVELS } from "./mount-template.ts";

/** Routes that were found in more than one place: looking for them again would be a walk through the whole app. */
const shared = new WeakSet<object>();

/** Whether a route is in more than one place of an app, as those of a router are that is mounted more than once. */
export function isShared(app: Application, route: object): boolean {
  if (shared.has(route)) return true;
  if (countIn(stackOf(app) ?? [], route, 0) < 2) return false;
  shared.add(route);
  return true;
}

function countIn(stack: readonly Layer[], route: object, level: number): number {
  if (level > MOST_LEVELS) return 0;
  let count = 0;
  for (const layer of stack) {
    if (layer.route === route) count++;
    else if (layer.route === undefined) {
      count += countIn(stackOf(layer.handle) ?? [], route, level + 1);
    }
  }
  return count;
}

import type { ExpectedRequest } from "./traffic.ts";

/** What differs between the requests that were sent and those that peek reports, each as often as it occurs. */
export interface Comparison {
  missing: string[];
  unexpected: string[];
}

/** Compares two multisets of requests by service, method, path, route, status and consumer. */
export function compare(
  sent: readonly ExpectedRequest[],
  reported: readonly ExpectedRequest[],
): Comparison {
  const counts = new Map<string, number>();
  for (const request of sent) add(counts, describe(request), 1);
  for (const request of reported) add(counts, describe(request), -1);
  const missing: string[] = [];
  const unexpected: string[] = [];
  for (const [request, count] of counts) {
    for (let left = count; left > 0; left--) missing.push(request);
    for (let left = count; left < 0; left++) unexpected.push(request);
  }
  return { missing, unexpected };
}

function add(counts: Map<string, number>, key: string, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}

function describe({ service, method, path, route, status, consumer }: ExpectedRequest): string {
  const template = route === undefined ? "no route" : `route ${route}`;
  return `${service}: ${method} ${path}, ${template}, ${status ?? "no status"}, ${consumer ?? "anonymous"}`;
}

import type { RequestRecord } from "@peekjs/protocol";
import { expect } from "vitest";

/** A request that a store was given, and of whom. */
export interface Kept extends RequestRecord {
  service: string;
  environment: string;
}

export function quantile(values: number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? null;
}

/** Within the error of a histogram. */
export function expectWithin(found: number | null, exact: number | null): void {
  if (exact === null || exact === 0) expect(found).toBe(exact);
  else expect(Math.abs(found! - exact) / exact).toBeLessThanOrEqual(0.0111);
}

interface Totals {
  requests: number;
  clientErrors: number;
  serverErrors: number;
  responseBytes: number;
}

export function totalsOf(records: Kept[]): Totals {
  const count = (test: (record: Kept) => boolean): number => records.filter(test).length;
  return {
    requests: records.length,
    clientErrors: count(({ status = 0 }) => status >= 400 && status < 500),
    serverErrors: count(({ status = 0, outcome }) => status >= 500 || outcome === "server_abort"),
    responseBytes: records.reduce((sum, { responseBytes = 0 }) => sum + responseBytes, 0),
  };
}

/** Of the requests that were answered to their end. */
export const latenciesOf = (records: Kept[]): number[] =>
  records
    .filter(({ outcome }) => outcome === undefined || outcome === "completed")
    .map(({ durationMs }) => durationMs);

import type { Completeness, CompletenessCounts, InstanceCompleteness } from "@peekjs/protocol";
import { describe, expect, it } from "vitest";
import {
  formatCompleteness,
  shortfalls,
} from "../../../src/pages/overview/describe-completeness.ts";

const counts: CompletenessCounts = {
  accepted: 0,
  received: 0,
  summarised: 0,
  rejected: 0,
  dropped: {},
  waiting: 0,
  lost: 0,
  missing: 0,
  ratio: null,
};

function instance(host: string, change: Partial<InstanceCompleteness>): InstanceCompleteness {
  const identity = { instance: `${host}-5f0c2a9e`, service: "orders", environment: "production" };
  const seen = { firstSeen: 0, lastSeen: 0, spooled: 0, pending: 0, gaps: [] };
  return { ...counts, ...identity, host, ...seen, ...change };
}

function completeness(
  total: Partial<CompletenessCounts>,
  instances: InstanceCompleteness[] = [],
): Completeness {
  return { from: 0, to: 1, total: { ...counts, ...total }, instances };
}

describe("formatCompleteness", () => {
  it.each([
    [1, "100%"],
    [0.9998, "99.98%"],
    [0.999999, "99.99%"],
    [0.99999999999, "99.99%"],
    [0.57, "57%"],
    [0.5, "50%"],
    [0, "0%"],
  ])("shows %d as %s", (ratio, text) => {
    expect(formatCompleteness(ratio)).toBe(text);
  });
});

describe("shortfalls", () => {
  it("says how many, why and where", () => {
    const dropped = { buffer_full: 12 };
    const instances = [instance("pod-3", { dropped }), instance("pod-1", {})];
    expect(shortfalls(completeness({ dropped }, instances))).toEqual([
      "12 dropped: buffer_full on pod-3 (orders)",
    ]);
  });

  it("begins with the largest, and counts instances instead of naming several", () => {
    const dropped = { buffer_full: 1 };
    const instances = [
      instance("pod-1", { dropped, missing: 1_000 }),
      instance("pod-2", { dropped, rejected: 3 }),
    ];
    const total = { dropped: { buffer_full: 2 }, missing: 1_000, rejected: 3 };
    expect(shortfalls(completeness(total, instances))).toEqual([
      "1,000 missing on pod-1 (orders)",
      "3 not valid on pod-2 (orders)",
      "2 dropped: buffer_full on 2 instances",
    ]);
  });

  it("does not tell of a lost number that was dropped as well", () => {
    expect(shortfalls(completeness({ dropped: { too_old: 5 }, lost: 5 }))).toEqual([
      "5 dropped: too_old",
    ]);
    expect(shortfalls(completeness({ lost: 5 }))).toEqual(["5 lost"]);
    expect(shortfalls(completeness({}))).toEqual([]);
  });
});

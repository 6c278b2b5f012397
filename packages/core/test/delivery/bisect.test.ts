import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bisect } from "../../src/delivery/bisect.ts";
import type { OutboxGroup } from "../../src/delivery/outbox-group.ts";

const group = (first: number): OutboxGroup => ({
  first,
  last: first,
  text: "",
  bytes: 0,
  header: "",
  summaries: 0,
});
const halve = (groups: OutboxGroup[]): [OutboxGroup[], OutboxGroup[]] | undefined =>
  groups.length < 2
    ? undefined
    : [groups.slice(0, groups.length >> 1), groups.slice(groups.length >> 1)];

describe("bisect", () => {
  it("finds exactly the refused records while everything else is accepted once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 60 }),
        fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 3 }),
        async (count, poisonous) => {
          const poison = new Set(poisonous.map((index) => index % count));
          fc.pre(poison.size < count);
          const accepted: number[] = [];
          const groups = Array.from({ length: count }, (_, i) => group(i));
          const found = await bisect(
            groups,
            async (part) => {
              if (part.some(({ first }) => poison.has(first))) return "refused";
              accepted.push(...part.map(({ first }) => first));
              return "accepted";
            },
            halve,
          );
          const others = groups.map(({ first }) => first).filter((first) => !poison.has(first));
          expect(accepted.toSorted((a, b) => a - b)).toEqual(others);
          expect(new Set(found.refused.map(({ first }) => first))).toEqual(poison);
          expect(found.accepted).toBe(true);
        },
      ),
    );
  });

  it("finds the accepted ones behind many refused records", async () => {
    const found = await bisect(
      Array.from({ length: 500 }, (_, i) => group(i)),
      async (part) => (part.some(({ first }) => first < 40) ? "refused" : "accepted"),
      halve,
    );
    expect(found.accepted).toBe(true);
    expect(found.refused).toHaveLength(40);
  });

  it("finds the accepted ones among refused records that are everywhere", async () => {
    let sent = 0;
    const found = await bisect(
      Array.from({ length: 1_000 }, (_, i) => group(i)),
      async (part) => {
        sent++;
        return part.some(({ first }) => first % 20 === 0) ? "refused" : "accepted";
      },
      halve,
    );
    expect(found).toMatchObject({ accepted: true, held: [] });
    expect(found.refused).toHaveLength(50);
    expect(sent).toBeLessThan(700);
  });

  it("gives up early and keeps everything when the endpoint accepts nothing", async () => {
    let sent = 0;
    const groups = Array.from({ length: 10_000 }, (_, i) => group(i));
    const found = await bisect(
      groups,
      async () => {
        sent++;
        return "refused";
      },
      halve,
    );
    expect(found.accepted).toBe(false);
    expect(found.refused.length + found.held.length).toBe(10_000);
    expect(sent).toBeLessThan(60);
  });

  it("stops when an answer says nothing about the records", async () => {
    const groups = Array.from({ length: 8 }, (_, i) => group(i));
    const answers = ["accepted", "held"] as const;
    let sent = 0;
    const found = await bisect(groups, async () => answers[sent++]!, halve);
    expect(sent).toBe(2);
    expect(found.held.map(({ first }) => first)).toEqual([4, 5, 6, 7]);
  });
});

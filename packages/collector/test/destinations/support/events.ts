import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VendorRequest } from "@peekjs/testing";
import { onTestFinished } from "vitest";

export const SECRET = `whsec_${"A".repeat(32)}`;

/** A folder that is gone when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "peek-destinations-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Segment calls, as a vendor's client would batch them. */
export function calls(from: number, to: number): Record<string, unknown>[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    type: "track",
    event: "Ordered",
    userId: "u1",
    messageId: `m${from + i}`,
  }));
}

/** What {@link refusing} takes: it goes to a destination of this name alone. */
export const TAKEN = {
  type: "track",
  event: "Taken",
  userId: "carol",
  messageId: "taken",
  integrations: { All: false, refuses: true },
};

/** The status of a receiver that refuses all events but one: it takes what it can. */
export function refusing({ body }: VendorRequest): number {
  return body.includes(TAKEN.event) ? 200 : 422;
}

/** The event ids that a webhook's receiver saw. */
export function idsOf(requests: readonly VendorRequest[]): string[] {
  return requests.map(({ headers }) => headers["webhook-id"]!);
}

export function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`);
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

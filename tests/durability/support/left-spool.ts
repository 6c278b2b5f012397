import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type PeekOptions } from "@peekjs/core";
import { startFaultyEndpoint } from "@peekjs/testing";
import { items, recordItem, recordItems, tally, type Tally } from "./items.ts";
import { until } from "./until.ts";

/** Items in a spool that was left; with durability event each is in a frame of its own. */
export const ITEMS = 30;

/** A folder that a client left behind. */
export interface LeftSpool {
  /** The folder of the instance. */
  folder: string;
  /** Its only segment. */
  segment: string;
}

/** Damages a spool that was left, and tells what the next client makes of it. */
export async function inherit(
  damage: (left: LeftSpool) => void,
  durability: "event" | "interval" = "event",
): Promise<Tally & { codes: string[] }> {
  await using endpoint = await startFaultyEndpoint();
  await endpoint.refuse();
  const storagePath = mkdtempSync(join(tmpdir(), "peek-left-"));
  const codes: string[] = [];
  const options: PeekOptions = {
    endpoint: endpoint.url,
    storagePath,
    service: "orders",
    flushInterval: 50,
    maxRetries: 1_000,
    onError: ({ code }) => codes.push(code),
  };
  try {
    const owner = createPeek({ ...options, durability, onError: () => undefined });
    recordItems(owner, 1, ITEMS);
    await owner.shutdown({ timeout: 0 });
    damage(findSpool(storagePath));

    await endpoint.accept();
    const heir = createPeek(options);
    // What it records itself comes last, and must come through as well.
    recordItem(heir, ITEMS + 1);
    await until("the end of the folder", () => leftSegments(storagePath).length === 0);
    await heir.shutdown();
    return { ...tally(endpoint, items(1, ITEMS + 1)), codes };
  } finally {
    rmSync(storagePath, { recursive: true, force: true });
  }
}

function leftSegments(storagePath: string): string[] {
  return readdirSync(storagePath, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".segment"))
    .map((name) => join(storagePath, name))
    .filter((path) => readFileSync(path).length > 0);
}

function findSpool(storagePath: string): LeftSpool {
  const [segment] = leftSegments(storagePath) as [string];
  return { segment, folder: join(segment, "..") };
}

/** Where the frames of a segment begin: each starts as the first one does. */
function frameOffsets(bytes: Buffer): number[] {
  const magic = bytes.subarray(0, 4);
  const offsets: number[] = [];
  for (let at = 0; at >= 0; at = bytes.indexOf(magic, at + 1)) offsets.push(at);
  return offsets;
}

/** Rewrites a segment from its frames, of which there are {@link ITEMS}. */
export function rewrite(segment: string, edit: (frames: Buffer[]) => Buffer[]): void {
  const bytes = readFileSync(segment);
  const offsets = frameOffsets(bytes);
  const frames = offsets.map((at, index) => bytes.subarray(at, offsets[index + 1]));
  writeFileSync(segment, Buffer.concat(edit(frames)));
}

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "@peekjs/protocol";
import { scanFrames } from "../frame.ts";
import { segmentsIn } from "../segment.ts";
import { readResource } from "./dead-letter.ts";

/** What the segments in one client's folder hold. */
export interface Waiting {
  records: number;
  bytes: number;
  /** When the segment that has rested longest was last written, milliseconds since 1970. */
  oldest: number | undefined;
  resources: Resource[];
}

/** Counts what waits in a client's folder; a segment that goes meanwhile was delivered. */
export function countWaiting(folder: string): Waiting {
  const waiting: Waiting = { records: 0, bytes: 0, oldest: undefined, resources: [] };
  const headers = new Set<string>();
  for (const path of segmentPaths(folder)) {
    const segment = readSegment(path);
    if (segment === undefined || segment.bytes.length === 0) continue;
    waiting.bytes += segment.bytes.length;
    waiting.oldest = Math.min(waiting.oldest ?? Infinity, segment.writtenAt);
    for (const { first, last, header } of scanFrames(segment.bytes)) {
      waiting.records += last - first + 1;
      headers.add(header);
    }
  }
  waiting.resources = [...headers].flatMap(resourceOf);
  return waiting;
}

function segmentPaths(folder: string): string[] {
  try {
    return segmentsIn(folder).map((name) => join(folder, name));
  } catch (error) {
    return ignoreMissing(error) ?? [];
  }
}

function readSegment(path: string): { bytes: Buffer; writtenAt: number } | undefined {
  try {
    return { writtenAt: Math.floor(statSync(path).mtimeMs), bytes: readFileSync(path) };
  } catch (error) {
    return ignoreMissing(error);
  }
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}

function resourceOf(header: string): Resource[] {
  try {
    const { resource } = JSON.parse(`{${header}}`) as { resource?: unknown };
    return [readResource(resource)];
  } catch {
    return [];
  }
}

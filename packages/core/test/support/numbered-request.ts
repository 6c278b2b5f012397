import type { ObservedRequest } from "../../src/pipeline/observed-request.ts";
import type { ControlledPipeline } from "./controlled-pipeline.ts";

type Kind = "plain" | "large" | "unreadable";

/** A request whose user agent is a number, as nothing of a summary is. */
export function numberedRequest(number: number, kind: Kind = "plain"): ObservedRequest {
  const plain = {
    timestamp: Date.now(),
    method: "GET",
    route: `/${number % 5}`,
    durationMs: 1,
    userAgent: `n${number}`,
    credential: `key ${number % 7}`,
  };
  if (kind === "large") return { ...plain, metadata: { note: "x".repeat(1_000) } };
  if (kind === "plain") return plain;
  return {
    ...plain,
    get route(): string {
      throw new Error("no");
    },
  };
}

/** The numbers of what a restart would find. */
export function numbersOnDisk({ onDisk }: ControlledPipeline): string[] {
  return onDisk.flatMap((text) => text.match(/(?<=")n\d+(?=")/g) ?? []);
}

/** Records that were accepted and are in no place; below 0: in several. */
export function missing({ pipeline }: ControlledPipeline): number {
  const { accepted, delivered, pending, spooled, summarised, dropped } = pipeline.stats();
  const givenUp = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return accepted - (delivered + pending + spooled + summarised + givenUp);
}

import { PeekError, type ProductEventType } from "@peekjs/protocol";
import type { OpenRequest } from "../pipeline/observed-request.ts";
import type { Entry } from "./envelope.ts";
import type { EdgeOptions } from "./options.ts";
import type { EdgePipeline } from "./pipeline.ts";

/** Exact counts of requests without single records. */
export interface Summaries {
  /** @param json row of a request, whose consumer is not known when it has a credential */
  add(json: string, credential: string): void;
  /** What was counted since, as JSON. */
  take(): string[];
}

/** What a process of the app's own, which outlasts requests and ends by itself, does for a client. */
export interface ProcessHost {
  started(options: EdgeOptions): void;
  openRequests(): readonly OpenRequest[];
  /** Ends a delivery after so many milliseconds, or when the client gives it up. */
  deadline(milliseconds: number): AbortSignal;
}

/** What a client on the edge does only where an app imports it, so that isolates load no more than they use. */
export interface Extensions {
  /**
   * Takes what a call like `track` is given: `@peekjs/core/events`.
   *
   * @throws {PeekError} for what it cannot read
   */
  takeProductCall(
    pipeline: EdgePipeline,
    type: ProductEventType,
    input: unknown,
  ): Entry | undefined;
  /** Takes secrets out of the message of what was thrown: `@peekjs/core/details`. */
  maskMessage?(message: unknown): string | undefined;
  /** Counts requests whose single records are given up: `@peekjs/core/summaries`. */
  createSummaries?(): Summaries;
}

export const extensions: Extensions = {
  takeProductCall(_pipeline, type) {
    throw new PeekError("PEEK_E_NOT_IMPORTED", `${type}: import "@peekjs/core/events".`);
  },
};

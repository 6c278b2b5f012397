import type { ProductEventType } from "@peekjs/protocol";
import type { CreateDetails } from "../adapter/details.ts";
import type { Entry } from "./envelope.ts";
import type { EdgePipeline } from "./pipeline.ts";

/** Exact counts of requests without single records. */
export interface Summaries {
  /** @param json row of a request, whose consumer is not known when it has a credential */
  add(json: string, credential: string): void;
  /** What was counted since, as JSON. */
  take(): string[];
}

/** What an app adds to the client by importing it; an isolate loads nothing that it does not use. */
export interface Extensions {
  /**
   * Takes a product call: `@peekjs/core/events`.
   *
   * @throws {PeekError} `PEEK_E_EVENT`, naming the field, when the event would mean nothing
   */
  takeProductCall?(
    pipeline: EdgePipeline,
    type: ProductEventType,
    input: unknown,
  ): Entry | undefined;
  /** Reports headers, bodies, query strings and stacks: `@peekjs/core/details`. */
  createDetails?: CreateDetails;
  /** Takes secrets out of what an app threw, which is not reported without: `@peekjs/core/details`. */
  maskMessage?(message: unknown): string | undefined;
  /** Counts requests whose single records are given up: `@peekjs/core/summaries`. */
  createSummaries?(): Summaries;
  /** Told of each client that starts. */
  onStart?(pipeline: EdgePipeline): void;
}

export const extensions: Extensions = {};

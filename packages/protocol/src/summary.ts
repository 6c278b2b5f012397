import type { HistogramData } from "./histogram.ts";
import type { Outcome } from "./request-record.ts";

/**
 * Requests whose single records were given up (overload, sampling, full spool) before they got a number:
 * their exact count for one minute, route, method, status and outcome, as a delta.
 */
export interface RequestSummary {
  /** First and last start time covered, milliseconds since 1970. */
  from: number;
  to: number;
  method: string;
  route?: string | undefined;
  status?: number | undefined;
  outcome?: Outcome | undefined;
  count: number;
  requestBytes: number;
  responseBytes: number;
  durationMs: HistogramData;
  /** Requests by consumer, at most 1,000 of them; the rest under `(other)`. */
  consumers: [consumer: string, count: number][];
}

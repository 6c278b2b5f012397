import type { NumberField, ObjectField, RequestRecord, TextField } from "./request-record.ts";

/**
 * Validated requests in memory, as a struct of arrays: what both wire forms and every dialect decode to, and what
 * the store turns into a binary frame. A column that is undefined is absent throughout.
 */
export interface RequestColumns {
  count: number;
  /** Position of each request in its group's numbering (rejected records leave gaps). */
  index: Uint32Array;
  /** Milliseconds since 1970, corrected for clock skew. */
  timestamp: Float64Array;
  /** Dictionary of the text columns. */
  strings: string[];
  /** Index into `strings`, −1 = absent. */
  text: { [field in TextField]?: Int32Array | undefined };
  /** NaN = absent. */
  number: { [field in NumberField]?: Float64Array | undefined };
  object: { [field in ObjectField]?: (Record<string, unknown> | null)[] | undefined };
}

/** A request as the read API and the live stream show it. */
export interface StoredRequest extends RequestRecord {
  /** Opaque, unique, stable. */
  id: string;
  service: string;
  environment: string;
  host?: string | undefined;
}

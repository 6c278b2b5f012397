import type { NumberField, ObjectField, TextField } from "./request-record.ts";

/**
 * Requests of one group as columns: one dictionary, text columns as indexes into it (−1 = absent), times counted
 * from `base`, numbers and objects with null = absent. A missing column is absent throughout; every other has
 * `count` entries.
 */
export type WireColumns = {
  count: number;
  strings: string[];
  /** Milliseconds since 1970 from which `timestamp` counts. */
  base: number;
  timestamp: number[];
} & { [field in TextField]?: number[] } & { [field in NumberField]?: (number | null)[] } & {
  [field in ObjectField]?: (Record<string, unknown> | null)[];
};

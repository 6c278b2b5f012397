/** All terms must hold. Parsed from the one-line grammar `status:5xx method:POST dur:>500ms "text" -route:/health`. */
export type Filter = FilterTerm[];

export interface FilterTerm {
  field: FilterField;
  operator: FilterOperator;
  /** A number for status and duration (milliseconds), text for the others. */
  value: string | number;
  /** Written with a leading `-`. */
  negated: boolean;
}

export type FilterField = (typeof FILTER_FIELDS)[number];

/** `text` is a bare word or a quoted text: it occurs in path, route, consumer, its name or error. */
export const FILTER_FIELDS = [
  "service",
  "environment",
  "method",
  "route",
  "path",
  "status",
  "outcome",
  "consumer",
  "group",
  "duration",
  "error",
  "trace",
  "address",
  "text",
] as const;

/** `class` compares a status's first digit: `5xx` is class 5. */
export type FilterOperator = "=" | ">" | ">=" | "<" | "<=" | "class" | "contains";

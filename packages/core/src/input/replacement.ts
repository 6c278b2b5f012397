/** Why a value could not be kept as it was. */
export type ReplacementReason =
  | "bigint"
  | "binary"
  | "cyclic"
  /** A key such as `__proto__`. */
  | "forbidden"
  | "invalid_date"
  /** A field that every record needs. */
  | "missing"
  | "no_number"
  | "no_object"
  | "no_text"
  /** NaN or infinite. */
  | "not_finite"
  | "out_of_range"
  | "too_deep"
  | "too_long"
  /** Entries of an object or array, or values in all. */
  | "too_many"
  /** A getter, proxy or `toJSON` that throws. */
  | "unreadable";

/** A value that could not be kept as it was. */
export interface Replacement {
  /** Where it stood, e.g. `properties.items.0`. */
  field: string;
  reason: ReplacementReason;
}

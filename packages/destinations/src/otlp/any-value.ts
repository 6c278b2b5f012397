/** A value in OTLP's JSON form. */
export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  /** Text for what JSON has no number for. */
  | { doubleValue: number | string }
  | { arrayValue: { values: AnyValue[] } }
  | { kvlistValue: { values: KeyValue[] } };

export interface KeyValue {
  key: string;
  value: AnyValue;
}

/** Undefined for what OTLP has no value for. */
export function anyValue(value: unknown): AnyValue | undefined {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "number":
      if (Number.isSafeInteger(value)) return { intValue: String(value) };
      return { doubleValue: Number.isFinite(value) ? value : String(value) };
    case "object":
      if (value === null) return undefined;
      if (value instanceof Date) return { stringValue: value.toISOString() };
      return Array.isArray(value)
        ? { arrayValue: { values: value.map(anyValue).filter((item) => item !== undefined) } }
        : { kvlistValue: { values: keyValues(value) } };
    default:
      return undefined;
  }
}

/** The members of an object that have a value. */
export function keyValues(value: object): KeyValue[] {
  return Object.entries(value).flatMap(([key, member]) => {
    const converted = anyValue(member);
    return converted === undefined ? [] : [{ key, value: converted }];
  });
}

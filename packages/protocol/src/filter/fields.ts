import { FILTER_FIELDS, type FilterField } from "../filter.ts";

const ALIASES: Record<string, FilterField> = {
  env: "environment",
  dur: "duration",
  ip: "address",
};

/** The field that a name or an alias stands for. `text` has no name: it is written bare or quoted. */
export function findField(name: string): FilterField | undefined {
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name];
  const field = name as FilterField;
  return field !== "text" && FILTER_FIELDS.includes(field) ? field : undefined;
}

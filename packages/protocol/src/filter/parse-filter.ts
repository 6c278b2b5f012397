import type { Filter, FilterField, FilterOperator, FilterTerm } from "../filter.ts";
import { OUTCOMES } from "../request-record.ts";
import { findField } from "./fields.ts";
import { splitTerms, type WrittenTerm } from "./terms.ts";

/** What could not be understood, and where it stands in the text. */
export interface FilterError {
  /** From 0, in UTF-16 code units. */
  position: number;
  message: string;
}

const MOST_TERMS = 64;
const LONGEST_TEXT = 4_096;

const COMPARISON = /^(>=|<=|>|<|)(.*)$/s;
const DURATION = /^(\d{1,12}(?:\.\d{1,6})?)(ms|s|m|h|)$/;
/** In milliseconds: whatever its unit, no more than can be written in them with as many digits. */
const LONGEST_DURATION = 999_999_999_999;
const MILLISECONDS: Record<string, number> = { "": 1, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

type Understood = Pick<FilterTerm, "operator" | "value"> | string;

/**
 * Reads the one-line filter grammar: `status:5xx method:POST dur:>500ms "free text" -route:/health`. Terms that cannot
 * be understood are left out and told about, so that the rest still filters.
 *
 * @example
 * ```ts
 * const { filter, errors } = parseFilter("env:production dur:>500ms");
 * ```
 */
export function parseFilter(text: string): { filter: Filter; errors: FilterError[] } {
  const filter: Filter = [];
  const errors: FilterError[] = [];
  if (text.length > LONGEST_TEXT) {
    const message = `A filter has at most ${LONGEST_TEXT} characters.`;
    return { filter, errors: [{ position: LONGEST_TEXT, message }] };
  }
  for (const written of splitTerms(text)) {
    if (filter.length + errors.length === MOST_TERMS) {
      const message = `A filter has at most ${MOST_TERMS} terms.`;
      errors.push({ position: written.position, message });
      break;
    }
    const term = understand(written);
    if (typeof term === "string") errors.push({ position: written.position, message: term });
    else filter.push(term);
  }
  return { filter, errors };
}

function understand({ name, value, negated, isOpen }: WrittenTerm): FilterTerm | string {
  if (isOpen) return "A quote is opened and not closed.";
  if (name === undefined) {
    if (value === "") return "Expected a word, a quoted text or a field with its value.";
    return { field: "text", operator: "contains", value, negated };
  }
  const field = findField(name);
  if (!field) return `Unknown field "${name}". Put quotes around text that holds a colon.`;
  const understood = readValue(field, value);
  return typeof understood === "string" ? understood : { field, ...understood, negated };
}

function readValue(field: FilterField, value: string): Understood {
  switch (field) {
    case "status":
      return readStatus(value);
    case "duration":
      return readDuration(value);
    case "outcome":
      return (OUTCOMES as readonly string[]).includes(value)
        ? { operator: "=", value }
        : `An outcome is one of ${OUTCOMES.join(", ")}.`;
    case "method":
      return { operator: "=", value: value.toUpperCase() };
    case "trace":
      return { operator: "=", value: value.toLowerCase() };
    default:
      return { operator: "=", value };
  }
}

function readStatus(text: string): Understood {
  const statusClass = /^([1-5])xx$/i.exec(text)?.[1];
  if (statusClass !== undefined) return { operator: "class", value: Number(statusClass) };
  const [, sign, digits] = COMPARISON.exec(text)!;
  if (!/^[1-5]\d\d$/.test(digits!)) return "A status is 100–599, 5xx, or compared as in >=400.";
  return { operator: operator(sign!), value: Number(digits) };
}

function readDuration(text: string): Understood {
  const [, sign, amount] = COMPARISON.exec(text)!;
  const match = DURATION.exec(amount!);
  const milliseconds = match ? Number(match[1]) * MILLISECONDS[match[2]!]! : Number.NaN;
  if (!(milliseconds <= LONGEST_DURATION)) {
    return "A duration is a number with ms, s, m or h, as in >500ms, and at most 31 years.";
  }
  return { operator: operator(sign!), value: Math.round(milliseconds * 1_000) / 1_000 };
}

function operator(sign: string): FilterOperator {
  return sign === "" ? "=" : (sign as FilterOperator);
}

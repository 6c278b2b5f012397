import { TEXT_LIMITS } from "../limits.ts";
import { CONSUMER_SOURCES, OUTCOMES, type TextField } from "../request-record.ts";
import { truncate } from "../truncate.ts";

const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/i;
const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/i;
const CHECKED: ReadonlySet<TextField> = new Set(["outcome", "consumerSource", "traceId", "spanId"]);

/** Whether a field takes some texts only. */
export function isChecked(field: TextField): boolean {
  return CHECKED.has(field);
}

/** The text as it is kept, cut to the field's limit; undefined where the field does not take it. */
export function normalizeText(field: TextField, text: string): string | undefined {
  switch (field) {
    case "outcome":
      return (OUTCOMES as readonly string[]).includes(text) ? text : undefined;
    case "consumerSource":
      return (CONSUMER_SOURCES as readonly string[]).includes(text) ? text : undefined;
    case "traceId":
      return TRACE_ID.test(text) ? text.toLowerCase() : undefined;
    case "spanId":
      return SPAN_ID.test(text) ? text.toLowerCase() : undefined;
    default:
      return truncate(text, TEXT_LIMITS[field]);
  }
}

/** What a field takes, for the error message. */
export function describeText(field: TextField): string {
  switch (field) {
    case "outcome":
      return `one of ${OUTCOMES.join(", ")}`;
    case "consumerSource":
      return `one of ${CONSUMER_SOURCES.join(", ")}`;
    case "traceId":
      return "32 hexadecimal digits, not all zero";
    case "spanId":
      return "16 hexadecimal digits, not all zero";
    default:
      return "text";
  }
}

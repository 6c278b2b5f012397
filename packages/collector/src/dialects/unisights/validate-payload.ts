import { isObject } from "../read-json.ts";

/** What is wrong with a payload, and where: a JSON pointer. */
export interface PayloadProblem {
  pointer: string;
  detail: string;
}

/** Which rules are applied. */
export interface PayloadRules {
  /** Values must be exactly of the schema. Default: true. */
  schema?: boolean | undefined;
  /** No field may be missing. Default: true. */
  requiredFields?: boolean | undefined;
}

const EVENT_TYPES = ["page_view", "click", "web_vital", "custom", "error"];
const RATINGS = ["good", "needs-improvement", "poor"];
const REQUIRED = ["asset_id", "session_id", "page_url", "events"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Check = [is: (value: unknown) => boolean, expected: string];

const TEXT: Check = [(value) => typeof value === "string", "text"];
const SIZE: Check = [(value) => Number.isInteger(value) && Number(value) >= 0, "a whole number"];
const SESSION: Check = [(value) => typeof value === "string" && UUID.test(value), "a UUID"];
const URL_TEXT: Check = [
  (value) => typeof value === "string" && /^(https?:\/\/|\/)/.test(value),
  "a URL of http or https, or a path",
];

const FIELDS: Record<string, Check> = {
  "/asset_id": TEXT,
  "/session_id": SESSION,
  "/page_url": URL_TEXT,
  "/entry_page": URL_TEXT,
  "/scroll_depth": numberBetween(0, 100),
  "/time_on_page": numberBetween(0, Number.MAX_SAFE_INTEGER),
  "/device_info/screen_width": SIZE,
  "/device_info/screen_height": SIZE,
};

/**
 * What is wrong with the data of a payload of Unisights' browser client, by the rules of its own strict validator. Real
 * browsers send much that these rules refuse, so that an endpoint applies them only when told to.
 *
 * @example
 * ```ts
 * validatePayload({ asset_id: "site-1", session_id: "7", page_url: "/", events: [] });
 * // [{ pointer: "/session_id", detail: "must be a UUID" }]
 * ```
 */
export function validatePayload(data: unknown, rules: PayloadRules = {}): PayloadProblem[] {
  if (!isObject(data)) return [{ pointer: "", detail: "must be an object" }];
  const problems: PayloadProblem[] = [];
  if (rules.requiredFields !== false) {
    for (const field of REQUIRED) {
      if (data[field] === undefined) problems.push({ pointer: `/${field}`, detail: "is missing" });
    }
  }
  if (rules.schema === false) return problems;
  for (const [pointer, check] of Object.entries(FIELDS)) {
    const value = valueAt(data, pointer);
    if (value !== undefined) problems.push(...problemsOf(pointer, value, check));
  }
  const { events } = data;
  if (events === undefined) return problems;
  if (!Array.isArray(events))
    return [...problems, { pointer: "/events", detail: "must be an array" }];
  return [
    ...problems,
    ...events.flatMap((event, index) => eventProblems(event, `/events/${index}`)),
  ];
}

function eventProblems(event: unknown, pointer: string): PayloadProblem[] {
  if (!isObject(event)) return [{ pointer, detail: "must be an object" }];
  const type = problemsOf(`${pointer}/type`, event["type"], oneOf(EVENT_TYPES));
  const { data } = event;
  if (type.length > 0 || !isObject(data)) {
    return isObject(data)
      ? type
      : [...type, { pointer: `${pointer}/data`, detail: "must be an object" }];
  }
  const of = (field: string, check: Check): PayloadProblem[] =>
    problemsOf(`${pointer}/data/${field}`, data[field], check);
  switch (event["type"]) {
    case "page_view":
      return of("title", TEXT);
    case "custom":
      return of("name", TEXT);
    case "error":
      return [...of("message", TEXT), ...of("source", TEXT)];
    case "web_vital":
      return of("rating", oneOf(RATINGS));
    default:
      return [];
  }
}

function problemsOf(pointer: string, value: unknown, [is, expected]: Check): PayloadProblem[] {
  return is(value) ? [] : [{ pointer, detail: `must be ${expected}` }];
}

function numberBetween(least: number, most: number): Check {
  const is = (value: unknown): boolean =>
    typeof value === "number" && value >= least && value <= most;
  return [is, `a number from ${least} to ${most}`];
}

function oneOf(values: readonly string[]): Check {
  return [(value) => values.includes(value as string), `one of ${values.join(", ")}`];
}

function valueAt(data: unknown, pointer: string): unknown {
  let value = data;
  for (const name of pointer.slice(1).split("/")) {
    value = isObject(value) ? value[name] : undefined;
  }
  return value;
}

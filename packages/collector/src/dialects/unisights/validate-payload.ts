import { isObject, type JsonObject } from "../read-json.ts";

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

interface Check {
  is: (value: unknown) => boolean;
  expected: string;
  /** Whether null counts as absent. */
  orNull?: boolean;
}

const UUID = /^(urn:)?(uuid:)?\{?[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\}?$/i;

const TEXT: Check = { is: (value) => typeof value === "string", expected: "text" };
const NUMBER: Check = { is: (value) => typeof value === "number", expected: "a number" };
const WHOLE: Check = { is: (value) => Number.isInteger(value), expected: "a whole number" };
const URL_TEXT: Check = {
  is: (value) => typeof value === "string" && /^(https?:\/\/|\/)/.test(value),
  expected: "a URL of http or https, or a path",
};

const REQUIRED = ["asset_id", "session_id", "page_url", "entry_page"];

const FIELDS: Record<string, Check> = {
  asset_id: { is: (value) => typeof value === "string" && value !== "", expected: "text" },
  session_id: { is: (value) => typeof value === "string" && UUID.test(value), expected: "a UUID" },
  page_url: URL_TEXT,
  entry_page: URL_TEXT,
  exit_page: { ...URL_TEXT, orNull: true },
  scroll_depth: { ...numberBetween(0, 100), orNull: true },
  time_on_page: { ...numberBetween(0, Number.MAX_SAFE_INTEGER), orNull: true },
  utm_params: { is: isObject, expected: "an object", orNull: true },
  device_info: { is: isObject, expected: "an object", orNull: true },
  events: { is: Array.isArray, expected: "an array" },
};

/** Those in the form that its own validator reads; others it leaves unread. */
const CAMPAIGN: Record<string, Check> = Object.fromEntries(
  ["utmSource", "utmMedium", "utmCampaign", "utmTerm", "utmContent"].map((parameter) => [
    parameter,
    { ...TEXT, orNull: true },
  ]),
);

const DEVICE: Record<string, Check> = {
  user_agent: TEXT,
  os: TEXT,
  platform: TEXT,
  device_type: TEXT,
  referrer: TEXT,
  screen_width: WHOLE,
  screen_height: WHOLE,
};

const EVENT_DATA: Record<string, Record<string, Check>> = {
  page_view: { location: TEXT, title: TEXT },
  click: { x: NUMBER, y: NUMBER },
  web_vital: { value: NUMBER, rating: oneOf(["good", "needs-improvement", "poor"]) },
  custom: { name: TEXT, data: TEXT },
  error: { message: TEXT, source: TEXT },
};
const EVENT_TYPE = oneOf(Object.keys(EVENT_DATA));

/**
 * What is wrong with the data of a payload of Unisights' browser client, by the rules of its own strict validator. Real
 * browsers send much that these rules refuse, so that an endpoint applies them only when told to.
 *
 * @example
 * ```ts
 * validatePayload({ asset_id: "site-1", session_id: "7", page_url: "/", entry_page: "/" });
 * // [{ pointer: "/session_id", detail: "must be a UUID" }]
 * ```
 */
export function validatePayload(data: unknown, rules: PayloadRules = {}): PayloadProblem[] {
  if (!isObject(data)) return [{ pointer: "", detail: "must be an object" }];
  const missing = REQUIRED.filter((field) => data[field] === undefined || data[field] === null);
  const problems =
    rules.requiredFields === false
      ? []
      : missing.map((field) => ({ pointer: `/${field}`, detail: "is missing" }));
  if (rules.schema === false) return problems;
  const { utm_params: campaign, device_info: device, events } = data;
  const given = Object.fromEntries(
    Object.entries(FIELDS).filter(([field]) => !missing.includes(field)),
  );
  return [
    ...problems,
    ...check(data, "", given),
    ...(isObject(campaign) ? check(campaign, "/utm_params", CAMPAIGN) : []),
    ...(isObject(device) ? check(device, "/device_info", DEVICE) : []),
    ...(Array.isArray(events) ? events.flatMap(eventProblems) : []),
  ];
}

function eventProblems(event: unknown, index: number): PayloadProblem[] {
  const pointer = `/events/${index}`;
  if (!isObject(event)) return [{ pointer, detail: "must be an object" }];
  const { type, data = {} } = event;
  if (!EVENT_TYPE.is(type)) return [problem(`${pointer}/type`, EVENT_TYPE)];
  if (!isObject(data)) return [{ pointer: `${pointer}/data`, detail: "must be an object" }];
  return check(data, `${pointer}/data`, EVENT_DATA[type as string]!);
}

/** The fields that are there and not as they should be. */
function check(
  object: JsonObject,
  pointer: string,
  checks: Record<string, Check>,
): PayloadProblem[] {
  return Object.entries(checks)
    .filter(([field, { is, orNull }]) => {
      const value = object[field];
      return value !== undefined && !(orNull === true && value === null) && !is(value);
    })
    .map(([field, failed]) => problem(`${pointer}/${field}`, failed));
}

function problem(pointer: string, { expected }: Check): PayloadProblem {
  return { pointer, detail: `must be ${expected}` };
}

function numberBetween(least: number, most: number): Check {
  const is = (value: unknown): boolean =>
    typeof value === "number" && value >= least && value <= most;
  return { is, expected: `a number from ${least} to ${most}` };
}

function oneOf(values: readonly string[]): Check {
  return {
    is: (value) => values.includes(value as string),
    expected: `one of ${values.join(", ")}`,
  };
}

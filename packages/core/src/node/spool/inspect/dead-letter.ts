import type { Resource, Sdk } from "@peekjs/protocol";

/** A record that a collector refused alone, as it lies on disk. */
export interface StoredDeadLetter {
  /** `<instance>:<number>`: what its client called it. */
  id: string;
  /** When it was refused, milliseconds since 1970. */
  at: number;
  /** Why: `refused` (400) or `too_large` (413). */
  reason: string;
  sdk: Sdk | undefined;
  resource: Resource;
  /** One of the three holds the record. */
  requests: Record<string, unknown>[];
  events: Record<string, unknown>[];
  summaries: Record<string, unknown>[];
  /** How often it was refused again when it was sent by hand. */
  refusals: number;
  /** What the collector said the last time. */
  refusal: Refusal | undefined;
}

/** Why a collector does not take a record. */
export interface Refusal {
  /** E.g. `PEEK_E_STATUS_RANGE`. */
  code: string;
  detail: string;
}

/** A line of a file of dead letters; without a letter it is damaged. */
export interface DeadLetterLine {
  line: string;
  letter: StoredDeadLetter | undefined;
}

/** Reads a line; the letter is undefined when it is no whole one. */
export function parseDeadLetter(line: string): DeadLetterLine {
  try {
    return { line, letter: readLetter(JSON.parse(line) as Fields) };
  } catch {
    return { line, letter: undefined };
  }
}

/** The line of a letter that was refused once more. */
export function refuseAgain({ line, letter }: DeadLetterLine, refusal: Refusal): string {
  const stored = JSON.parse(line) as Fields;
  return JSON.stringify({ ...stored, refusals: (letter?.refusals ?? 0) + 1, refusal });
}

type Fields = Record<string, unknown>;

function readLetter({ at, reason, instance, ...rest }: Fields): StoredDeadLetter | undefined {
  const { sdk, resource, group, refusals, refusal } = rest;
  if (typeof at !== "number" || Number.isNaN(new Date(at).getTime())) return undefined;
  if (typeof reason !== "string") return undefined;
  if (typeof instance !== "string" || !isFields(resource) || !isFields(group)) return undefined;
  const { first } = group;
  if (!Number.isSafeInteger(first)) return undefined;
  const lists = {
    requests: recordsOf(group["requests"]),
    events: recordsOf(group["events"]),
    summaries: recordsOf(group["summaries"]),
  };
  if (Object.values(lists).every((records) => records.length === 0)) return undefined;
  return {
    id: `${instance}:${first as number}`,
    at,
    reason,
    sdk: isFields(sdk) ? (sdk as unknown as Sdk) : undefined,
    resource: readResource(resource),
    ...lists,
    refusals: Number.isSafeInteger(refusals) ? (refusals as number) : 0,
    refusal: isRefusal(refusal) ? refusal : undefined,
  };
}

/** What a file says of a resource, as far as it is text. */
export function readResource(given: unknown): Resource {
  const fields = isFields(given) ? given : {};
  const text = (field: string): string | undefined =>
    typeof fields[field] === "string" ? fields[field] : undefined;
  return {
    service: text("service"),
    serviceVersion: text("serviceVersion"),
    environment: text("environment"),
    host: text("host"),
  };
}

function recordsOf(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isFields) : [];
}

function isRefusal(value: unknown): value is Refusal {
  return (
    isFields(value) && typeof value["code"] === "string" && typeof value["detail"] === "string"
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

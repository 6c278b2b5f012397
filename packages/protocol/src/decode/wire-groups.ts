import { ENVELOPE_LIMITS } from "../limits.ts";
import { countColumns } from "./columns.ts";
import { EnvelopeError } from "./envelope-error.ts";
import { isCount, isGiven, isObject, type JsonObject, show } from "./json-object.ts";

/** A group before its records are looked at: its counts are known and within the limits. */
export interface WireGroup {
  numbers: { first: number; last: number } | undefined;
  requests: unknown[] | JsonObject;
  requestCount: number;
  events: unknown[];
  summaries: unknown[];
}

/** The groups of an envelope that hold records, and whether these are numbered. */
export interface WireGroups {
  groups: WireGroup[];
  isNumbered: boolean;
}

const RECORD_KEYS = ["requests", "events", "summaries"] as const;

/**
 * Finds the records of an envelope, in groups or at its top, and checks their number and numbering.
 *
 * @throws {@link EnvelopeError} `PEEK_E_ENVELOPE`, `PEEK_E_COLUMNS`, `PEEK_E_NUMBERING` or `PEEK_E_TOO_MANY_RECORDS`.
 */
export function findGroups(envelope: JsonObject, hasInstance: boolean): WireGroups {
  const groups = listGroups(envelope)
    .map((group) => readGroup(group, hasInstance))
    .filter((group) => countRecords(group) > 0);
  const records = groups.reduce((sum, group) => sum + countRecords(group), 0);
  if (records > ENVELOPE_LIMITS.records) throw tooMany("records");
  const numbered = groups.filter((group) => group.numbers !== undefined);
  if (numbered.length > 0 && numbered.length < groups.length) {
    throw misnumbered("either every group has first and last or none has");
  }
  checkDisjoint(numbered);
  return { groups, isNumbered: numbered.length > 0 };
}

export function countRecords(group: WireGroup): number {
  return group.requestCount + group.events.length + group.summaries.length;
}

function listGroups(envelope: JsonObject): unknown[] {
  const { groups } = envelope;
  if (!isGiven(groups)) return [envelope];
  if (!Array.isArray(groups)) throw malformed("groups", "an array", groups);
  if (RECORD_KEYS.some((key) => isGiven(envelope[key]))) {
    const message = "Put the records either in groups or at the top of the envelope, not in both.";
    throw new EnvelopeError("PEEK_E_ENVELOPE", message);
  }
  if (groups.length > ENVELOPE_LIMITS.records) throw tooMany("groups");
  return groups;
}

function readGroup(group: unknown, hasInstance: boolean): WireGroup {
  if (!isObject(group)) throw malformed("groups", "an array of objects", group);
  const { requests } = group;
  const isColumns = isObject(requests);
  const result: WireGroup = {
    numbers: undefined,
    requests: isColumns ? requests : list(group, "requests"),
    requestCount: isColumns ? countColumns(requests) : list(group, "requests").length,
    events: list(group, "events"),
    summaries: list(group, "summaries"),
  };
  if (hasInstance) result.numbers = readNumbers(group, countRecords(result));
  return result;
}

function readNumbers(group: JsonObject, records: number): WireGroup["numbers"] {
  const { first, last } = group;
  if (!isGiven(first) && !isGiven(last)) return undefined;
  if (!isCount(first) || typeof last !== "number" || !Number.isSafeInteger(last)) {
    throw misnumbered(`first and last must be whole numbers, got ${show(first)} and ${show(last)}`);
  }
  const numbered = last - first + 1;
  if (numbered !== records) {
    throw misnumbered(
      `first ${first} and last ${last} number ${numbered} records, the group has ${records}`,
    );
  }
  return { first, last };
}

function checkDisjoint(groups: readonly WireGroup[]): void {
  const ranges = groups.map((group) => group.numbers!).sort((a, b) => a.first - b.first);
  for (let i = 1; i < ranges.length; i++) {
    if (ranges[i]!.first <= ranges[i - 1]!.last) {
      throw misnumbered(`two groups have the number ${ranges[i]!.first}`);
    }
  }
}

function list(group: JsonObject, name: string): unknown[] {
  const value = group[name];
  if (!isGiven(value)) return [];
  if (!Array.isArray(value)) throw malformed(name, "an array", value);
  return value;
}

function malformed(name: string, form: string, value: unknown): EnvelopeError {
  return new EnvelopeError("PEEK_E_ENVELOPE", `${name} must be ${form}, got ${show(value)}.`);
}

function misnumbered(problem: string): EnvelopeError {
  return new EnvelopeError("PEEK_E_NUMBERING", `Record numbers: ${problem}.`);
}

function tooMany(what: string): EnvelopeError {
  return new EnvelopeError(
    "PEEK_E_TOO_MANY_RECORDS",
    `The envelope has more than ${ENVELOPE_LIMITS.records} ${what}; send it in smaller parts.`,
    { status: 413 },
  );
}

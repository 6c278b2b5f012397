import { NUMBER_FIELDS, OBJECT_FIELDS, TEXT_FIELDS, type WireColumns } from "@peekjs/protocol";
import { size, type OutboxGroup } from "./outbox-group.ts";

interface ParsedGroup {
  first: number;
  last: number;
  requests?: WireColumns | Record<string, unknown>[];
  events?: unknown[];
  summaries?: unknown[];
}

/** The same groups with their requests as rows, for a collector that reads no columns. */
export function asRows(text: string): string {
  const groups = parse(text).map((group) => ({ ...group, requests: rowsOf(group.requests) }));
  return JSON.stringify(groups).slice(1, -1);
}

/** Cuts a group of two or more records in two; groups that are kept as one, between two of them. */
export function splitGroup(group: OutboxGroup, text: string): [OutboxGroup, OutboxGroup] {
  const groups = parse(text);
  const [only] = groups;
  if (only === undefined || groups.length > 1) {
    const half = Math.ceil(groups.length / 2);
    return [joined(groups.slice(0, half), group), joined(groups.slice(half), group)];
  }
  const middle = group.first + Math.floor(size(group) / 2);
  const { requests, events = [], summaries = [] } = only;
  const rows = rowsOf(requests);
  const slice = (first: number, last: number): OutboxGroup => {
    const pick = (list: unknown[], before: number): unknown[] =>
      list.slice(
        Math.max(0, first - group.first - before),
        Math.max(0, last + 1 - group.first - before),
      );
    const part = {
      first,
      last,
      requests: pick(rows, 0),
      events: pick(events, rows.length),
      summaries: pick(summaries, rows.length + events.length),
    };
    return {
      first,
      last,
      text: JSON.stringify(part),
      bytes: Math.ceil(text.length / 2),
      header: group.header,
      since: group.since,
      summaries: part.summaries.length,
    };
  };
  return [slice(group.first, middle - 1), slice(middle, group.last)];
}

/** A text holds one group, or several with commas between. */
function parse(text: string): ParsedGroup[] {
  return JSON.parse(`[${text}]`) as ParsedGroup[];
}

function joined(groups: ParsedGroup[], { header, since }: OutboxGroup): OutboxGroup {
  const text = JSON.stringify(groups).slice(1, -1);
  return {
    first: groups[0]!.first,
    last: groups.at(-1)!.last,
    text,
    bytes: text.length,
    header,
    since,
    summaries: groups.reduce((sum, { summaries }) => sum + (summaries?.length ?? 0), 0),
  };
}

function rowsOf(requests: ParsedGroup["requests"]): Record<string, unknown>[] {
  if (requests === undefined || Array.isArray(requests)) return requests ?? [];
  const columns = requests;
  return columns.timestamp.map((offset, i) => {
    const row: Record<string, unknown> = { timestamp: columns.base + offset };
    for (const field of TEXT_FIELDS) {
      const index = columns[field]?.[i] ?? -1;
      if (index >= 0) row[field] = columns.strings[index];
    }
    for (const field of [...NUMBER_FIELDS, ...OBJECT_FIELDS]) {
      const value = columns[field]?.[i];
      if (value !== null && value !== undefined) row[field] = value;
    }
    return row;
  });
}

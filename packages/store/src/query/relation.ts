import type { Filter } from "@peekjs/protocol";
import type { DataFile } from "../database/data-file.ts";
import { filterSql } from "./filter-sql.ts";
import type { KeyColumn } from "./dimension-sql.ts";
import type { Parameters } from "./parameters.ts";
import type { Segment } from "./source.ts";

/** What is counted, of which files, in groups of which key and interval. */
export interface Grouping {
  files: DataFile[];
  segments: Segment[];
  filter: Filter;
  keys: KeyColumn[];
  /** Width of the intervals in milliseconds; undefined = one for everything. */
  step: number | undefined;
  /** Keys beside which only few others need be read; undefined = all. */
  among?: readonly Key[] | undefined;
}

/** A value for each key column; null = none. */
export type Key = readonly (string | null)[];

/** What is read of a part: aggregates, or lists whose items are to be added up by `n`. */
export type PartColumns = (segment: Segment) => {
  columns: string;
  unnested?: boolean;
  /** What must hold besides the filter. */
  condition?: string;
};

/**
 * One relation over all files and segments: per part, `columns` grouped by the keys, which are then turned into texts,
 * since ids mean something in their own file only. Columns: k0, k1 …, t, and those of `columns`. Undefined when no
 * file holds anything of the range.
 */
export function unionOfParts(
  grouping: Grouping,
  parameters: Parameters,
  columns: PartColumns,
): string | undefined {
  const { files, segments } = grouping;
  const parts = files.flatMap((file) =>
    segments
      .filter(({ from, to }) => file.newest >= from && file.oldest < to)
      .map((segment) => part(file, segment, grouping, parameters, columns(segment))),
  );
  return parts.length === 0 ? undefined : parts.join("\nUNION ALL\n");
}

function part(
  { catalog }: DataFile,
  segment: Segment,
  { keys, filter, step, among }: Grouping,
  parameters: Parameters,
  { columns, unnested, condition = "true" }: ReturnType<PartColumns>,
): string {
  const time = segment.source === "requests" ? "r.timestamp" : "r.period";
  const interval = step === undefined ? "0" : `epoch_ms(${time}) // ${step} * ${step}`;
  const selected = [
    ...keys.map(({ expression }, index) => `${expression} AS k${index}`),
    `${interval} AS t`,
    columns,
  ];
  const conditions = [condition, filterSql(filter, catalog, parameters)];
  if (among !== undefined) conditions.push(...amongSql(keys, among, catalog, parameters));
  const read = `
    SELECT ${selected.join(", ")} FROM ${catalog}.${segment.source} r
    WHERE ${time} >= ${parameters.time(segment.from)} AND ${time} < ${parameters.time(segment.to)}
      AND ${conditions.join(" AND ")}`;
  const grouped = unnested
    ? `SELECT * EXCLUDE (n), sum(n) AS n FROM (${read}) GROUP BY ALL`
    : `${read} GROUP BY ALL`;
  const resolved = keys.map(({ dictionary }, index) =>
    dictionary ? `d${index}.value AS k${index}` : `p.k${index}`,
  );
  const joins = keys.map(({ dictionary }, index) =>
    dictionary ? `LEFT JOIN ${catalog}.dictionary d${index} ON d${index}.id = p.k${index}` : "",
  );
  const without = ["t", ...keys.map((_, index) => `k${index}`)].join(", ");
  return `SELECT ${[...resolved, "p.t", `p.* EXCLUDE (${without})`].join(", ")}
    FROM (${grouped}) p ${joins.join(" ")}`;
}

/** Column by column: of two of them, combinations come along that nobody asked for. */
function amongSql(
  columns: readonly KeyColumn[],
  keys: readonly Key[],
  catalog: string,
  parameters: Parameters,
): string[] {
  const [width = 0] = keys.map((key) => key.length);
  return columns.slice(0, width).map(({ expression, dictionary }, index) => {
    const values = new Set(keys.map((key) => key[index] ?? null));
    const texts = parameters.texts([...values].filter((value) => value !== null));
    const known = dictionary
      ? `${expression} IN (SELECT id FROM ${catalog}.dictionary WHERE list_contains(${texts}, value))`
      : `coalesce(list_contains(${texts}, ${expression}), false)`;
    if (!values.has(null)) return known;
    return `(${known} OR ${dictionary ? `${expression} = 0` : `${expression} IS NULL`})`;
  });
}

/** E.g. `k0, k1, t`. */
export function groupColumns({ keys }: Grouping): string {
  return [...keys.map((_, index) => `k${index}`), "t"].join(", ");
}

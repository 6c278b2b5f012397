import type { Dimension } from "@peekjs/protocol";

/** What a dimension groups by. Columns of ids are resolved to texts after grouping, per file. */
export interface KeyColumn {
  expression: string;
  dictionary: boolean;
}

const id = (column: string): KeyColumn => ({ expression: `r.${column}`, dictionary: true });
const value = (expression: string): KeyColumn => ({ expression, dictionary: false });

const KEY_COLUMNS: { [dimension in Dimension]: KeyColumn[] } = {
  endpoint: [id("method"), id("route")],
  consumer: [id("consumer")],
  status: [value("CASE WHEN r.status > 0 THEN r.status::VARCHAR END")],
  status_class: [value("CASE WHEN r.status > 0 THEN (r.status // 100)::VARCHAR || 'xx' END")],
  method: [id("method")],
  service: [id("service")],
  environment: [id("environment")],
};

export function keyColumns(dimension: Dimension | undefined): KeyColumn[] {
  return dimension === undefined ? [] : KEY_COLUMNS[dimension];
}

/** How a dimension's values are shown; null = unmatched, anonymous or no status. */
export function keyText(dimension: Dimension, parts: (string | null)[]): string | null {
  if (dimension !== "endpoint") return parts[0] ?? null;
  const [method, route] = parts;
  return route == null ? null : `${method ?? ""} ${route}`;
}

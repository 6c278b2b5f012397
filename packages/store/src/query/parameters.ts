import type { DuckDBConnection, DuckDBType, DuckDBValue, JS } from "@duckdb/node-api";
import {
  BIGINT,
  DOUBLE,
  DuckDBTimestampMillisecondsValue,
  LIST,
  TIMESTAMP_MS,
  UBIGINT,
  VARCHAR,
  listValue,
} from "@duckdb/node-api";

/** Values of one statement, bound by type: no value ever becomes part of its text. */
export class Parameters {
  readonly #values: DuckDBValue[] = [];
  readonly #types: DuckDBType[] = [];

  /** A literal of the column's own type: anything that must be converted row by row loses the zone maps. */
  time(milliseconds: number): string {
    return this.#add(
      new DuckDBTimestampMillisecondsValue(BigInt(Math.ceil(milliseconds))),
      TIMESTAMP_MS,
    );
  }

  text(value: string): string {
    return this.#add(value, VARCHAR);
  }

  texts(values: string[]): string {
    return this.#add(listValue(values), LIST(VARCHAR));
  }

  integers(values: number[]): string {
    return this.#add(listValue(values.map(BigInt)), LIST(BIGINT));
  }

  number(value: number): string {
    return this.#add(value, DOUBLE);
  }

  integer(value: number): string {
    return this.#add(BigInt(value), BIGINT);
  }

  id(value: bigint): string {
    return this.#add(value, UBIGINT);
  }

  #add(value: DuckDBValue, type: DuckDBType): string {
    this.#values.push(value);
    this.#types.push(type);
    return `$${this.#values.length}`;
  }

  async run(connection: DuckDBConnection, sql: string): Promise<JS[][]> {
    const reader = await connection.runAndReadAll(sql, this.#values, this.#types);
    return reader.getRowsJS();
  }
}

// @ts-check
import pg from "pg";

const TABLE = `
  CREATE TABLE IF NOT EXISTS events (
    service text NOT NULL,
    environment text NOT NULL,
    message_id text,
    time timestamptz NOT NULL,
    event jsonb NOT NULL,
    UNIQUE (service, environment, message_id)
  )`;

const INSERT = `
  INSERT INTO events (service, environment, message_id, time, event)
  SELECT $1, $2, event->>'messageId', to_timestamp((event->>'timestamp')::float8 / 1000), event
  FROM jsonb_array_elements($3::jsonb) AS event
  ON CONFLICT (service, environment, message_id) DO NOTHING`;

/**
 * Inserts a batch with one statement: all of it or nothing, and what came before only once.
 *
 * @param {string} [url]
 */
export async function openPostgres(url = "postgres://127.0.0.1/postgres") {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 5_000 });
  pool.on("error", (error) => console.error("postgres:", error));
  await pool.query(TABLE);

  /** @type {import("@peekjs/collector").EndpointOptions["handler"]} */
  const handler = async ({ service, environment, events }) => {
    if (events.length === 0) return;
    await pool.query(INSERT, [text(service), text(environment), json(events)]);
  };
  return { handler, close: () => pool.end() };
}

/** @param {string} value */
function text(value) {
  return value.replaceAll("\0", "\uFFFD");
}

/**
 * JSON without what PostgreSQL refuses in `jsonb`: the character NUL, and halves of a character.
 *
 * @param {unknown} value
 */
function json(value) {
  return JSON.stringify(value).replace(/\\(\\|u0000|ud[89a-f]..)/g, (escape, kind) =>
    kind === "\\" ? escape : "\\ufffd",
  );
}

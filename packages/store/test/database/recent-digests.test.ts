import { expect, it, onTestFinished } from "vitest";
import { Database } from "../../src/database/database.ts";
import { recentDigests } from "../../src/database/recent-digests.ts";
import { prepareDirectory } from "../../src/directory.ts";
import { temporaryDirectory } from "../support/directory.ts";

const NOON = Date.UTC(2026, 0, 2, 12);
const HOUR = 3_600_000;

/** More than one chunk of DuckDB's, at a message a second in each of two files, and some that have none. */
async function filled() {
  const directory = await prepareDirectory(await temporaryDirectory());
  const retention = { rowMs: Infinity, rowBytes: Infinity, rollupMs: Infinity };
  const options = { ...directory, retention, memoryLimit: "128MB", threads: 1 };
  const database = await Database.open(options);
  onTestFinished(() => database.close());
  for (const [day, newest] of [
    ["2026-01-01", NOON - 30 * HOUR],
    ["2026-01-02", NOON],
  ] as const) {
    const { catalog } = await database.day(day);
    await database.writer.run(
      `INSERT INTO ${catalog}.product_events (received_at, message)
       SELECT epoch_ms(${newest} - range * 1000), CASE WHEN range % 2 = 0 THEN ${newest} + range END FROM range(5000)`,
    );
  }
  return database;
}

it("reads the messages of the 24 hours before the newest, with their times", async () => {
  const database = await filled();
  const { digests, receivedAt } = await recentDigests(database.writer, database.files());
  const numbers = Array.from(digests, (digest) => Number(digest) - NOON);
  const expected = Array.from({ length: 2_500 }, (_, index) => 2 * index);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(expected);
  expect(Array.from(receivedAt, (time) => (NOON - time) / 1_000)).toEqual(numbers);
});

it("reads the newest where there are too many", async () => {
  const database = await filled();
  const { digests } = await recentDigests(database.writer, database.files(), 3);
  const numbers = Array.from(digests, (digest) => Number(digest) - NOON);
  expect(numbers.toSorted((a, b) => a - b)).toEqual([0, 2, 4]);
});

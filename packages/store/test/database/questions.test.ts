import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Questions } from "../../src/database/questions.ts";

/** Longer than any test. */
const ENDLESS =
  "SELECT count(*) FROM range(1_000_000_000) a, range(1_000_000) b WHERE a.range * b.range = 7";

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:", { threads: "1" });
});
afterAll(() => instance.closeSync());

describe("questions", () => {
  it("that take too long are ended, also between two statements, and free their turn", async () => {
    const questions = new Questions(() => instance.connect(), 50);
    const endless = Array.from({ length: 6 }, () =>
      questions.answer(async (connection) => {
        await connection.run("SELECT 1");
        await connection.run(ENDLESS);
      }),
    );
    for (const result of await Promise.allSettled(endless)) {
      expect(result).toMatchObject({ reason: { code: "PEEK_E_STORE_TIMEOUT" } });
    }
    const two = await questions.answer((connection) => connection.runAndReadAll("SELECT 2"));
    expect(two.getRowsJS()).toEqual([[2]]);
  });

  it("are answered four at a time, all of them", async () => {
    const questions = new Questions(() => instance.connect());
    const answered: number[] = [];
    let running = 0;
    const answers = Array.from({ length: 12 }, (_, index) =>
      questions.answer(async (connection) => {
        running++;
        expect(running).toBeLessThanOrEqual(4);
        await connection.run("SELECT 1");
        answered.push(index);
        running--;
      }),
    );
    await Promise.all(answers);
    expect(new Set(answered).size).toBe(12);
  });

  it("end when they are closed, those that wait for their turn included, and none is taken any more", async () => {
    const questions = new Questions(() => instance.connect());
    await questions.ping();
    let begun = 0;
    const endless = Array.from({ length: 6 }, () =>
      questions.answer((connection) => {
        begun++;
        return connection.run(ENDLESS);
      }),
    );
    const ended = Promise.allSettled(endless);
    await expect.poll(() => begun).toBe(4);
    await questions.close();
    for (const result of await ended) {
      expect(result).toMatchObject({ reason: { code: "PEEK_E_STORE_CLOSED" } });
    }
    const late = questions.answer((connection) => connection.run("SELECT 1"));
    await expect(late).rejects.toMatchObject({ code: "PEEK_E_STORE_CLOSED" });
    await expect(questions.ping()).rejects.toMatchObject({ code: "PEEK_E_STORE_CLOSED" });
  });

  it("fail with their own errors", async () => {
    const questions = new Questions(() => instance.connect());
    const failing = questions.answer((connection) => connection.run("SELECT nothing"));
    await expect(failing).rejects.toThrow(/nothing/);
  });
});

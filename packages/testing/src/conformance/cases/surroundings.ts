import { expect, test } from "vitest";
import { Connection } from "../../http/connection.ts";
import { call, wire } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject } from "../subject.ts";
import { Surroundings } from "../surroundings.ts";

const PATHS = ["/ok", "/throws-sync", "/rejects", "/members/1", "/nope", "/stream"];

/** What is registered around peek calls and is called as without it. */
export function surroundingCases(subject: AdapterSubject): void {
  const { surroundings = true } = subject.shows;
  test.skipIf(!surroundings)(
    "next, what it returns and throws, and async contexts are those of the app without peek",
    async () => {
      const bare = await tell(subject, 0);
      expect(bare).toContain("outer inner");
      expect(await tell(subject, 1)).toEqual(bare);
      expect(await tell(subject, 2)).toEqual(bare);
    },
  );

  test.skipIf(!surroundings)(
    "a client that left while what is in front of peek was asynchronous",
    async () => {
      const gate = new Gate();
      await using stage = await openStage(subject, {}, (make) => ({
        clients: [make()],
        surroundings: gate,
      }));
      stage.server.once("connection", (socket) => socket.once("close", () => gate.open()));
      const connection = await Connection.open(stage.port);
      connection.send(wire("GET", "/ok"));
      await gate.reached;
      connection.leave();
      const [record] = await stage.records(1);
      expect(record).toMatchObject({ path: "/ok", outcome: "client_abort" });
      expect(record).not.toHaveProperty("status");
    },
  );
}

/** Lets nothing through before it is open. */
class Gate extends Surroundings {
  open!: () => void;
  readonly #opened = new Promise<void>((resolve) => (this.open = resolve));
  #reach!: () => void;
  readonly reached = new Promise<void>((resolve) => (this.#reach = resolve));

  override before<Result>(next: () => Result): Result {
    this.#reach();
    const pass = async (): Promise<unknown> => {
      await this.#opened;
      return next();
    };
    return pass() as Result;
  }
}

/** What an app with so many clients tells of each request, with the next one. */
async function tell(subject: AdapterSubject, clients: number): Promise<string[]> {
  const surroundings = new Surroundings();
  await using stage = await openStage(subject, {}, (make) => ({
    clients: Array.from({ length: clients }, make),
    surroundings,
  }));
  const told: string[] = [];
  for (const path of [
    "/ok",
    ...PATHS.flatMap((each) => ["/surroundings", each]),
    "/surroundings",
  ]) {
    const { body } = await call(stage.port, path);
    if (path === "/surroundings") told.push(...(JSON.parse(String(body)) as string[]));
  }
  return told;
}

import { expect, test } from "vitest";
import { call } from "../../http/exchange.ts";
import { openStage } from "../stage.ts";
import type { AdapterSubject } from "../subject.ts";
import { Surroundings } from "../surroundings.ts";

const PATHS = ["/ok", "/throws-sync", "/rejects", "/members/1", "/nope", "/stream"];

/** What is registered around peek calls and is called as without it. */
export function surroundingCases(subject: AdapterSubject): void {
  test.skipIf(!subject.shows.surroundings)(
    "next, what it returns and throws, and async contexts are those of the app without peek",
    async () => {
      const bare = await tell(subject, 0);
      expect(bare).toContain("outer inner");
      expect(await tell(subject, 1)).toEqual(bare);
      expect(await tell(subject, 2)).toEqual(bare);
    },
  );
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

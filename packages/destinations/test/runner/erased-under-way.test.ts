import { delivered, refused, type Outcome } from "@peekjs/destinations";
import type { DestinationConnection } from "@peekjs/protocol";
import { expect, it, vi } from "vitest";
import { trackEvent } from "../events.ts";
import { scriptedDestination } from "./example.ts";

const ANSWER = "no such users: ada, bob";

/** A vendor that answers the first request when it is told to. */
async function start(first: Outcome): Promise<{
  connection: DestinationConnection;
  requests: string[][];
  answer: () => void;
}> {
  const requests: string[][] = [];
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const send = async (ids: string[]): Promise<Outcome> => {
    requests.push(ids);
    if (requests.length > 1) return delivered;
    await answered;
    return first;
  };
  const connection = scriptedDestination({ events: 10 }, send).connect({ marksUsers: true });
  const ids = ["ada", "bob", "carol"];
  await connection.enqueue(
    ids.map((id) => trackEvent({ eventId: id, userId: id })),
    {},
  );
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  return { connection, requests, answer: () => answer() };
}

const isAda = ({ id }: { id: string }): boolean => id === "ada";

it("sends the halves of a request that is refused without what was erased meanwhile", async () => {
  const { connection, requests, answer } = await start(refused("no such user"));
  connection.memory!.erase(isAda);
  answer();
  await vi.waitFor(() => expect(connection.stats()).toMatchObject({ delivered: 2, pending: 0 }));
  expect(requests.slice(1).flat().toSorted()).toEqual(["bob", "carol"]);
  expect(connection.stats()).toMatchObject({ accepted: 3, dropped: { erased: 1 } });
  await connection.close();
});

it.each([
  ["retry", { kind: "retry", reason: "answered 503", answer: ANSWER }],
  ["rejection", { kind: "rejected", reason: "answered 422", answer: ANSWER }],
] as const)(
  "keeps no answer to a request of which something was erased: %s",
  async (_, outcome) => {
    const { connection, answer } = await start(outcome);
    connection.memory!.erase(isAda);
    answer();
    await vi.waitFor(() => expect(connection.stats().lastFailure).toBe(outcome.reason));
    expect(connection.stats().lastAnswer).toBeUndefined();
    expect(JSON.stringify(await connection.deadLetters())).not.toContain("ada");
    await connection.close();
  },
);

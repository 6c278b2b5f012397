import { describe, expect, it, vi } from "vitest";
import { openDestination, SHORT_TIMEOUT } from "../stage.ts";
import type { DestinationSubject } from "../subject.ts";
import type { VendorAnswer } from "../vendor.ts";

/** What any server may do, or what stands in front of it. */
const ANYBODYS: Readonly<Record<string, VendorAnswer>> = {
  "a dropped connection": "reset",
  "no answer": "hang",
  "503 with a page": { status: 503, body: "<html>" },
  "503 with an endless page": { status: 503, body: "<html>", ending: "endless" },
  "a success that breaks off": { body: " ".repeat(1_000), ending: "cut" },
  "a success that comes too slowly": { body: " ".repeat(1_000), ending: "drip" },
};

const REDIRECT: VendorAnswer = { status: 307, headers: { location: "/elsewhere" } };

/** Whether only a timeout ends it. */
function isEndless(answer: VendorAnswer): boolean {
  return (
    answer === "hang" ||
    (typeof answer === "object" && (answer.ending === "drip" || answer.ending === "endless"))
  );
}

export function failureCases(subject: DestinationSubject): void {
  describe.concurrent("sends again, under the same id, after", () => {
    it.each(Object.entries({ ...ANYBODYS, ...subject.passing }))("%s", async (_, answer) => {
      const options = isEndless(answer) ? { timeout: SHORT_TIMEOUT } : {};
      await using stage = await openDestination(subject, options);
      stage.vendor.answer = () => {
        stage.recover();
        return answer;
      };
      const [event] = stage.events(1);
      await stage.connection.enqueue([event!], {});
      expect(await stage.connection.flush()).toEqual({ delivered: 1, pending: 0 });
      expect(stage.vendor.requests.flatMap((request) => subject.idsOf(request))).toEqual([
        event!.eventId,
        event!.eventId,
      ]);
    });
  });

  describe("keeps everything, and gives no secret away, after", () => {
    it.each(Object.entries({ ...subject.blocking, "a redirect": REDIRECT }))(
      "%s",
      async (_, answer) => {
        await using stage = await openDestination(subject);
        stage.vendor.answer = () => answer;
        await stage.connection.enqueue(stage.events(1), {});
        expect(await stage.connection.flush()).toEqual({ delivered: 0, pending: 1 });
        const { destination, connection, errors } = stage;
        const told = errors.map(({ code, message }) => [code, message]);
        expect(told).toHaveLength(1);
        const shown = JSON.stringify([told, connection.stats(), destination]);
        for (const secret of subject.secrets) expect(shown).not.toContain(secret);
        stage.recover();
        const isDelivered = (): void => expect(connection.stats().delivered).toBe(1);
        await vi.waitFor(isDelivered, { timeout: 20_000 });
        expect(connection.stats().circuit).toBe("closed");
        expect(stage.taken).toHaveLength(1);
      },
    );
  });

  it("takes what is taken under a failing status for a failure", async () => {
    await using stage = await openDestination(subject);
    const { answer: take } = stage.vendor;
    stage.vendor.answer = (request) => {
      stage.recover();
      const answer = take(request);
      return typeof answer === "object" ? { ...answer, status: 503 } : answer;
    };
    await stage.connection.enqueue(stage.events(1), {});
    expect(await stage.connection.flush()).toEqual({ delivered: 1, pending: 0 });
    expect(stage.taken).toHaveLength(2);
    expect(new Set(stage.taken).size).toBe(1);
  });

  it("loses nothing while the vendor fails and recovers", async () => {
    await using stage = await openDestination(subject);
    const answers = [...Object.values(subject.passing), "reset" as const];
    const { answer: take } = stage.vendor;
    let request = 0;
    stage.vendor.answer = (received) =>
      request++ % 2 === 0 ? answers[request % answers.length]! : take(received);
    const events = stage.events(50);
    await stage.connection.enqueue(events, {});
    const isDelivered = (): void => expect(stage.connection.stats().delivered).toBe(50);
    await vi.waitFor(isDelivered, { timeout: 20_000 });
    expect(new Set(stage.taken)).toEqual(new Set(events.map(({ eventId }) => eventId)));
    expect(stage.taken).toHaveLength(50);
  });

  it("gives up alone the event for which a request is refused", async ({ skip }) => {
    const { refused } = subject;
    if (refused === undefined) return skip();
    await using stage = await openDestination(subject);
    const events = stage.events(9);
    const bad = events[4]!.eventId!;
    const { answer: take } = stage.vendor;
    stage.vendor.answer = (request) =>
      subject.idsOf(request).includes(bad) ? refused : take(request);
    await stage.connection.enqueue(events, {});
    await stage.connection.flush();
    expect(stage.taken.toSorted()).toEqual(
      events
        .map(({ eventId }) => eventId!)
        .filter((id) => id !== bad)
        .toSorted(),
    );
    const letters = await stage.connection.deadLetters();
    expect(letters.map(({ event }) => event.id)).toEqual([bad]);
  });

  // More than once: what else a machine does may take longer.
  it("ends a flush and a close in time while the vendor hangs", async () => {
    await vi.waitFor(
      async () => {
        await using stage = await openDestination(subject);
        stage.vendor.answer = () => "hang";
        await stage.connection.enqueue(stage.events(2), {});
        const begin = performance.now();
        expect(await stage.connection.flush({ timeout: 50 })).toMatchObject({ pending: 2 });
        expect(await stage.connection.close({ timeout: 50 })).toMatchObject({ pending: 2 });
        expect(performance.now() - begin).toBeLessThan(2_000);
      },
      { timeout: 20_000 },
    );
  });
}

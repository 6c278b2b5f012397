import fc from "fast-check";
import { expect } from "vitest";
import { KnownUsers, STEP } from "./known-users.ts";
import { PrivateCollector } from "./private-collector.ts";

/**
 * Sends calls of two people in any order, with erasures, exports and restarts between them, and looks that whoever is erased
 * is in no file, and whoever is not is exported in whole.
 */
export async function tryErasures(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 10, maxLength: 20 }), async (steps) => {
      await using collector = await PrivateCollector.start();
      const users = new KnownUsers();
      for (const step of steps) {
        if (step.do === "restart") await collector.restart();
        else if (step.do === "export") {
          const events = users.eventsOf(step.id);
          const exported = await collector.exportedEvents(step.id);
          expect(exported).toEqual({ kept: events, outgoing: events });
        } else if (step.do === "erase") {
          const count = users.eventsOf(step.id).length;
          users.erase(step.id);
          const erased = collector.erase(step.id);
          // Somebody else goes on meanwhile.
          await collector.send(users.say({ do: "track", id: step.bystander, as: "both" }));
          expect((await erased).events).toBe(count);
          expect(collector.textsFound(users.gone)).toEqual([]);
        } else await collector.send(users.say(step));
      }
      expect(collector.textsFound(users.living).length > 0).toBe(users.living.length > 0);
      for (const id of users.living) await collector.erase(id);
      expect(collector.textsFound(users.all)).toEqual([]);
    }),
    { numRuns },
  );
}

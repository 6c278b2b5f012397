import fc from "fast-check";
import { expect, it } from "vitest";
import { Semaphore } from "../src/semaphore.ts";

it("never runs more tasks than it permits, in any order of their ends, and runs all of them", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 20 }),
      fc.scheduler(),
      async (permits, count, scheduler) => {
        const semaphore = new Semaphore(permits);
        let running = 0;
        let most = 0;
        const tasks = Array.from({ length: count }, (_, index) =>
          semaphore.run(async () => {
            most = Math.max(most, ++running);
            await scheduler.schedule(Promise.resolve());
            running--;
            if (index % 3 === 0) throw new Error("task failed");
            return index;
          }),
        );
        await scheduler.waitFor(Promise.allSettled(tasks));
        const results = await Promise.allSettled(tasks);
        expect(most).toBe(Math.min(permits, count));
        expect(results.filter(({ status }) => status === "rejected")).toHaveLength(
          Math.ceil(count / 3),
        );
      },
    ),
  );
});

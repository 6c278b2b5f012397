import { vi } from "vitest";

/** Waits for a condition of a test that runs beside others, where `expect.poll` is not to be had. */
export async function until(
  what: string,
  condition: () => boolean,
  timeout = 15_000,
): Promise<void> {
  await vi.waitFor(
    () => {
      if (!condition()) throw new Error(`Waited ${timeout} ms for ${what}.`);
    },
    { timeout, interval: 10 },
  );
}

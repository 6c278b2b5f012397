import type { Extensions } from "./extensions.ts";
import type { EdgeGlobals } from "./runtime.ts";

/** Milliseconds for the last delivery of a process that has nothing else to do. */
const END_TIMEOUT = 1_000;

/** Has a client flush at the natural end of a process of Deno or Bun. */
export const flushAtEnd: NonNullable<Extensions["onStart"]> = ({ options, flush, abandon }) => {
  const { process } = globalThis as EdgeGlobals;
  if (!options.flushOnExit || typeof process?.once !== "function") return;
  process.once("beforeExit", () => {
    // A delivery that is under way would keep the process alive.
    void flush(END_TIMEOUT).finally(abandon);
  });
};

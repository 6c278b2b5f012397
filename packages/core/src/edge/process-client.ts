import type { OpenRequest } from "../observed-request.ts";
import { WeakList } from "../weak-list.ts";
import type { ProcessClient } from "./extensions.ts";
import type { EdgeGlobals } from "./runtime.ts";

/** Milliseconds for the last delivery of a process that has nothing else to do. */
const END_TIMEOUT = 1_000;

/** What a client of Deno or Bun does more than one in an isolate. */
export function createProcessClient(): ProcessClient {
  const mounts = new WeakList<() => readonly OpenRequest[]>();
  const abandoned = new AbortController();
  const abandon = (): void => abandoned.abort();
  return {
    abandon,
    deadline: (milliseconds) =>
      AbortSignal.any([AbortSignal.timeout(milliseconds), abandoned.signal]),
    mounted: (openRequests) => mounts.add(openRequests),
    openRequests: () => [...mounts].flatMap((requests) => requests()),
    started({ options, flush }) {
      const { process } = globalThis as EdgeGlobals;
      if (!options.flushOnExit || typeof process?.once !== "function") return;
      process.once("beforeExit", () => {
        // A delivery that is under way would keep the process alive.
        void flush(END_TIMEOUT).finally(abandon);
      });
    },
  };
}

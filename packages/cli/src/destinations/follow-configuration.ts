import { setTimeout as sleep } from "node:timers/promises";
import { PeekError, type Destination } from "@peekjs/protocol";
import type { DestinationConfiguration } from "./destination-configuration.ts";

/** Milliseconds between two looks at the file: a watch would miss what some file systems do not tell. */
const INTERVAL = 1_000;

export interface FollowOptions {
  configuration: DestinationConfiguration;
  /** What the configuration held when it was taken up. */
  content: string | undefined;
  /** Takes up what has become of the destinations. */
  apply: (destinations: Destination[]) => Promise<void>;
  /** Told once of each trouble; until it is over, the destinations stay as they were. */
  report: (error: unknown) => void;
  signal: AbortSignal;
}

/** Takes up changes of the configuration until the signal aborts. */
export async function followConfiguration({
  configuration,
  content,
  apply,
  report,
  signal,
}: FollowOptions): Promise<void> {
  let applied = content;
  let trouble = "";
  for (;;) {
    await sleep(INTERVAL, undefined, { ref: false, signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const found = configuration.content();
      if (found !== applied) await apply(await configuration.read());
      applied = found;
      trouble = "";
    } catch (error) {
      const { message } = error as Error;
      if (message !== trouble) report(unchanged(error));
      trouble = message;
    }
  }
}

function unchanged(cause: unknown): unknown {
  if (!(cause instanceof PeekError)) return cause;
  const message = `${cause.message} Until then, the collector goes on with the destinations that it has.`;
  return new PeekError(cause.code, message, { cause });
}

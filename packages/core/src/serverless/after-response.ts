import { SHARING_DELAY } from "./limits.ts";
import { requestWaitUntil, type WaitUntil } from "./wait-until.ts";

/**
 * Milliseconds after which the handler that reported something will not flush it any more. A request is reported when its
 * handler has ended, an event somewhere within.
 */
const PATIENCE = { request: 1_000, event: 30_000 };

export interface AfterResponseSettings {
  /** Whether the platform stops working once requests are answered. */
  isServerless: boolean;
  /** Sends what is buffered; settles when that has come to an end. */
  deliver(): Promise<void>;
  /** Told when something was reported that nothing will deliver. */
  onUnattended(): void;
  trouble(error: unknown): void;
}

/** Sees to it that events are delivered where a platform stops working once requests are answered. */
export interface AfterResponse {
  /** Something was reported; the platform's own `waitUntil` delivers it where there is one. */
  added(kind: keyof typeof PATIENCE): void;
  /** Somebody flushes. */
  attended(): void;
  /** Hands a delivery to the platform, put off for a moment so that requests share it. Never throws. */
  deliverWithin(waitUntil: WaitUntil): void;
}

export function createAfterResponse({
  isServerless,
  deliver,
  onUnattended,
  trouble,
}: AfterResponseSettings): AfterResponse {
  const firstAt: { request?: number; event?: number } = {};
  let due: Promise<void> | undefined;
  /** Whether anybody has flushed, or handed over a `waitUntil`. */
  let isAttended = false;

  async function deliverSoon(): Promise<void> {
    try {
      await new Promise<void>((resolve) => setTimeout(resolve, SHARING_DELAY));
      // What comes from now on needs a delivery of its own.
      due = undefined;
      await deliver();
    } catch (error) {
      trouble(error);
    }
  }

  function deliverWithin(waitUntil: WaitUntil): void {
    isAttended = true;
    try {
      due ??= deliverSoon();
      waitUntil(due);
    } catch (error) {
      trouble(error);
    }
  }

  return {
    added(kind) {
      if (!isServerless) return;
      const waitUntil = requestWaitUntil();
      if (waitUntil !== undefined) deliverWithin(waitUntil);
      if (isAttended) return;
      const now = performance.now();
      firstAt[kind] ??= now;
      if (now - firstAt[kind] > PATIENCE[kind]) onUnattended();
    },
    attended() {
      isAttended = true;
    },
    deliverWithin,
  };
}

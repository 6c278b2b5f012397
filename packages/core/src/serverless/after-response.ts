import { requestWaitUntil, type WaitUntil } from "./wait-until.ts";

/** Milliseconds that requests wait for others to share a delivery. */
const DELAY = 50;
/**
 * Milliseconds after which the handler that reported something will not flush it any more. A request is reported when its
 * handler has ended, an event somewhere within.
 */
const PATIENCE = { request: 1_000, event: 30_000 };

export interface AfterResponseSettings {
  /** Whether the platform stops working once requests are answered. */
  isServerless: boolean;
  /** Whether requests may share timers and promises; isolates bind them to the request that made them. */
  sharesTimers: boolean;
  /** Sends what is buffered; settles when that has come to an end. */
  deliver(): Promise<void>;
  /** Told when something was reported that nothing will deliver. */
  onUnattended(): void;
  trouble(error: unknown): void;
}

/** Sees to it that events are delivered where a platform stops working once requests are answered. */
export class AfterResponse {
  readonly #settings: AfterResponseSettings;
  #due: Promise<void> | undefined;
  /** Whether anybody has flushed, or handed over a `waitUntil`. */
  #isAttended = false;
  readonly #firstAt: { request?: number; event?: number } = {};

  constructor(settings: AfterResponseSettings) {
    this.#settings = settings;
  }

  /** Something was reported; the platform's own `waitUntil` delivers it where there is one. */
  added(kind: keyof typeof PATIENCE): void {
    if (!this.#settings.isServerless) return;
    const waitUntil = requestWaitUntil();
    if (waitUntil !== undefined) this.deliverWithin(waitUntil);
    if (this.#isAttended) return;
    const now = performance.now();
    this.#firstAt[kind] ??= now;
    if (now - this.#firstAt[kind] > PATIENCE[kind]) this.#settings.onUnattended();
  }

  /** Somebody flushes. */
  attended(): void {
    this.#isAttended = true;
  }

  /** Hands a delivery to the platform, put off for a moment so that requests share it. Never throws. */
  deliverWithin(waitUntil: WaitUntil): void {
    this.#isAttended = true;
    try {
      waitUntil(this.#settings.sharesTimers ? (this.#due ??= this.#deliver()) : this.#deliver());
    } catch (error) {
      this.#settings.trouble(error);
    }
  }

  async #deliver(): Promise<void> {
    try {
      await new Promise<void>((resolve) => setTimeout(resolve, DELAY));
      // What comes from now on needs a delivery of its own.
      this.#due = undefined;
      await this.#settings.deliver();
    } catch (error) {
      this.#settings.trouble(error);
    }
  }
}

import { PeekError } from "@peekjs/protocol";

const INTERVAL = 60_000;

/** What is shorter occurs in too many words. */
const SHORTEST_SECRET = 6;

/** Tells of troubles without secrets, each code at most once a minute. */
export class Reporter {
  readonly #name: string;
  readonly #secrets: readonly string[];
  readonly #report: ((error: PeekError) => void) | undefined;
  readonly #lastAt = new Map<string, number>();

  constructor(
    name: string,
    secrets: readonly string[],
    report: ((error: PeekError) => void) | undefined,
  ) {
    this.#name = name;
    this.#secrets = secrets
      .filter((secret) => secret.length >= SHORTEST_SECRET)
      .flatMap((secret) => [secret, encodeURIComponent(secret)]);
    this.#report = report;
  }

  /** A text that may repeat what was sent, without the secrets in it. */
  redact(text: string): string {
    return this.#secrets.reduce((redacted, secret) => redacted.replaceAll(secret, "***"), text);
  }

  /** @param sentence what happened and what to do, after the destination's name */
  tell(code: string, sentence: string): void {
    const now = performance.now();
    const last = this.#lastAt.get(code);
    if (last !== undefined && now - last < INTERVAL) return;
    this.#lastAt.set(code, now);
    const message = this.redact(`The destination "${this.#name}" ${sentence}`);
    try {
      this.#report?.(new PeekError(code, message));
    } catch {
      // What a listener throws is its own.
    }
  }
}

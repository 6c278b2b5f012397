import { PeekError, type DeliveryFailure } from "@peekjs/protocol";

const INTERVAL = 60_000;

/** What is shorter occurs in too many words. */
const SHORTEST_SECRET = 6;

/** What to do about a queue that fails. */
export const QUEUE_ADVICE = "Look at the disk, or at whatever keeps the queue.";

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
      .flatMap((secret) => [...formsOf(secret)]);
    this.#report = report;
  }

  /** A text that may repeat what was sent, without the secrets in it. */
  redact(text: string): string {
    return this.#secrets.reduce((redacted, secret) => redacted.replaceAll(secret, "***"), text);
  }

  redactFailure({ reason, answer }: DeliveryFailure): DeliveryFailure {
    return { reason: this.redact(reason), answer: answer && this.redact(answer) };
  }

  error(code: string, sentence: string, cause?: unknown): PeekError {
    const message = this.redact(`The destination "${this.#name}" ${sentence}`);
    return new PeekError(code, message, cause === undefined ? undefined : { cause });
  }

  /** @param sentence what happened and what to do, after the destination's name */
  tell(code: string, sentence: string): void {
    const now = performance.now();
    const last = this.#lastAt.get(code);
    if (last !== undefined && now - last < INTERVAL) return;
    this.#lastAt.set(code, now);
    try {
      this.#report?.(this.error(code, sentence));
    } catch {
      // What a listener throws is its own.
    }
  }
}

/** How an answer may repeat a secret: as it is, in a query, and in JSON, where some servers escape slashes. */
function formsOf(secret: string): ReadonlySet<string> {
  const query = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const lowerCase = query.replaceAll(/%../g, (code) => code.toLowerCase());
  return new Set([secret, query, lowerCase, json, json.replaceAll("/", String.raw`\/`)]);
}

import type { DestinationDefinition, SendContext } from "../definition.ts";
import { post } from "../http/post.ts";
import { retry, type Outcome } from "../outcome.ts";
import { describeError } from "./describe-error.ts";
import type { PackedEvent } from "./pack.ts";
import type { Reporter } from "./reporter.ts";
import { limitTime } from "./time-limit.ts";

export interface ExchangeSettings {
  definition: DestinationDefinition<unknown>;
  fetch: typeof fetch;
  /** Milliseconds for one request. */
  timeout: number;
  /** Aborted when the connection is closed. */
  closing: AbortSignal;
  reporter: Pick<Reporter, "redact">;
}

/** Makes one request; whatever happens to it becomes an outcome for each event, even when `send` never returns. */
export async function exchange(
  items: readonly PackedEvent[],
  { definition, fetch, timeout, closing, reporter }: ExchangeSettings,
): Promise<readonly Outcome[]> {
  const limit = limitTime(timeout, closing);
  const { signal } = limit;
  const context: SendContext = {
    signal,
    fetch,
    async post(request) {
      const reply = await post(request, fetch, signal);
      // Before a reason is cut out of it, which could leave half a secret.
      return { ...reply, text: reporter.redact(reply.text) };
    },
  };
  try {
    const batch = items.map(({ id, payload }) => ({ id, payload }));
    const answer = await Promise.race([definition.send(batch, context), limit.ended]);
    if (!isList(answer)) return items.map(() => answer);
    return items.map((_, index) => answer[index] ?? retry("did not say what became of it"));
  } catch (error) {
    const reason = signal.aborted
      ? abortReason(closing, timeout)
      : `failed: ${describeError(error)}`;
    return items.map(() => retry(reason));
  } finally {
    limit.forget();
  }
}

function isList(answer: Outcome | readonly Outcome[]): answer is readonly Outcome[] {
  return Array.isArray(answer);
}

function abortReason(closing: AbortSignal, timeout: number): string {
  return closing.aborted ? "was closed" : `gave no answer within ${timeout} ms`;
}

import type { DestinationDefinition, SendContext } from "../definition.ts";
import { post } from "../http/post.ts";
import { retry, type Outcome } from "../outcome.ts";
import { describeError, describeFault } from "./describe-error.ts";
import type { Failure } from "./failure-in-logs.ts";
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
  /** What the connection failed with, if it did: anything else that `send` throws may repeat an answer. */
  let systems: unknown;
  const note = (error: unknown): never => {
    systems = error;
    throw error;
  };
  const context: SendContext = {
    signal,
    fetch: (input, init) => fetch(input, init).catch(note),
    async post(request) {
      const reply = await post(request, fetch, signal).catch(note);
      // Before an answer is cut out of it, which could leave half a secret.
      return { ...reply, text: reporter.redact(reply.text) };
    },
  };
  try {
    const batch = items.map(({ id, payload }) => ({ id, payload }));
    const answer = await Promise.race([definition.send(batch, context), limit.ended]);
    if (!isList(answer)) return items.map(() => answer);
    return items.map((_, index) => answer[index] ?? retry(UNSAID));
  } catch (error) {
    const failure = signal.aborted
      ? { reason: abortReason(closing, timeout) }
      : failureOf(error, error === systems);
    return items.map(() => retry(failure));
  } finally {
    limit.forget();
  }
}

const UNSAID = { reason: "did not say what became of it" };

function failureOf(error: unknown, isSystems: boolean): Failure {
  const fault = describeFault(error);
  if (fault !== undefined) return { reason: `failed: ${fault}` };
  return { reason: "failed", answer: describeError(error), isSystems };
}

function isList(answer: Outcome | readonly Outcome[]): answer is readonly Outcome[] {
  return Array.isArray(answer);
}

function abortReason(closing: AbortSignal, timeout: number): string {
  return closing.aborted ? "was closed" : `gave no answer within ${timeout} ms`;
}

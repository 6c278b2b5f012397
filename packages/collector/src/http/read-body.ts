import type { Semaphore } from "@peekjs/protocol/internal";
import type { ByteBudget } from "./byte-budget.ts";
import { BudgetSpent, collect, TooManyBytes } from "./collect.ts";
import { inflate } from "./inflate.ts";
import { HttpProblem } from "./problem.ts";

/** How much of a body is read before it is refused, in bytes. */
export interface BodyLimits {
  /** As sent. */
  bodyBytes: number;
  /** After inflating. */
  inflatedBytes: number;
  /** Bodies being inflated at the same time. */
  inflations: number;
  /** Bytes, as sent and inflated, of all bodies that are held at the same time where a key may stand at their end. */
  keylessBytes: number;
}

/** A body that takes of a budget what it holds. */
interface HeldBody {
  budget: ByteBudget;
  request: Request;
}

/**
 * Longer bodies are counted while they are read, and refused beyond a budget. A shorter one is held whole by its runtime in
 * any case: it is counted then, and never refused, so that a flood of long ones keeps out no client that sends little.
 */
const SHORT = 65_536;

/**
 * Reads a body of at most the given size, inflating gzip. Both sizes are counted while reading: what is too large is
 * never held in memory.
 *
 * @param budget What bodies may take until they are dealt with, where anybody may send them: the request holds it.
 * @throws {@link HttpProblem} 413 with the limit that was crossed, 415 for another coding, 400 when the body ends
 * early or is not gzip, 503 beyond the budget.
 */
export async function readBody(
  request: Request,
  limits: Pick<BodyLimits, "bodyBytes" | "inflatedBytes">,
  inflations: Semaphore,
  budget?: ByteBudget,
): Promise<Uint8Array> {
  const coding = contentCoding(request.headers.get("content-encoding"));
  const sent = await readSent(request, limits.bodyBytes, budget);
  if (coding === "identity") return sent;
  return inflateBody(sent, limits.inflatedBytes, inflations, budget && { budget, request });
}

function contentCoding(header: string | null): "gzip" | "identity" {
  const coding = header?.trim().toLowerCase() ?? "";
  if (coding === "" || coding === "identity") return "identity";
  if (coding === "gzip" || coding === "x-gzip") return "gzip";
  throw new HttpProblem(
    415,
    "PEEK_E_CONTENT_CODING",
    `The content coding must be gzip, once, or none; got "${coding.slice(0, 100)}".`,
    { headers: { "accept-encoding": "gzip, identity" } },
  );
}

async function readSent(
  request: Request,
  limit: number,
  budget: ByteBudget | undefined,
): Promise<Uint8Array> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > limit) throw tooLarge(limit);
  const take = budget && ((bytes: number) => budget.take(bytes, request));
  let sent: Uint8Array;
  try {
    if (declared !== null && (budget === undefined || Number(declared) <= SHORT)) {
      // A server passes on no more than the declared length, and runtimes read a whole body faster than a stream.
      sent = new Uint8Array(await request.arrayBuffer());
      budget?.hold(sent.byteLength, request);
    } else {
      sent = request.body === null ? new Uint8Array() : await collect(request.body, limit, take);
    }
  } catch (error) {
    if (error instanceof TooManyBytes) throw tooLarge(limit);
    if (error instanceof BudgetSpent) throw tooManyBodies();
    throw new HttpProblem(
      400,
      "PEEK_E_BODY_INCOMPLETE",
      "The body ended before it was complete. Send it again.",
      { retryable: true },
    );
  }
  if (sent.byteLength > limit) throw tooLarge(limit);
  return sent;
}

/**
 * Inflates a body that is gzip, as its header or its first bytes say.
 *
 * @param held What it may take inflated, until its request is dealt with.
 * @throws {@link HttpProblem} 413 with the limit that was crossed, 400 when it is not gzip or ends early, 503 beyond
 * the budget.
 */
export async function inflateBody(
  sent: Uint8Array,
  limit: number,
  inflations: Semaphore,
  held?: HeldBody,
): Promise<Uint8Array> {
  const inflated = await inflate(sent, limit, inflations).catch((error: unknown) => {
    if (error instanceof TooManyBytes) {
      const detail = `The body is larger than ${limit} bytes after inflating. Send smaller batches.`;
      throw new HttpProblem(413, "PEEK_E_INFLATED_SIZE", detail, { members: { limit } });
    }
    const detail = "The body says that it is gzip, and is not, or ends early.";
    throw new HttpProblem(400, "PEEK_E_GZIP", detail);
  });
  if (held !== undefined) countInflated(inflated.byteLength, held);
  return inflated;
}

function countInflated(bytes: number, { budget, request }: HeldBody): void {
  if (bytes <= SHORT) budget.hold(bytes, request);
  else if (!budget.take(bytes, request)) throw tooManyBodies();
}

function tooLarge(limit: number): HttpProblem {
  const detail = `The body is larger than ${limit} bytes as sent. Send smaller batches.`;
  return new HttpProblem(413, "PEEK_E_BODY_SIZE", detail, { members: { limit } });
}

function tooManyBodies(): HttpProblem {
  const detail = "Too many large bodies are being taken in at the same time. Send it again.";
  return new HttpProblem(503, "PEEK_E_BODIES", detail, { headers: { "retry-after": "2" } });
}

import { HttpProblem } from "./problem.ts";
import type { Semaphore } from "./semaphore.ts";

/** How much of a body is read before it is refused, in bytes. */
export interface BodyLimits {
  /** As sent. */
  bodyBytes: number;
  /** After inflating. */
  inflatedBytes: number;
  /** Bodies being inflated at the same time. */
  inflations: number;
}

/**
 * Reads a body of at most the given size, inflating gzip. Both sizes are counted while reading: what is too large is
 * never held in memory.
 *
 * @param inflations Bounds how many bodies are inflated at the same time, and so the memory that many small ones take.
 * @throws {@link HttpProblem} 413 with the limit that was crossed, 415 for another coding, 400 when the body ends
 * early or is not gzip.
 */
export async function readBody(
  request: Request,
  limits: BodyLimits,
  inflations: Semaphore,
): Promise<Uint8Array> {
  const coding = contentCoding(request.headers.get("content-encoding"));
  const sent = await readSent(request, limits.bodyBytes);
  if (coding === "identity") return sent;
  return inflations.run(() => inflate(sent, limits.inflatedBytes));
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

async function readSent(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = (): HttpProblem =>
    new HttpProblem(
      413,
      "PEEK_E_BODY_SIZE",
      `The body is larger than ${limit} bytes as sent. Send smaller batches.`,
      { members: { limit } },
    );
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > limit) throw tooLarge();
  try {
    // A server passes on no more than the declared length, and runtimes read a whole body faster than a stream.
    if (declared !== null) {
      const whole = new Uint8Array(await request.arrayBuffer());
      if (whole.byteLength > limit) throw tooLarge();
      return whole;
    }
    return request.body === null ? new Uint8Array() : await collect(request.body, limit, tooLarge);
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem(
      400,
      "PEEK_E_BODY_INCOMPLETE",
      "The body ended before it was complete. Send it again.",
      { retryable: true, cause: error },
    );
  }
}

async function inflate(sent: Uint8Array, limit: number): Promise<Uint8Array> {
  const tooLarge = (): HttpProblem =>
    new HttpProblem(
      413,
      "PEEK_E_INFLATED_SIZE",
      `The body is larger than ${limit} bytes after inflating. Send smaller batches.`,
      { members: { limit } },
    );
  const source = new Blob([sent]).stream();
  try {
    return await collect(
      source.pipeThrough(new DecompressionStream("gzip")) as ReadableStream<Uint8Array>,
      limit,
      tooLarge,
    );
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem(
      400,
      "PEEK_E_GZIP",
      "The body says that it is gzip, and is not, or ends early.",
      {
        cause: error,
      },
    );
  }
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  tooLarge: () => HttpProblem,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      const problem = tooLarge();
      reader.cancel(problem).catch(() => {});
      throw problem;
    }
    chunks.push(value);
  }
  return concatenate(chunks, size);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

import { PeekError, type PeekErrorOptions } from "../peek-error.ts";

/**
 * A body that cannot be read as a whole. A single bad record never causes one: it is rejected alone.
 *
 * @example
 * ```ts
 * try {
 *   readEnvelope(body, { receivedAt: Date.now() });
 * } catch (error) {
 *   if (error instanceof EnvelopeError) return problem(error.status, error.code, error.message);
 *   throw error;
 * }
 * ```
 */
export class EnvelopeError extends PeekError {
  override readonly name = "EnvelopeError";
  /** The HTTP status of the answer: 413 where half of the body may pass, 400 otherwise. */
  readonly status: 400 | 413;

  constructor(code: string, message: string, options?: PeekErrorOptions & { status?: 400 | 413 }) {
    super(code, message, options);
    this.status = options?.status ?? 400;
  }
}

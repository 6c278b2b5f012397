/** What {@link PeekError} is made of. */
export interface PeekErrorOptions {
  cause?: unknown;
}

/**
 * Every error that peek throws or reports: a stable code, what happened and what to do next.
 *
 * @example
 * ```ts
 * createPeek({ onError: (error) => logger.warn({ code: error.code }, error.message) });
 * ```
 */
export class PeekError extends Error {
  override readonly name: string = "PeekError";
  /** Stable, e.g. `PEEK_E_UNREACHABLE`; listed in `docs/reference/errors.md`. */
  readonly code: string;

  constructor(code: string, message: string, options?: PeekErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

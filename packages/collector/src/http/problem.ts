import type { Problem } from "@peekjs/protocol";

const REFERENCE = "https://github.com/peekjs/peek/blob/main/docs/reference/http-api.md";

const TITLES: Record<number, string> = {
  400: "The request cannot be read",
  401: "A key is needed",
  403: "Not allowed",
  404: "Nothing is here",
  405: "The method does not apply",
  413: "The body is too large",
  415: "The body's type is not understood",
  422: "The body is not valid",
  500: "The collector failed",
  503: "The collector is busy",
  507: "The disk is full",
};

/** What a {@link HttpProblem} may carry beside its message. */
export interface HttpProblemOptions {
  /** Whether the same request may succeed later; default: for 429 and 503. */
  retryable?: boolean;
  headers?: Record<string, string>;
  /** Extension members of the body, e.g. `parameter`, `limit` or `errors`. */
  members?: Record<string, unknown>;
  cause?: unknown;
}

/** An error that answers the request: thrown anywhere below a route, sent as `application/problem+json`. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly status: number;
  readonly code: string;
  readonly options: HttpProblemOptions;

  constructor(status: number, code: string, detail: string, options: HttpProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.options = options;
  }

  toResponse(): Response {
    const { retryable, headers, members } = this.options;
    const body: Problem = {
      ...members,
      type: `${REFERENCE}#${this.code.toLowerCase()}`,
      title: TITLES[this.status] ?? "The request failed",
      status: this.status,
      detail: this.message,
      code: this.code,
      retryable: retryable ?? (this.status === 429 || this.status === 503),
    };
    return new Response(JSON.stringify(body), {
      status: this.status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        ...headers,
      },
    });
  }
}

import type { Context } from "hono";
import { HttpProblem } from "../../http/problem.ts";
import { toProblem } from "../../http/to-problem.ts";
import { encodeMessage } from "./encode-message.ts";

/** The encoding in which a client sent, and hears. */
export type Encoding = "json" | "protobuf";

const TYPES: Record<Encoding, string> = {
  json: "application/json",
  protobuf: "application/x-protobuf",
};
/** OpenTelemetry's codes for what cannot be read, for a key that is not known, and for what may be tried again. */
const STATUS_CODES: Record<number, number> = { 400: 3, 401: 16, 403: 7, 413: 8, 503: 14 };
const UNKNOWN = 2;

/** OTLP is the one protocol whose content type says how the body is read. */
export function encodingOf({ req }: Context): Encoding {
  return /protobuf/i.test(req.header("content-type") ?? "") ? "protobuf" : "json";
}

/** Success, with what was not taken and why, or with a warning. */
export function success(
  encoding: Encoding,
  { rejectedSpans = 0, errorMessage = "" }: { rejectedSpans?: number; errorMessage?: string },
): Response {
  const headers = { "content-type": TYPES[encoding] };
  if (rejectedSpans === 0 && errorMessage === "") {
    return new Response(encoding === "json" ? "{}" : new Uint8Array(), { headers });
  }
  if (encoding === "json") {
    const partialSuccess = { rejectedSpans: String(rejectedSpans), errorMessage };
    return new Response(JSON.stringify({ partialSuccess }), { headers });
  }
  const partial = encodeMessage([
    [1, rejectedSpans],
    [2, errorMessage],
  ]);
  return new Response(encodeMessage([[1, partial]]), { headers });
}

/** A problem that is told as OTLP asks for, a `Status` in the client's own encoding. */
export class OtlpProblem extends HttpProblem {
  readonly #encoding: Encoding;

  constructor(error: unknown, encoding: Encoding) {
    const { status, code, message, options } = toProblem(error);
    super(status, code, message, options);
    this.#encoding = encoding;
  }

  override toResponse(): Response {
    const headers = { ...this.options.headers, "content-type": TYPES[this.#encoding] };
    const code = STATUS_CODES[this.status] ?? UNKNOWN;
    const body =
      this.#encoding === "json"
        ? JSON.stringify({ code, message: this.message })
        : encodeMessage([
            [1, code],
            [2, this.message],
          ]);
    return new Response(body, { status: this.status, headers });
  }
}

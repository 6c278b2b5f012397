import type { Answered } from "./answer.ts";

/** How Next.js marks what `redirect`, `notFound` and their kin throw. */
const MARK = /^NEXT_(?:(REDIRECT);.*;(3\d\d);|HTTP_ERROR_FALLBACK;(4\d\d))$/s;

/** What a handler that threw is answered with: of what Next.js takes for an answer that, else an error. Never throws. */
export function thrownAnswer(error: unknown, raw: Request): Answered {
  try {
    const { digest } = (error ?? {}) as { digest?: unknown };
    const mark = typeof digest === "string" ? MARK.exec(digest) : null;
    if (mark === null) return { response: undefined, error };
    const [, redirect, code, refusal] = mark;
    const status = redirect && isForm(raw) ? 303 : Number(code ?? refusal);
    return { response: new Response(null, { status }) };
  } catch {
    // Apps throw what cannot be read.
    return { response: undefined, error };
  }
}

/** Whether Next.js takes a request for a form that a page sent: a redirect is to be followed with GET then. */
function isForm({ headers, method }: Request): boolean {
  const type = headers.get("content-type") ?? "";
  return (
    method === "POST" &&
    (headers.has("next-action") ||
      /^(?:application\/x-www-form-urlencoded$|multipart\/form-data)/.test(type))
  );
}

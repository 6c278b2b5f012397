import { LONGEST_RETRY_AFTER } from "../delivery/limits.ts";

/** What the endpoint answered. */
export interface Answer {
  /** 0: no whole answer came. */
  status: number;
  /** Whether it is acknowledged: by a 2xx that is empty or JSON. */
  ok?: boolean;
  /** Milliseconds for which the collector asks to be left alone. */
  retryAfter: number;
  /** Why no answer came. */
  code?: string;
  cause?: string;
}

/** Posts with the platform's fetch, and reads the answer to its end without keeping it. Never throws. */
export async function post(url: URL, request: RequestInit): Promise<Answer> {
  try {
    const { status, ok, headers, body } = await fetch(url, {
      method: "POST",
      redirect: "manual",
      ...request,
    });
    let isEmpty = true;
    for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) isEmpty &&= !part.length;
    const asked = headers.get("retry-after") as string;
    const retryAfter = Number(asked) * 1_000 || Date.parse(asked) - Date.now() || 0;
    return {
      status,
      ok: ok && (isEmpty || /\bjson\b/i.test(headers.get("content-type")!)),
      retryAfter: Math.min(retryAfter, LONGEST_RETRY_AFTER),
    };
  } catch (cause) {
    return {
      status: 0,
      retryAfter: 0,
      code: request.signal!.aborted ? "PEEK_E_TIMEOUT" : "PEEK_E_UNREACHABLE",
      cause: `${cause as Error}`,
    };
  }
}
